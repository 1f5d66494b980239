"""One test body for both colours, here too."""

from __future__ import annotations

from tests.calendly_client.conftest import bare_environment, colour

__all__ = ["bare_environment", "colour"]
