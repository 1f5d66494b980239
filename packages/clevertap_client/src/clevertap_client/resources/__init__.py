"""CleverTap's endpoints: the first segment of a path names the file."""
