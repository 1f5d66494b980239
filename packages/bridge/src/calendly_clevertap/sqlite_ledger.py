"""The ledger in one SQLite file: safe for many threads, and several processes of one machine."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Self

from attrs import fields_dict

from .database import Database
from .errors import InvalidArgument
from .ledger import Entry, Kept, State, digest

_COLUMNS: Final = tuple(fields_dict(Entry))
_NAMES: Final = ", ".join(_COLUMNS)
_SELECT: Final = f"select {_NAMES} from events"  # noqa: S608 - names of our own
_ENTER: Final = f"""insert into events ({_NAMES}, created_at, updated_at)
    values ({"?, " * len(_COLUMNS)} ?, ?) on conflict (key) do update set event = excluded.event,
    profile = excluded.profile, state = excluded.state, advice = excluded.advice
    where length(events.event) = 0"""  # noqa: S608 - names of our own


class SqliteLedger:
    """Keep the ledger in a file that only its owner can read. Implements `Ledger`.

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
        if lease <= timedelta(0):
            raise InvalidArgument("lease", "must be positive")
        self._lease, self._clock = lease.total_seconds(), clock
        self._db = Database(os.fspath(path))
        with self._db.reading():
            pass

    def enter(self, entries: Sequence[Entry], notes: Mapping[str, str]) -> tuple[Entry, ...]:
        """Write events down that are new, with some notes; give all as they are written down."""
        now = self._clock()
        with self._db.writing() as db:
            db.executemany(_ENTER, [(*_row(entry), now, now) for entry in entries])
            db.executemany(
                "insert or replace into notes values (?, ?, ?)",
                [(name, value, now) for name, value in notes.items()],
            )
            found = [_find(db, entry.key) for entry in entries]
        return tuple(entry for entry in found if entry is not None)

    def claim(self, key: str, holder: str) -> tuple[Entry | None, bool]:
        """Let one holder have a pending event; tell how it stands, and whether it was free."""
        now = self._clock()
        with self._db.writing() as db:
            _lapse(db, now)
            done = db.execute(
                "update events set holder = ?, lease = ?"
                " where key = ? and state = ? and lease <= ?",
                (holder, now + self._lease, key, State.PENDING, now),
            )
            return _find(db, key), done.rowcount == 1

    def move(
        self, key: str, holder: str, state: State, code: str = "", advice: str = "", wait: float = 0
    ) -> bool:
        """Note how a claimed event stands now; False if the claim has passed to somebody else."""
        now = self._clock()
        sending = state is State.SENDING
        with self._db.writing() as db:
            # Who was thought lost, and put in doubt, may come back with the answer.
            done = db.execute(
                "update events set state = ?, code = ?, advice = ?, due = ?, updated_at = ?,"
                " attempts = attempts + (? or (? and state <> ?)), holder = ?, lease = ?"
                " where key = ? and holder = ?",
                (
                    state, code, advice, now + wait, now, sending, state is State.PENDING,
                    State.SENDING, holder if sending else "",
                    now + self._lease if sending else 0, key, holder,
                ),
            )  # fmt: skip
            return done.rowcount == 1

    def reopen(self, key: str, state: State) -> bool:
        """Make an event pending again that is dead, or in doubt; False if it is not so."""
        with self._db.writing() as db:
            _lapse(db, self._clock())
            done = db.execute(
                "update events set state = ?, holder = '', lease = 0, due = 0"
                " where key = ? and state = ? and state in (?, ?) and length(event) > 0",
                (State.PENDING, key, state, State.IN_DOUBT, State.DEAD),
            )
            return done.rowcount == 1

    def due(self, limit: int, state: State = State.PENDING) -> tuple[Entry, ...]:
        """List events that are pending, or in doubt, unclaimed, and whose time has come."""
        now = self._clock()
        query = f"{_SELECT} where state = ? and due <= ? and lease <= ? order by due limit ?"
        with self._db.writing() as db:
            _lapse(db, now)
            return tuple(map(_entry, db.execute(query, (state, now, now, limit))))

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
                " on conflict (id) do update set problem = '', received_at = excluded.received_at"
                " where problem != ''",
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

    def put_off(self, id: str) -> None:
        """Note that a stored delivery was tried in vain, so that others have their turn first."""
        with self._db.writing() as db:
            db.execute("update inbox set tried_at = ? where id = ?", (self._clock(), id))

    def kept(self, limit: int) -> tuple[Kept, ...]:
        """List stored deliveries that are not parked: those tried longest ago, or never, first."""
        query = (
            "select id, body, received_at from inbox where problem = ''"
            " order by tried_at, received_at limit ?"
        )
        with self._db.reading() as db:
            return tuple(Kept(id, body, _time(at)) for id, body, at in db.execute(query, (limit,)))

    def stats(self) -> Mapping[str, int]:
        """Count events by state, and stored and parked deliveries."""
        with self._db.writing() as db:
            _lapse(db, self._clock())
            states = dict(db.execute("select state, count(*) from events group by state"))
            inbox = dict(db.execute("select problem != '', count(*) from inbox group by 1"))
        counts = {state.value: states.get(state.value, 0) for state in State}
        return {**counts, "stored": inbox.get(0, 0), "parked": inbox.get(1, 0)}

    def close(self) -> None:
        """Close the file. It is opened again when it is needed."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {Path(self._db.path).name}>"


class MemoryLedger(SqliteLedger):
    """Keep the ledger in memory: for tests, and for trying things out. Forgets all at the end."""

    def __init__(
        self, *, lease: timedelta = timedelta(minutes=5), clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(":memory:", lease=lease, clock=clock)


def _lapse(db: sqlite3.Connection, now: float) -> None:
    """Put in doubt what was being sent by somebody who did not come back."""
    db.execute(
        "update events set state = ?, lease = 0, advice = ? where state = ? and lease <= ?",
        (State.IN_DOUBT, "its sender did not come back", State.SENDING, now),
    )


def _find(db: sqlite3.Connection, key: str) -> Entry | None:
    row = db.execute(f"{_SELECT} where key = ?", (key,)).fetchone()
    return None if row is None else _entry(row)


def _row(entry: Entry) -> tuple[Any, ...]:
    return tuple(_storable(getattr(entry, name)) for name in _COLUMNS)


def _storable(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.timestamp()
    # JSON can hold half of a character pair, SQLite cannot.
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


def _entry(row: tuple[Any, ...]) -> Entry:
    values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    values |= {"occurred_at": _time(values["occurred_at"]), "state": State(values["state"])}
    return Entry(**values)


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
