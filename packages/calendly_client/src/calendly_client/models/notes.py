"""What a user wrote about contacts."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen


@frozen(kw_only=True)
class Note:
    """What a user wrote about a contact. Nobody else sees it. Partly known.

    Attributes:
        uri: Identifies the note.
        contact: The URI of the contact.
        title: At most 255 characters; None if there is a body only.
        body: At most 10,000 characters; None if there is a title only.
        remind_at: When the user is to be reminded, in UTC; None for never.
        created_at: When it was made.
        updated_at: When it was last changed; lists begin with the latest.
    """

    uri: str
    contact: str | None = None
    title: str | None = None
    body: str | None = None
    remind_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
