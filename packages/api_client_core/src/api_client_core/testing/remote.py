"""A sandbox in another process: look into it, wind its clock, plan its faults, from a test."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

import httpx

from .control import CONTROL, encoded, plan_data
from .messages import Fault


def stop_when_closed(stop: threading.Event) -> None:
    """Set an event when standard input is closed: when whoever started this process is gone."""

    def watch() -> None:
        # Not through `sys.stdin`: a thread that waits there may break the interpreter's end.
        while os.read(0, 4096):
            pass
        stop.set()

    threading.Thread(target=watch, daemon=True).start()


class RemoteSandbox:
    """A sandbox that runs elsewhere, with ``--control``.

    Args:
        url: Where it listens.

    Raises:
        RuntimeError: From any method: no such sandbox listens there.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        # Straight to loopback, whatever proxies the environment names.
        self._http = httpx.Client(base_url=url + CONTROL, timeout=60, trust_env=False)

    def state(self) -> dict[str, Any]:
        """Give what it holds, as the sandbox's own `state` does."""
        found: dict[str, Any] = self._ask("GET", "state")
        return found

    def journal(self) -> list[dict[str, Any]]:
        """List the requests that came: method, path, query, body, status, fault."""
        found: list[dict[str, Any]] = self._ask("GET", "journal")
        return found

    def fail(
        self,
        fault: Fault | Sequence[Fault],
        *,
        method: str = "*",
        path: str = "*",
        times: int | None = None,
        lasting: timedelta | None = None,
        chance: float = 1.0,
        seed: int | None = None,
    ) -> None:
        """Let it misbehave; all is as for `Sandbox.fail`.

        Raises:
            ValueError: It cannot, as there.
        """
        plan = {"faults": plan_data(fault), "method": method, "path": path, "times": times}
        seconds = None if lasting is None else lasting.total_seconds()
        self._ask("POST", "fail", {**plan, "lasting": seconds, "chance": chance, "seed": seed})

    def heal(self) -> None:
        """Forget the faults that are still planned."""
        self._ask("POST", "heal")

    def set_clock(self, moment: datetime | None) -> None:
        """Stop its clock at a moment; None lets it run with the machine's again."""
        self._ask("POST", "clock", {"set": None if moment is None else moment.isoformat()})

    def advance(self, time: timedelta) -> None:
        """Wind its clock, and let it do what has fallen due."""
        self._ask("POST", "clock", {"advance": time.total_seconds()})

    def call(self, method: str, *arguments: Any, **named: Any) -> Any:
        """Call one of the sandbox's own methods: of those that ``remote`` names.

        Args:
            method: Its name.
            *arguments: Plain data, fit for JSON.
            **named: Likewise.

        Returns:
            What it gives, if that is a text or a number; its ``uri`` or ``id``, if it has one of
            these; else None.

        Raises:
            ValueError: It has no such method, or refuses the arguments.
        """
        body = {"name": method, "positional": arguments, "named": named}
        return self._ask("POST", "call", body)["result"]

    def close(self) -> None:
        """Let go of the connection; the sandbox runs on."""
        self._http.close()

    def _ask(self, method: str, door: str, body: dict[str, Any] | None = None) -> Any:
        answer = self._http.request(method, door, content=encoded(body))
        if "json" not in answer.headers.get("content-type", ""):
            raise RuntimeError(f"no sandbox with --control listens at {self.url}")
        if answer.status_code != 200:
            raise ValueError(answer.json()["error"])
        return answer.json()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class SandboxProcess(RemoteSandbox):
    """A sandbox in a process of its own, started here and ended when it is closed.

    It ends, too, when this process does, however that ends.

    Args:
        module: Its command line, such as ``clevertap_client.testing``.
        *options: What to start it with.

    Attributes:
        environment: What a client finds it by: ``CLEVERTAP_BASE_URL`` and the like.

    Raises:
        RuntimeError: It did not start.
    """

    def __init__(self, module: str, *options: str) -> None:
        command = [sys.executable, "-m", module, "--control", "--until-closed", *options]
        self._process = subprocess.Popen(  # noqa: S603 - our own, and no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.environment: dict[str, str] = {}
        url = ""
        for line in self._process.stdout or ():
            if line.startswith("# control "):
                url = line.split()[-1].removesuffix(CONTROL)
                break
            for word in shlex.split(line)[1:]:
                name, _, value = word.partition("=")
                self.environment[name] = value
        if not url:
            self._end()
            raise RuntimeError(f"{module} did not start; it says why on stderr")
        super().__init__(url)

    def close(self) -> None:
        """End it, and what it remembers with it."""
        super().close()
        self._end()

    def _end(self) -> None:
        self._process.kill()
        self._process.communicate()
