"""How the resources spell their calls."""

from __future__ import annotations

from functools import partial
from typing import Final

from api_client_core.verbs import Verbs

from ..errors import InvalidArgument

API: Final = "clevertap"
_VERBS: Final = Verbs(API, InvalidArgument)
GET: Final = partial(_VERBS.call, "GET")
POST: Final = partial(_VERBS.call, "POST")
