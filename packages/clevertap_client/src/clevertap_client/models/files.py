"""Where files go, and what becomes of them."""

from __future__ import annotations

from attrs import field, frozen


@frozen(kw_only=True)
class UploadUrl:
    """A place for one file, open for a day to whoever knows its address.

    Attributes:
        url: The address. It is not shown: it lets anybody write.
        expiry: When it closes, in CleverTap's words; it has used several spellings.
    """

    url: str = field(repr=False)
    expiry: str | None = None


@frozen(kw_only=True)
class CustomList:
    """A segment made of a list of users. CleverTap fills it later, and tells by e-mail.

    Attributes:
        segment_id: Its id, for campaigns.
    """

    segment_id: int | None = None
