"""How the resources spell their calls: ``POST("1", "targets", "stop.json", returns=..., ...)``.

``GET``, ``PUT`` and ``DELETE`` may be repeated. A ``POST`` is repeated only with
``idempotent=True``, which says that sending it twice does no more than sending it once: reports and
exports, which CleverTap reads with ``POST``, are so.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from api_client_core.verbs import Verbs

from ..errors import InvalidArgument

API: Final = "clevertap"
VERBS: Final = Verbs(API, InvalidArgument)
GET: Final = partial(VERBS.call, "GET")
POST: Final = partial(VERBS.call, "POST")
PUT: Final = partial(VERBS.call, "PUT")
DELETE: Final = partial(VERBS.call, "DELETE")
