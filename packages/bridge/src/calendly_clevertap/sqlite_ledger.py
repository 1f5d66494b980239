"""The ledger in one SQLite file: safe for many threads, and several processes of one machine.

Its statements are plain SQL, so that another database can hold a ledger, too.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self

from attrs import evolve, fields_dict

from .booking import ids_of
from .database import Connection, Database, SqliteDatabase
from .errors import InvalidArgument
from .ledger import FORGOTTEN, Entry, Kept, State, digest, pause_after, profile_note

_COLUMNS: Final = tuple(fields_dict(Entry))
_NAMES: Final = ", ".join(_COLUMNS)
_SELECT: Final = f"select {_NAMES} from events"  # noqa: S608 - names of our own
_ENTER: Final = f"""insert into events ({_NAMES}, created_at, updated_at)
    values ({"?, " * len(_COLUMNS)} ?, ?) on conflict (key) do update set event = excluded.event,
    profile = excluded.profile, state = excluded.state, advice = excluded.advice
    where length(events.event) = 0 and events.state = '{State.DEAD}'"""  # noqa: S608 - as above
_TOLD: Final = "select key from events where booking = ? and target = ? and state <> ?"
"""Whom an event went to, or is to go to; they must still be among those it is for."""
_ESCAPED: Final = re.compile(r"\\[bfnrt]")
_REPLACED: Final = (
    "it went to another user before, who is not concerned any more, such as a host who was "
    "replaced; replay it to tell this one too"
)


class SqlLedger:
    """Keep the ledger in a database. Implements `Ledger`.

    Args:
        database: Where.
        lease: How long a claim lasts: longer than sending one event can take, retries included.
        clock: Seconds since 1970.
    """

    def __init__(
        self,
        database: Database,
        *,
        lease: timedelta = timedelta(minutes=5),
        clock: Callable[[], float] = time.time,
    ) -> None:
        if lease <= timedelta(0):
            raise InvalidArgument("lease", "must be positive")
        self._lease, self._clock = lease.total_seconds(), clock
        self._db = database
        with database.reading():
            pass

    def enter(
        self, entries: Sequence[Entry], notes: Mapping[str, str], instead_of: Sequence[str] = ()
    ) -> tuple[Entry, ...]:
        """Write events down that are new, with some notes; give all as they are written down."""
        now, keys = self._clock(), {entry.key for entry in entries}
        with self._db.writing() as db:
            for key in instead_of:
                db.execute("delete from events where key = ? and state = ?", (key, State.DEAD))
            for entry in entries:
                told = db.execute(_TOLD, (entry.booking, entry.target, State.DEAD))
                if {key for (key,) in told} - keys and not instead_of:
                    entry = evolve(entry, state=State.DEAD, advice=_REPLACED)
                db.execute(_ENTER, (*_row(entry), now, now))
            db.executemany(
                "insert into notes values (?, ?, ?) on conflict (name) do update"
                " set value = excluded.value, seen_at = excluded.seen_at",
                [(name, value, now) for name, value in notes.items()],
            )
            return _found(db, [entry.key for entry in entries])

    def claim(
        self, keys: Sequence[str], holder: str, states: Sequence[State] = (State.PENDING,)
    ) -> tuple[Entry, ...]:
        """Let one holder have events, and make them pending; give all as they stand now."""
        now = self._clock()
        with self._db.writing() as db:
            _lapse(db, now)
            for state in states:
                db.executemany(
                    "update events set state = ?, holder = ?, lease = ?"
                    " where key = ? and state = ? and lease <= ? and length(event) > 0",
                    [(State.PENDING, holder, now + self._lease, k, state, now) for k in keys],
                )
            return _found(db, keys)

    def move(self, entries: Sequence[Entry], holder: str) -> frozenset[str]:
        """Note how claimed events stand now; give the keys of those that the holder still has."""
        now, had = self._clock(), set[str]()
        with self._db.writing() as db:
            for entry in entries:
                kept = entry.state is State.SENDING
                # Who was thought lost, and put in doubt, may come back with the answer.
                done = db.execute(
                    "update events set state = ?, attempts = ?, code = ?, advice = ?, due = ?,"
                    " updated_at = ?, holder = ?, lease = ? where key = ? and holder = ?",
                    (
                        entry.state, entry.attempts, entry.code, entry.advice,
                        entry.due.timestamp(), now, holder if kept else "",
                        now + self._lease if kept else 0, entry.key, holder,
                    ),
                )  # fmt: skip
                had |= {entry.key} if done.rowcount else set()
        return frozenset(had)

    def due(self, limit: int, state: State = State.PENDING) -> tuple[Entry, ...]:
        """List events that are pending, or in doubt, unclaimed, and whose time has come."""
        now = self._clock()
        where = {"state = ?": state, "due <= ?": now, "lease <= ?": now}
        return self._listed(where, "due", limit)

    def find(
        self, state: State | None = None, booking: str = "", *, key: str = "", limit: int = 100
    ) -> tuple[Entry, ...]:
        """List events, those first that changed last."""
        # A whole key has an index.
        about = "booking = ?" if " " in booking else "replace(booking, ?, '') <> booking"
        asked = {"state = ?": state, "key = ?": key, about: ids_of(booking)}
        given = {clause: value for clause, value in asked.items() if value}
        return self._listed(given, "updated_at desc", limit)

    def _listed(self, where: Mapping[str, Any], order: str, limit: int) -> tuple[Entry, ...]:
        query = f"{_SELECT} where {' and '.join(where) or 'true'} order by {order} limit ?"
        with self._db.writing() as db:
            _lapse(db, self._clock())
            return tuple(map(_entry, db.execute(query, (*where.values(), limit))))

    def note(self, name: str) -> str | None:
        """Give a note that was entered."""
        with self._db.reading() as db:
            row = db.execute("select value from notes where name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def keep(self, body: bytes) -> str:
        """Store a delivery until it is worked through; gives its id, the same for the same body.

        One that was parked is tried again.
        """
        name = digest(body.decode("latin-1"))
        with self._db.writing() as db:
            db.execute(
                "insert into inbox (id, body, received_at) values (?, ?, ?)"
                " on conflict (id) do update set problem = '', received_at = excluded.received_at,"
                " attempts = 0, due = 0 where inbox.problem <> ''",
                (name, body, self._clock()),
            )
        return name

    def release(self, id: str, problem: str = "") -> None:
        """Forget a stored delivery, or park it with a problem that nobody can work around."""
        with self._db.writing() as db:
            if problem:
                db.execute("update inbox set problem = ? where id = ?", (problem, id))
            else:
                db.execute("delete from inbox where id = ?", (id,))

    def put_off(self, id: str, seconds: float = 0) -> None:
        """Note that a stored delivery was tried in vain; `kept` lists it again after a while."""
        with self._db.writing() as db:
            for (attempts,) in db.execute("select attempts from inbox where id = ?", (id,)):
                due = self._clock() + pause_after(attempts, seconds)
                db.execute(
                    "update inbox set attempts = attempts + 1, due = ? where id = ?", (due, id)
                )

    def kept(self, limit: int, *, parked: bool = False, id: str = "") -> tuple[Kept, ...]:
        """List stored deliveries whose time has come, the longest waiting first; or parked ones."""
        query = (
            "select id, body, received_at from inbox where (problem <> '') = ? and (? or due <= ?)"
            " and ? in (id, '') order by due, received_at limit ?"
        )
        values = (parked, parked, self._clock(), id, limit)
        with self._db.reading() as db:
            return tuple(Kept(id, body, _time(at)) for id, body, at in db.execute(query, values))

    def forget(self, email: str) -> int:
        """Remove what is known of a person; give the number of events and deliveries concerned."""
        name = email.strip().casefold()
        if not name:
            raise InvalidArgument("email", "is empty")
        gone, names = 0, _naming(name)
        with self._db.writing() as db:
            rows = db.execute("select key, identity, person, event, profile from events")
            for key in [key for key, *texts in rows if any(map(names, texts))]:
                gone += _empty(db, "key = ?", key)
            bodies = db.execute("select id, body from inbox")
            for id in [id for id, body in bodies if names(body)]:
                gone += int(db.execute("delete from inbox where id = ?", (id,)).rowcount)
            # Notes tell nobody's name, but which profiles were looked at.
            seen = f"{profile_note(name)}%"
            db.execute("delete from notes where name like ?", (seen,))
        self._db.tidy()
        return gone

    def purge(self, older_than: timedelta) -> int:
        """Remove what is no longer needed; give the number of events and deliveries concerned."""
        since = self._clock() - older_than.total_seconds()
        with self._db.writing() as db:
            old = "state = 'done' and length(event) > 0 and updated_at < ?"
            gone: int = _empty(db, old, since)
            db.execute("delete from notes where seen_at < ?", (since,))
            parked = "delete from inbox where problem <> '' and received_at < ?"
            gone += int(db.execute(parked, (since,)).rowcount)
        self._db.tidy()
        return gone

    def stats(self) -> Mapping[str, int]:
        """Count events by state, and stored and parked deliveries."""
        with self._db.writing() as db:
            _lapse(db, self._clock())
            states = dict(db.execute("select state, count(*) from events group by state"))
            inbox = dict(db.execute("select problem != '', count(*) from inbox group by 1"))
        counts = {state.value: states.get(state.value, 0) for state in State}
        return {**counts, "stored": inbox.get(0, 0), "parked": inbox.get(1, 0)}

    def close(self) -> None:
        """Close the database. It is opened again when it is needed."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._db.name}>"


class SqliteLedger(SqlLedger):
    """Keep the ledger in a file that only its owner can read.

    It holds personal data: events as they were sent, and deliveries until they are worked through.
    Every write is on disk before the method returns.

    Args:
        path: The file; it is made if need be. Not on a network drive.
        lease: How long a claim lasts: longer than sending one event can take, retries included.
        clock: Seconds since 1970.

    Raises:
        InvalidArgument: The lease is not positive.
        LedgerFailed: It cannot be opened, or was made by a later release.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        lease: timedelta = timedelta(minutes=5),
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(SqliteDatabase(os.fspath(path)), lease=lease, clock=clock)


class MemoryLedger(SqliteLedger):
    """Keep the ledger in memory: for tests, and for trying things out. Forgets all at the end."""

    def __init__(
        self, *, lease: timedelta = timedelta(minutes=5), clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(":memory:", lease=lease, clock=clock)


def _lapse(db: Connection, now: float) -> None:
    """Put in doubt what was being sent by somebody who did not come back."""
    db.execute(
        "update events set state = ?, lease = 0, advice = ? where state = ? and lease <= ?",
        (State.IN_DOUBT, "its sender did not come back", State.SENDING, now),
    )


def _found(db: Connection, keys: Iterable[str]) -> tuple[Entry, ...]:
    rows = (db.execute(f"{_SELECT} where key = ?", (key,)).fetchone() for key in keys)
    return tuple(_entry(row) for row in rows if row is not None)


def _empty(db: Connection, where: str, value: float | str) -> int:
    """Take away all but the keys of events, and what is needed not to send them again."""
    emptied = f"""update events set identity = '', person = '', event = ?, profile = ?,
        holder = '', lease = 0, code = case when state = ? then code else ? end, state = ?
        where {where}"""  # noqa: S608 - conditions of our own
    given = (b"", b"", State.DONE, FORGOTTEN, State.DONE, value)
    return int(db.execute(emptied, given).rowcount)


def _naming(name: str) -> Callable[[str | bytes], bool]:
    """Give a function that tells whether a text, or JSON, names somebody."""
    whole = re.compile(rf"(?<![\w.+-]){re.escape(name)}(?![\w-]|\.\w)")

    def names(value: str | bytes) -> bool:
        text = value if isinstance(value, str) else value.decode(errors="replace")
        if name not in text.casefold() and "\\u" not in text:
            return False
        with suppress(ValueError, RecursionError):
            text = json.dumps(json.loads(text), ensure_ascii=False)
        return whole.search(_ESCAPED.sub(" ", text).casefold()) is not None

    return names


def _row(entry: Entry) -> tuple[Any, ...]:
    return tuple(_storable(getattr(entry, name)) for name in _COLUMNS)


def _storable(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.timestamp()
    # JSON can hold half of a character pair, SQLite cannot.
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


def _entry(row: tuple[Any, ...]) -> Entry:
    values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    times = {name: _time(values[name]) for name in ("occurred_at", "due")}
    values |= {**times, "state": State(values["state"])}
    return Entry(**values)


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
