"""One database connection of a process, for all of its threads."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, ClassVar, Final, Protocol

from .errors import LedgerFailed

SCHEMAS: Final = (
    """
create table events (
    key text primary key, booking text not null, target text not null, identity text not null,
    person text not null, event blob not null, profile blob not null, occurred_at real not null,
    late text not null, state text not null, attempts integer not null, code text not null,
    advice text not null, holder text not null default '', lease real not null default 0,
    due real not null default 0, created_at real not null, updated_at real not null);
create index events_by_state on events (state, due);
create index events_by_person on events (person);
create index events_by_identity on events (identity);
create table notes (name text primary key, value text not null, seen_at real not null);
create table inbox (
    id text primary key, body blob not null, problem text not null default '',
    received_at real not null, tried_at real not null default 0)""",
    """
alter table events add column kind text not null default 'event';
create index events_by_booking on events (booking);
drop index events_by_person;
drop index events_by_identity;
alter table inbox add column attempts integer not null default 0;
alter table inbox rename column tried_at to due""",
)
"""What each version adds to the one before."""


class Connection(Protocol):
    """A database, as a ledger uses it."""

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Any:
        """Run a statement; gives a cursor."""
        ...

    def executemany(self, sql: str, parameters: Sequence[Any], /) -> Any:
        """Run a statement several times."""
        ...


class Database(ABC):
    """Opens a connection when it is needed, and anew in a forked process, which must not share it.

    Args:
        name: What to call it.
    """

    failures: ClassVar[tuple[type[Exception], ...]] = (OSError,)
    """What the driver raises."""

    def __init__(self, name: str) -> None:
        self.name = name
        # A forked process must not wait for a lock that a thread of its parent holds.
        self._locks: dict[int, threading.RLock] = {}
        self._pid = 0
        self._connection: Any = None
        self._finalizer: Callable[[], object] | None = None

    @abstractmethod
    def connect(self) -> Any:
        """Open a connection."""

    def lost(self, db: Any) -> bool:
        """Tell whether a connection has broken."""
        return False

    @abstractmethod
    def transaction(self, db: Any) -> AbstractContextManager[None]:
        """Exclude other writers until the block ends; undo all if it raises."""

    @abstractmethod
    def tidy(self) -> None:
        """Have nothing left of what was deleted, as far as no other process is reading it."""

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """Lend the connection to one thread.

        Raises:
            LedgerFailed: Whatever the database has to say.
        """
        with self._locks.setdefault(os.getpid(), threading.RLock()):
            try:
                if self._pid != os.getpid() or self.lost(self._connection):
                    self._connection = self.connect()
                    self._pid = os.getpid()
                    self._finalizer = weakref.finalize(self, _close, self._connection, self._pid)
                yield self._connection
            except self.failures as error:
                raise LedgerFailed(f"{type(error).__name__}: {error}") from error

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """Lend the connection to one thread, in a transaction that excludes other writers.

        Raises:
            LedgerFailed: Whatever the database has to say.
        """
        with self.reading() as db, self.transaction(db):
            yield db

    def close(self) -> None:
        """Close the connection; using it opens it again."""
        with self._locks.setdefault(os.getpid(), threading.RLock()):
            if self._finalizer is not None:
                self._finalizer()
            self._pid = 0


class SqliteDatabase(Database):
    """One SQLite file.

    Args:
        path: Where it is.
    """

    failures: ClassVar[tuple[type[Exception], ...]] = (OSError, sqlite3.Error)

    def __init__(self, path: str) -> None:
        super().__init__(Path(path).name)
        self._path = path

    def connect(self) -> sqlite3.Connection:
        """Open the file; make or change its tables if need be."""
        return _connect(self._path)

    def transaction(self, db: sqlite3.Connection) -> AbstractContextManager[None]:
        """Exclude other writers until the block ends."""
        return _transaction(db)

    def tidy(self) -> None:
        """Have nothing left of what was deleted, as far as no other process is reading it."""
        with self.reading() as db:
            db.execute("pragma wal_checkpoint(truncate)").fetchall()


def _close(db: Any, pid: int) -> None:
    if os.getpid() == pid:
        db.close()


def _connect(path: str) -> sqlite3.Connection:
    if path != ":memory:":
        # Its companions (-wal, -shm) get the same mode.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    try:
        _queue_for(db, "pragma journal_mode = wal")
        db.execute("pragma synchronous = full")
        db.execute("pragma secure_delete = on")  # what is forgotten shall not stay in the file
        with _transaction(db):
            version: int = db.execute("pragma user_version").fetchone()[0]
            if version > len(SCHEMAS):
                raise LedgerFailed("the file was made by a later release of calendly-clevertap")
            for statement in ";".join(SCHEMAS[version:]).split(";"):
                db.execute(statement)
            db.execute(f"pragma user_version = {len(SCHEMAS)}")
    except BaseException:
        db.close()
        raise
    return db


def _queue_for(db: sqlite3.Connection, statement: str) -> None:
    """Run what SQLite refuses at once, in spite of its timeout, while others are at it."""
    end = time.monotonic() + 30
    while True:
        try:
            db.execute(statement)
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
            if not busy or time.monotonic() > end:
                raise
            time.sleep(0.02)
        else:
            return


@contextmanager
def _transaction(db: sqlite3.Connection) -> Generator[None]:
    try:
        # An interrupt can arrive between any two lines: whatever is open, is undone.
        db.execute("begin immediate")
        yield
        db.execute("commit")
    except BaseException:
        if db.in_transaction:
            db.execute("rollback")
        raise
