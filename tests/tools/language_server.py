"""As much of the language server protocol as an editor needs to hover and to complete."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class LanguageServer:
    """A language server that runs as a process of its own, for one folder."""

    def __init__(self, command: Sequence[str | Path], folder: Path, python: str) -> None:
        self._folder, self._python, self._last = folder, python, 0
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._ask(
            "initialize",
            processId=None,
            rootUri=folder.as_uri(),
            workspaceFolders=[{"uri": folder.as_uri(), "name": folder.name}],
            capabilities={
                "workspace": {"configuration": True, "workspaceFolders": True},
                "textDocument": {"hover": {"contentFormat": ["markdown"]}},
            },
        )
        self._tell("initialized")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def open(self, name: str, text: str) -> None:
        """Open a file, as an editor does; it need not be on disk."""
        document = {"uri": self._uri(name), "languageId": "python", "version": 1, "text": text}
        self._tell("textDocument/didOpen", textDocument=document)

    def hover(self, name: str, line: int, column: int) -> str:
        """Give what is shown when the mouse rests there."""
        found = self._ask("textDocument/hover", **self._at(name, line, column))
        return found["contents"]["value"] if found else ""

    def complete(self, name: str, line: int, column: int) -> list[str]:
        """Give what is offered there."""
        found = self._ask("textDocument/completion", **self._at(name, line, column))
        return [item["label"] for item in found["items"]] if found else []

    def _uri(self, name: str) -> str:
        return (self._folder / name).as_uri()

    def _at(self, name: str, line: int, column: int) -> dict[str, Any]:
        where = {"line": line, "character": column}
        return {"textDocument": {"uri": self._uri(name)}, "position": where}

    def _ask(self, method: str, **params: Any) -> Any:
        self._last += 1
        self._send({"id": self._last, "method": method, "params": params})
        while True:
            message = self._receive()
            if "method" in message:
                self._answer(message)
            elif message.get("id") == self._last:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]

    def _answer(self, message: Mapping[str, Any]) -> None:
        """Answer what the server asks in turn: which Python, and may it report its progress."""
        if "id" not in message:
            return
        result: Any = None
        if message["method"] == "workspace/configuration":
            settings = {"python": {"pythonPath": self._python}}
            result = [settings.get(item["section"], {}) for item in message["params"]["items"]]
        self._send({"id": message["id"], "result": result})

    def _tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: Mapping[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        stream = self._process.stdout
        assert stream is not None
        length = 0
        while line := stream.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            raise RuntimeError("the language server has ended")
        message: dict[str, Any] = json.loads(stream.read(length))
        return message
