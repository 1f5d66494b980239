"""The ledger in PostgreSQL, for workers on several machines. Takes the extra ``postgres``."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from enum import Enum
from typing import Any, ClassVar, Final

import psycopg
from attrs import frozen
from psycopg import sql

from ..database import SCHEMAS, Database
from ..errors import LedgerFailed
from ..sqlite_ledger import SqlLedger

_LOCK: Final = 0x63616C65
"""An advisory lock of this number is held by whoever writes."""
_PATIENCE: Final = 30_000
"""Milliseconds after which a writer that says nothing is given up, and others wait no longer: a
machine that lost its network must not stop the rest."""


class PostgresLedger(SqlLedger):
    """Keep the ledger in PostgreSQL. Implements `Ledger`.

    All workers share it, on however many machines; their clocks must agree to the second. It holds
    personal data: events as they were sent, and deliveries until they are worked through.

    Args:
        conninfo: Where, as psycopg takes it: ``"postgresql://user@host/name"``.
        schema: Where its tables are; it is made if need be.
        lease: How long a claim lasts: longer than sending one event can take, retries included.
        clock: Seconds since 1970.

    Raises:
        InvalidArgument: The lease is not positive.
        LedgerFailed: It cannot be opened, or was made by a later release.
    """

    def __init__(
        self,
        conninfo: str,
        *,
        schema: str = "calendly_clevertap",
        lease: timedelta = timedelta(minutes=5),
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(_Postgres(conninfo, schema), lease=lease, clock=clock)


class _Postgres(Database):
    failures: ClassVar[tuple[type[Exception], ...]] = (OSError, psycopg.Error)

    def __init__(self, conninfo: str, schema: str) -> None:
        super().__init__(schema)
        self._conninfo = conninfo

    def connect(self) -> _Connection:
        db = _Connection(psycopg.connect(self._conninfo, autocommit=True))
        name = sql.Identifier(self.name)
        try:
            db.execute(f"set idle_in_transaction_session_timeout = {_PATIENCE}")
            db.execute(f"set lock_timeout = {2 * _PATIENCE}")
            with self.transaction(db):
                db.raw.execute(sql.SQL("create schema if not exists {}").format(name))
                db.raw.execute(sql.SQL("set search_path to {}").format(name))
                db.execute("create table if not exists version (number integer not null)")
                (version,) = db.execute("select coalesce(max(number), 0) from version").fetchone()
                if version > len(SCHEMAS):
                    raise LedgerFailed("it was made by a later release of calendly-clevertap")
                for statement in filter(None, ";".join(SCHEMAS[version:]).split(";")):
                    kinds = statement.replace(" blob ", " bytea ")
                    db.execute(kinds.replace(" real ", " double precision "))
                if version < len(SCHEMAS):
                    db.execute("insert into version values (?)", (len(SCHEMAS),))
            db.raw.execute(sql.SQL("set search_path to {}").format(name))
        except BaseException:
            db.close()
            raise
        return db

    def lost(self, db: _Connection) -> bool:
        return db.raw.closed

    def transaction(self, db: _Connection) -> AbstractContextManager[None]:
        return _transaction(db)

    def tidy(self) -> None:
        """Do nothing: PostgreSQL sweeps up behind itself."""


@frozen
class _Connection:
    """A connection that understands what SQLite does."""

    raw: psycopg.Connection[tuple[Any, ...]]

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> Any:
        return self.raw.execute(_translated(statement), _plain(parameters))

    def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> Any:
        cursor = self.raw.cursor()
        cursor.executemany(_translated(statement), list(map(_plain, parameters)))
        return cursor

    def close(self) -> None:
        self.raw.close()


@contextmanager
def _transaction(db: _Connection) -> Generator[None]:
    with db.raw.transaction():
        db.execute("select pg_advisory_xact_lock(?)", (_LOCK,))
        yield


def _translated(statement: str) -> Any:
    return statement.replace("%", "%%").replace("?", "%s")


def _plain(values: Sequence[Any]) -> list[Any]:
    """Give an enum's value, not its name."""
    found = (value.value if isinstance(value, Enum) else value for value in values)
    # PostgreSQL's texts hold no null character.
    return [value.replace("\0", "") if isinstance(value, str) else value for value in found]
