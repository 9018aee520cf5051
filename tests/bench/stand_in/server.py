"""The stand-in as an HTTP server on 127.0.0.1.

Besides AWS's APIs it has `/_ministack/health`, by which a deploy knows that its emulator is there,
and `/report`, which tells what was called since it was last read.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.bench.stand_in.actions import ACTIONS
from tests.bench.stand_in.limit import Limit
from tests.bench.stand_in.region import ACCOUNT, Region
from tests.bench.stand_in.wire import Form, Refusal, answer, form, refused

_SERVICE = re.compile(r"Credential=[^/]+/[0-9]+/[^/]+/([^/]+)/aws4_request")

_ELSEWHERE: dict[str, dict[str, Any]] = {
    "ListServices": {"serviceArns": []},
    "ListTasks": {"taskArns": []},
    "DescribeServices": {"services": [], "failures": []},
    "DescribeTasks": {"tasks": [], "failures": []},
    "DescribeClusters": {"clusters": [], "failures": []},
}
"""What the JSON services (ECS, logs …) have to say: nothing is there."""


@dataclass(kw_only=True)
class StandIn:
    """One region with its limit, and the calls that were made."""

    region: Region
    limit: Limit
    calls: Counter[str] = field(default_factory=Counter)
    throttled: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answered(self, service: str, action: str, given: Form) -> tuple[int, bytes]:
        """The HTTP status and the body for a call."""
        with self.lock:
            self.calls[action] += 1
            self.times = [*self.times[:1], time.time()]
            try:
                if service == "sts":
                    result: Any = _identity()
                elif service != "cloudformation":
                    return 200, json.dumps(_ELSEWHERE.get(action, {})).encode()
                else:
                    result = self._cloudformation(action, given)
                return 200, answer(service, action, result)
            except Refusal as refusal:
                return refusal.status, refused(service, refusal)

    def _cloudformation(self, action: str, given: Form) -> Any:
        if not self.limit.lets_through(self.region.time()):
            self.throttled[action] += 1
            raise Refusal("Throttling", "Rate exceeded")
        if action not in ACTIONS:
            raise Refusal("InvalidAction", f"Could not find operation {action}")
        self.region.advance()
        return ACTIONS[action](self.region, given)

    def report(self) -> bytes:
        """What was called since the last report: calls by action, throttled ones, the times."""
        with self.lock:
            found = {
                "calls": dict(self.calls),
                "throttled": dict(self.throttled),
                "first": self.times[0] if self.times else None,
                "last": self.times[-1] if self.times else None,
            }
            self.calls.clear()
            self.throttled.clear()
            self.times = []
        return json.dumps(found).encode()


def _identity() -> dict[str, str]:
    return {"UserId": ACCOUNT, "Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:root"}


class Server(ThreadingHTTPServer):
    """Serves one stand-in, every connection in a thread."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(
        self, *, seconds: float, rate: float | None = None, burst: float = 5.0, port: int = 0
    ) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.stand_in = StandIn(
            region=Region(seconds, time.monotonic), limit=Limit(rate=rate, burst=burst)
        )

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # an answer's head and body go out together

    def do_GET(self) -> None:
        report = self.path == "/report"
        self._send(200, self.server.stand_in.report() if report else b"{}", "application/json")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        scope = _SERVICE.search(self.headers.get("Authorization", ""))
        target = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        given = {} if target else form(body)
        action = target or given.get("Action", "")
        service = scope[1] if scope else ""
        status, text = self.server.stand_in.answered(service, action, given)
        self._send(status, text, "application/x-amz-json-1.1" if target else "text/xml")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Nothing: what was called is in the report."""
