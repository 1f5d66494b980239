"""Where an account lives. The address of its dashboard shows the region."""

from __future__ import annotations

import re

from api_client_core.open_enum import OpenStrEnum

from .errors import InvalidArgument


class Region(OpenStrEnum):
    """A region of CleverTap; others are taken as they are, as the first label of the API's host.

    See https://developer.clevertap.com/docs/common-api-components
    """

    EU = "eu"
    EU1 = "eu1"
    IN = "in1"
    SG = "sg1"
    US = "us1"
    ID = "aps3"
    AE = "mec1"


def url_of(region: Region | str) -> str:
    """Give the base URL of a region.

    Args:
        region: Such as ``"eu"``, ``"in1"`` or ``"us1"``, in either case.

    Raises:
        InvalidArgument: It cannot be the label of a host.
    """
    label = region.strip().lower()
    if not re.fullmatch(r"[a-z][a-z0-9]{0,14}(-[a-z0-9]{1,15})?", label):
        raise InvalidArgument(
            "region",
            "must be the short name that the dashboard's address starts with, such as "
            f"{', '.join(Region)}; for a whole address use base_url",
        )
    # Europe is the only region whose official host has no label; eu1 works as well.
    prefix = "" if label == Region.EU else f"{label}."
    return f"https://{prefix}api.clevertap.com"
