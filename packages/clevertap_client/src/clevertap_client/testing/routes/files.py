"""Custom lists and catalogs: an address, a file put there, a word that it is there."""

from __future__ import annotations

from typing import Any

from api_client_core.testing import Answer, Received, route

from ..account import SandboxAccount
from ..campaigns import Segment
from ..files import StoredFile, people
from ..refusals import LIST_EXISTS, MALFORMED, NO_ADMIN, Refused
from .base import Base, body_of, credentials, success

_DENIED = "<Error><Code>AccessDenied</Code><Message>{}</Message></Error>"


class FileRoutes(Base):
    """Files, at the root of the API."""

    @route("POST", "/get_custom_list_segment_url")
    @credentials
    def list_url(self, account: SandboxAccount, request: Received) -> Answer:
        """Open a place for a list of users."""
        place = self._open(account, request)
        expiry = place.closes_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        return success(presignedS3URL=place.url, expiry=expiry, code=200)

    @route("POST", "/get_catalog_url")
    @credentials
    def catalog_url(self, account: SandboxAccount, request: Received) -> Answer:
        """Open a place for a catalog."""
        return success(presignedS3URL=self._open(account, request).url)

    @route("PUT", "/presigned/{key}")
    def put(self, request: Received, key: str) -> Answer:
        """Take a file; the store knows nothing of CleverTap's credentials."""
        places = [account.files.places.get(key) for account in self.accounts.values()]
        place = next((place for place in places if place is not None), None)
        if any(name.startswith("x-clevertap-") for name in request.headers):
            return _denied("credentials have no business here", 400)
        if place is None or request.raw_query != place.url.partition("?")[2]:
            return _denied("The signature is wrong", 403)
        if place.closes_at < self.clock():
            return _denied("Request has expired", 403)
        place.content = request.body
        return Answer(200)

    @route("POST", "/upload_custom_list_segment_completed")
    @credentials
    def list_completed(self, account: SandboxAccount, request: Received) -> Answer:
        """Make a segment of a list of users."""
        body = _completion(account, request)
        board = account.dashboard
        old = next((s for s in board.segments.values() if s.name == body["name"]), None)
        if old is not None and body.get("replace") is not True:
            raise Refused(LIST_EXISTS, body["name"])
        named = people(account.files.content(body.get("url")))
        found = [account.store.find(key, who) for key, who in named]
        segment = old or Segment(board.new_id(self.clock()), str(body["name"]))
        segment.listed = [person for person in found if person is not None]
        board.segments[segment.id] = segment
        return success(**{"Segment ID": segment.id}, code=200)

    @route("POST", "/upload_catalog_completed")
    @credentials
    def catalog_completed(self, account: SandboxAccount, request: Received) -> Answer:
        """Make a catalog of a file."""
        body = _completion(account, request)
        catalogs = account.files.catalogs
        if body["name"] in catalogs and body.get("replace") is not True:
            raise Refused(LIST_EXISTS, body["name"])
        catalogs[body["name"]] = account.files.content(body.get("url"))
        return success()

    def _open(self, account: SandboxAccount, request: Received) -> StoredFile:
        host = request.headers.get("host", "api.clevertap.com")
        scheme = "https" if host.endswith("clevertap.com") else "http"
        return account.files.open(f"{scheme}://{host}", self.clock())


def _completion(account: SandboxAccount, request: Received) -> dict[str, Any]:
    body = body_of(request)
    if not isinstance(body.get("name"), str) or not body["name"] or not body.get("creator"):
        raise Refused(MALFORMED)
    if str(body.get("email")) not in account.dashboard.admins:
        raise Refused(NO_ADMIN)
    return body


def _denied(message: str, status: int) -> Answer:
    headers = (("content-type", "application/xml"),)
    return Answer(status, _DENIED.format(message).encode(), headers)
