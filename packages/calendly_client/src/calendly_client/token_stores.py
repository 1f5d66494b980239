"""Where tokens are kept between refreshes, and between processes."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from .errors import InvalidArgument
from .models import Token


class TokenStore(Protocol):
    """Keeps the token of one user. Everybody who uses that token must use the same store.

    All methods may block for a moment: they are called off the event loop. Write your own for a
    database: a column for the token (`Token.to_json`), and a lock that ends with its holder, such
    as an advisory lock of PostgreSQL.
    """

    def load(self) -> Token | None:
        """Give the token that was saved last, by whatever thread or process; None: there is none.

        It is asked before every call.
        """

    def save(self, token: Token) -> None:
        """Keep a token in place of the one before. When this returns, it must survive a crash."""

    def try_lock(self) -> Callable[[], object] | None:
        """Take the one lock if it is free, without waiting.

        Returns:
            What gives it back; None if somebody else has it, another thread, say. It must be free
            again when its holder dies.
        """


class MemoryTokenStore:
    """Keeps a token in this process: for scripts, for tests, and for a single worker.

    Threads and event loops may share it; other processes cannot, and must not refresh the same
    token.

    Args:
        token: What to begin with.
    """

    def __init__(self, token: Token | None = None) -> None:
        self._token, self._lock = token, threading.Lock()

    def load(self) -> Token | None:
        """Give the token that was saved last."""
        return self._token

    def save(self, token: Token) -> None:
        """Keep a token in place of the one before."""
        self._token = token

    def try_lock(self) -> Callable[[], object] | None:
        """Take the lock if it is free; give what gives it back."""
        return self._lock.release if self._lock.acquire(blocking=False) else None


class FileTokenStore:
    """Keeps a token in a file that all processes of a machine may share.

    The file is replaced as a whole and written through to the disk, so it is never half a token,
    also after a crash. Its owner alone may read it. Beside it lies an empty ``.lock`` file. The
    folder must be on a disk of this machine: locks on network drives are not to be relied upon.

    Args:
        path: Where; folders that are missing are made.

    Raises:
        InvalidArgument: It is a folder.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path: Path = Path(path).expanduser().resolve()
        if self.path.is_dir():
            raise InvalidArgument("path", "is a folder: name the file, too")

    def load(self) -> Token | None:
        """Give the token that was saved last.

        Raises:
            InvalidArgument: The file holds something else.
        """
        try:
            text = self.path.read_bytes()
        except FileNotFoundError:
            return None
        with suppress(ValueError):
            return Token.from_json(text) if text else None
        raise InvalidArgument("path", "holds no token, but something else; it was left as it is")

    def save(self, token: Token) -> None:
        """Keep a token in place of the one before; it is on the disk when this returns."""
        self._make_folder()
        # Made with the mode 0600.
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
        try:
            with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - it is open already
                file.write(token.to_json())
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self.path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
        _sync_folder(self.path.parent)

    def try_lock(self) -> Callable[[], object] | None:
        """Take the lock if it is free; give what gives it back. It ends with the process."""
        self._make_folder()
        flags = os.O_RDWR | os.O_CREAT
        handle = os.open(self.path.with_name(f"{self.path.name}.lock"), flags, 0o600)
        taken = False
        try:
            taken = _locked(handle)
        finally:
            if not taken:
                os.close(handle)
        if not taken:
            return None

        def release() -> None:
            try:
                _unlock(handle)
            finally:
                os.close(handle)

        return release

    def _make_folder(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    def __repr__(self) -> str:
        return f"FileTokenStore({str(self.path)!r})"


if sys.platform == "win32":
    import msvcrt

    def _locked(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

    def _sync_folder(folder: Path) -> None:
        """Do nothing: folders cannot be opened here."""

else:
    import fcntl

    # Not `lockf`: its locks do not keep threads of one process apart.
    def _locked(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: int) -> None:
        # A child that was forked meanwhile has the handle too: closing would not be enough.
        fcntl.flock(handle, fcntl.LOCK_UN)

    def _sync_folder(folder: Path) -> None:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
