"""How the resources spell their calls: ``POST("1", "targets", "stop.json", returns=..., ...)``.

``GET``, ``PUT`` and ``DELETE`` may be repeated. A ``POST`` is repeated only with
``idempotent=True``, which says that sending it twice does no more than sending it once: reports and
exports, which CleverTap reads with ``POST``, are so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, cast

from api_client_core.verbs import Verbs
from api_client_core.wire import Body, Unsendable

from ..errors import InvalidArgument

API: Final = "clevertap"
VERBS: Final = Verbs(API, InvalidArgument)
GET: Final = partial(VERBS.call, "GET")
POST: Final = partial(VERBS.call, "POST")
PUT: Final = partial(VERBS.call, "PUT")
DELETE: Final = partial(VERBS.call, "DELETE")


def array(rows: Sequence[object]) -> Body:
    """Give a body that is a bare list, as some paths want it.

    Raises:
        InvalidArgument: It is one text, or something in it cannot be sent.
    """
    if isinstance(rows, str | bytes):
        raise InvalidArgument("body", "must be a mapping or a list, not text")
    try:
        return Body.json(cast("Mapping[str, object]", list(rows)))  # any JSON will do
    except Unsendable as error:
        raise InvalidArgument(error.name or "body", error.problem) from None
