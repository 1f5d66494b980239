"""One module per part of the API, named like the first segment of its paths."""
