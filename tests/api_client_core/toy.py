"""A client that exists for these tests only: the core knows nothing of its API, a parcel office."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Final, Generic, Literal, TypeAlias, TypeVar

from attrs import define, field, frozen

from api_client_core.clients import AwaitingClient, BlockingClient, aconnect, connect
from api_client_core.endpoints import Resource, S, endpoint, listing, operation, stream
from api_client_core.errors import (
    AmbiguousDelivery,
    ClientError,
    ConnectionFailed,
    ErrorFamily,
    Failure,
    InvalidArgument,
    Rejected,
    StatusError,
    TimedOut,
    UnexpectedReply,
)
from api_client_core.exchange import Hooks, Service
from api_client_core.open_enum import OpenStrEnum
from api_client_core.pages import Page, each, every
from api_client_core.retry import RetryPolicy
from api_client_core.secrets import Secret
from api_client_core.senders import (
    AsyncSender,
    Clock,
    Describing,
    RawAsyncSender,
    RawSyncSender,
    SyncSender,
)
from api_client_core.steps import Call, off, together, wait
from api_client_core.structure import decoded, make_converter, structured, tagged_union
from api_client_core.testing import Answer, Received, Sandbox, route
from api_client_core.transport import AsyncHttpClient, HttpClient
from api_client_core.verbs import Verbs
from api_client_core.wire import UNSET, Body, QueryValue, Reply, Unsendable, Unset

T = TypeVar("T")
KEY: Final = "key-of-the-parcel-office-0042"

# --------------------------------------------------------------------------------------- errors


class PostError(ClientError):
    """Whatever the parcel office's client raises."""


class PostInvalid(PostError, InvalidArgument):
    """A wrong argument."""


class PostConnectionFailed(PostError, ConnectionFailed):
    """No reply."""


class PostTimedOut(PostConnectionFailed, TimedOut):
    """No reply in time."""


class PostStatusError(PostError, StatusError):
    """A reply that says no."""


class PostNotFound(PostStatusError):
    """There is no such parcel."""


class PostAmbiguous(PostError, AmbiguousDelivery):
    """Perhaps applied."""


class PostUnexpected(PostError, UnexpectedReply):
    """Not what was promised."""


def status_error(failure: Failure) -> StatusError:
    """Pick the class by the status."""
    found = failure.reply is not None and failure.reply.status == 404
    return (PostNotFound if found else PostStatusError)(failure)


ERRORS: Final = ErrorFamily(
    connection=PostConnectionFailed,
    timeout=PostTimedOut,
    ambiguous=PostAmbiguous,
    unexpected=PostUnexpected,
    status=status_error,
    invalid=PostInvalid,
)

# --------------------------------------------------------------------------------------- models


class Status(OpenStrEnum):
    """Where a parcel is."""

    WAITING = "waiting"
    ON_ITS_WAY = "on_its_way"


@frozen(kw_only=True)
class Letter:
    """Paper."""

    kind: Literal["letter"] = "letter"
    sheets: int


@frozen(kw_only=True)
class Box:
    """Anything else."""

    kind: Literal["box"] = "box"
    kilograms: float


@frozen(kw_only=True)
class UnknownContents:
    """Something this release has no name for."""

    kind: str
    data: Mapping[str, Any] = field(factory=dict[str, Any])


Contents: TypeAlias = Letter | Box | UnknownContents


@frozen(kw_only=True)
class Parcel:
    """Something that travels."""

    id: str
    status: Status
    posted_at: datetime
    contents: Contents
    notes: tuple[str, ...] = ()
    insured: bool = False
    worth: Decimal | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any])


CONVERTER: Final = make_converter()
tagged_union(CONVERTER, Contents, "kind", {"letter": Letter, "box": Box}, UnknownContents)


@frozen
class One(Generic[T]):
    """Reads one thing."""

    kind: type[T]

    def __call__(self, reply: Reply) -> T:
        data = decoded(reply)
        if data == {"refused": True}:
            raise Rejected
        return structured(CONVERTER, data, self.kind)


@frozen
class Many(Generic[T]):
    """Reads a page of things."""

    kind: type[T]

    def __call__(self, reply: Reply) -> Page[T]:
        rows: _Rows = structured(CONVERTER, decoded(reply), _Rows)
        items = tuple(structured(CONVERTER, row, self.kind) for row in rows.rows)
        return Page(items, rows.next)


@frozen(kw_only=True)
class _Rows:
    rows: tuple[Mapping[str, Any], ...]
    next: str | None = None


def nothing(reply: Reply) -> None:
    """Read no body."""


# ------------------------------------------------------------------------------------- resources

_post: Final = Verbs("post", PostInvalid)


class Parcels(Resource[S]):
    """Things that travel."""

    @endpoint
    def get(self, parcel: str) -> Call[Parcel]:
        """Fetch one parcel.

        Args:
            parcel: Its id.
        """
        return _post.call("GET", "parcels", parcel, returns=One(Parcel))

    @endpoint
    def send(
        self, to: str, *, sheets: int = 1, due: datetime | None = None, note: str | Unset = UNSET
    ) -> Call[Parcel]:
        """Send a letter. Doing it twice sends two."""
        body = {"to": to, "sheets": sheets, "due": due, "note": note}
        return _post.call("POST", "parcels", returns=One(Parcel), body=body)

    @endpoint
    def replace(self, parcel: str, note: str) -> Call[Parcel]:
        """Replace a note; doing it twice does no harm."""
        return _post.call("PUT", "parcels", parcel, returns=One(Parcel), body={"note": note})

    @endpoint
    def cancel(self, parcel: str) -> Call[None]:
        """Take one back."""
        return _post.call("DELETE", "parcels", parcel, returns=nothing)

    @endpoint
    def echo(
        self,
        *path: str,
        query: Mapping[str, QueryValue] | None = None,
        body: Body | Mapping[str, object] | None = None,
    ) -> Call[Mapping[str, Any]]:
        """Say what arrived."""
        return _post.call(
            "POST", "echo", *path, returns=One(Echo), query=query, body=body, idempotent=True
        )

    @endpoint
    def photo(self, url: str, file: Path) -> Call[None]:
        """Upload a photo to a place that needs no key."""
        return Call("post", "PUT", (), nothing, body=Body.file(file, "image/png"), url=url)

    @endpoint
    def census(self) -> Call[Parcel]:
        """Take long: it has a timeout of its own."""
        return _post.call("GET", "census", returns=One(Parcel), timeout=120.0)

    @listing
    def list(
        self,
        *,
        status: Status | str | None = None,
        tag: Sequence[str] = (),
        since: datetime | None = None,
        page_token: str | None = None,
    ) -> Call[Page[Parcel]]:
        """List parcels, the oldest first."""
        query: Mapping[str, QueryValue] = {
            "status": status,
            "tag": tag,
            "since": since,
            "page_token": page_token,
        }
        return _post.call("GET", "parcels", returns=Many(Parcel), query=query)

    @operation
    async def send_all(
        self: Parcels[Describing], addresses: Iterable[str], *, limit: int = 4
    ) -> tuple[Parcel, ...]:
        """Send a letter to each address, side by side.

        Args:
            addresses: Where to; pulled one at a time.
            limit: How many at once.
        """

        async def one(to: str) -> Parcel:
            return await self.send(to)

        return await together((one(to) for to in addresses), limit)

    @operation
    async def tidy(self: Parcels[Describing]) -> int:
        """Take back all that still waits."""
        waiting = await every(self.list(status=Status.WAITING))
        for parcel in waiting:
            await self.cancel(parcel.id)
        return len(waiting)

    @operation
    async def arrival(self: Parcels[Describing], parcel: str, *, every: float = 1.0) -> Parcel:
        """Ask until it is on its way."""
        while (found := await self.get(parcel)).status is not Status.ON_ITS_WAY:
            await wait(every)
        return found

    @operation
    async def archive(self: Parcels[Describing], parcel: str, place: Path) -> int:
        """Write a parcel's id to a file."""
        found = await self.get(parcel)
        return await off(lambda: place.write_text(found.id))

    @stream
    async def walk(self: Parcels[Describing]) -> AsyncGenerator[str, None]:
        """Walk through all parcels, and look at each again."""
        async for parcel in each(self.list()):
            yield (await self.get(parcel.id)).id


Echo: Final[Any] = Mapping[str, Any]


# --------------------------------------------------------------------------------------- clients


class PostApi(Resource[S]):
    """All there is."""

    @cached_property
    def parcels(self) -> Parcels[S]:
        """Things that travel."""
        return Parcels(self.sender)


@frozen
class KeyAuth:
    """Sends the key."""

    key: Secret

    async def __call__(self) -> Mapping[str, Secret]:
        return {"authorization": Secret(f"Key {self.key.reveal()}")}


def service(
    base_url: str,
    timeout: float = 30.0,
    retry: RetryPolicy = RetryPolicy(),
    hooks: Hooks = Hooks(),
    key: str = KEY,
) -> Service:
    """Describe the parcel office."""
    try:
        return Service(
            api="post",
            base_url=base_url,
            errors=ERRORS,
            authorize=KeyAuth(Secret(key)),
            headers=(("user-agent", "toy"), ("accept", "application/json")),
            timeout=timeout,
            retry=retry,
            hooks=hooks,
            wait_headers=("retry-after", "x-ratelimit-reset"),
        )
    except Unsendable as error:
        raise PostInvalid(error.name, error.problem) from None


class Post(PostApi[SyncSender], BlockingClient):
    """The blocking client."""

    def __init__(
        self,
        base_url: str,
        *,
        timeout: float = 30.0,
        retry: RetryPolicy = RetryPolicy(),
        hooks: Hooks = Hooks(),
        key: str = KEY,
        http: HttpClient | None = None,
        clock: Clock | None = None,
    ) -> None:
        try:
            sender = connect(service(base_url, timeout, retry, hooks, key), http, clock)
        except Unsendable as error:
            raise PostInvalid(error.name, error.problem) from None
        super().__init__(sender)

    @property
    def with_raw_response(self) -> PostApi[RawSyncSender]:
        """The same, with the replies."""
        return PostApi(RawSyncSender(self.sender.lines, self.sender.clock))

    @property
    def describe(self) -> PostApi[Describing]:
        """The same, as data."""
        return PostApi(Describing())


class AsyncPost(PostApi[AsyncSender], AwaitingClient):
    """The async client."""

    def __init__(
        self,
        base_url: str,
        *,
        timeout: float = 30.0,
        retry: RetryPolicy = RetryPolicy(),
        hooks: Hooks = Hooks(),
        key: str = KEY,
        http: AsyncHttpClient | None = None,
        clock: Clock | None = None,
    ) -> None:
        try:
            sender = aconnect(service(base_url, timeout, retry, hooks, key), http, clock)
        except Unsendable as error:
            raise PostInvalid(error.name, error.problem) from None
        super().__init__(sender)

    @property
    def with_raw_response(self) -> PostApi[RawAsyncSender]:
        """The same, with the replies."""
        return PostApi(RawAsyncSender(self.sender.lines, self.sender.clock))

    @property
    def describe(self) -> PostApi[Describing]:
        """The same, as data."""
        return PostApi(Describing())


# --------------------------------------------------------------------------------------- sandbox


@define(eq=False)
class PostOffice(Sandbox):
    """The service itself, in memory."""

    POSTED: ClassVar[datetime] = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    page_size: int = 3
    parcels: dict[str, dict[str, Any]] = field(factory=dict[str, dict[str, Any]], init=False)
    photos: list[bytes] = field(factory=list[bytes], init=False)

    def put(self, status: str = "waiting", **more: object) -> str:
        """Have a parcel."""
        ident = f"p{len(self.parcels) + 1}"
        self.parcels[ident] = {
            "id": ident,
            "status": status,
            "posted_at": self.POSTED.isoformat(),
            "contents": {"kind": "letter", "sheets": 1},
            **more,
        }
        return ident

    @route("GET", "/parcels/{parcel}")
    def get(self, request: Received, parcel: str) -> Answer:
        """Show one."""
        found = self.parcels.get(parcel)
        return Answer.json(found) if found else Answer.json({"message": "no such parcel"}, 404)

    @route("POST", "/parcels")
    def send(self, request: Received) -> Answer:
        """Take one in."""
        return Answer.json(self.parcels[self.put(to=request.json()["to"])], 201)

    @route("PUT", "/parcels/{parcel}")
    def replace(self, request: Received, parcel: str) -> Answer:
        """Change one."""
        self.parcels[parcel]["notes"] = [request.json()["note"]]
        return Answer.json(self.parcels[parcel])

    @route("DELETE", "/parcels/{parcel}")
    def cancel(self, request: Received, parcel: str) -> Answer:
        """Give one back."""
        self.parcels.pop(parcel, None)
        return Answer(204)

    @route("GET", "/parcels")
    def listed(self, request: Received) -> Answer:
        """Show a page."""
        wanted = request.first("status")
        rows = [row for row in self.parcels.values() if wanted in {None, row["status"]}]
        start = int(request.first("page_token") or 0)
        end = start + self.page_size
        following = str(end) if end < len(rows) else None
        return Answer.json({"rows": rows[start:end], "next": following})

    @route("POST", "/echo")
    @route("POST", "/echo/{part}")
    def echo(self, request: Received, part: str = "") -> Answer:
        """Say what came."""
        return Answer.json(
            {
                "path": request.path,
                "part": part,
                "raw_query": request.raw_query,
                "query": request.query,
                "headers": dict(request.headers),
                "body": request.body.decode(errors="replace"),
                "size": len(request.body),
            }
        )

    @route("PUT", "/photos/{name}")
    def photo(self, request: Received, name: str) -> Answer:
        """Keep a photo."""
        self.photos.append(request.body)
        return Answer(204)
