"""The bridge in other people's machinery. Each module needs an extra of its own name."""
