"""The Calendly API v2, typed, blocking and async."""
