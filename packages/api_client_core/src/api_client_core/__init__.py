"""HTTP calls and operations described once, run blocking or async."""
