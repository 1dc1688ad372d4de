"""A small HTTP client in processes of its own: as many requests as come through in a time."""

from __future__ import annotations

import socket
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field


@dataclass
class Target:
    """What is asked: paths in turn, with the status and the words that a true answer has."""

    paths: list[str]
    cookie: str = ""
    status: int = 200
    contains: bytes = b""
    least_bytes: int = 200


@dataclass
class Result:
    requests: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.requests / self.seconds if self.seconds else 0.0


class Connection:
    """One connection that is kept open, as a browser does."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def ask(
        self, path: str, cookie: str = "", *, method: str = "GET", body: bytes = b"", extra: str = ""
    ) -> tuple[int, bytes, bytes]:
        """(status, headers, body) of one request."""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept: text/html\r\n"
            + (f"Cookie: {cookie}\r\n" if cookie else "")
            + (f"Content-Length: {len(body)}\r\nContent-Type: application/x-www-form-urlencoded\r\n" if method == "POST" else "")
            + extra + "\r\n"
        )  # fmt: skip
        for attempt in (1, 2):
            try:
                if self.socket is None:
                    self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
                    self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.socket.sendall(head.encode() + body)
                return self._read()
            except (ConnectionError, TimeoutError):
                self.close()
                if attempt == 2:
                    raise
        raise AssertionError

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def _read(self) -> tuple[int, bytes, bytes]:
        data = b""
        while b"\r\n\r\n" not in data:
            piece = self.socket.recv(65536)
            if not piece:
                raise ConnectionError
            data += piece
        head, _blank, body = data.partition(b"\r\n\r\n")
        lower = head.lower()
        at = lower.find(b"content-length:")
        if at >= 0:
            length = int(lower[at + 15 : lower.find(b"\r\n", at) if lower.find(b"\r\n", at) > 0 else None])
            while len(body) < length:
                body += self.socket.recv(65536)
        else:
            while True:
                piece = self.socket.recv(65536)
                if not piece:
                    break
                body += piece
            self.close()
        if b"connection: close" in lower:
            self.close()
        return int(head.split(b" ", 2)[1]), head, body


def _hammer(port: int, target: Target, seconds: float) -> tuple[int, float, list[str]]:
    connection, wrong, count = Connection(port), [], 0
    begun = time.perf_counter()
    end = begun + seconds
    while time.perf_counter() < end:
        path = target.paths[count % len(target.paths)]
        status, _head, body = connection.ask(path, target.cookie)
        count += 1
        if status != target.status or len(body) < target.least_bytes or target.contains not in body:
            wrong.append(f"{path}: {status}, {len(body)} bytes")
            if len(wrong) > 3:
                break
    connection.close()
    return count, time.perf_counter() - begun, wrong


_pool: ProcessPoolExecutor | None = None
CLIENTS = 3


def measure(port: int, target: Target, seconds: float) -> Result:
    """Ask with three clients at once for so many seconds."""
    global _pool
    if _pool is None:
        _pool = ProcessPoolExecutor(CLIENTS)
    jobs = [_pool.submit(_hammer, port, target, seconds) for _ in range(CLIENTS)]
    result = Result()
    for job in jobs:
        count, took, wrong = job.result()
        result.requests += count
        result.seconds = max(result.seconds, took)
        result.wrong += wrong
    return result
