"""The CleverTap server API, typed, blocking and async."""
