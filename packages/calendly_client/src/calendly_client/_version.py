"""The version, which the User-Agent names too."""

from __future__ import annotations

import platform
from typing import Final

__version__: Final = "0.1.0"
AGENT: Final = f"calendly-client/{__version__} python/{platform.python_version()}"
