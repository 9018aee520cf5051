"""AWS's query protocol: forms in, XML out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import count
from urllib.parse import parse_qsl
from uuid import uuid4
from xml.sax.saxutils import escape

Form = Mapping[str, str]

NAMESPACES = {
    "cloudformation": "http://cloudformation.amazonaws.com/doc/2010-05-15/",
    "sts": "https://sts.amazonaws.com/doc/2011-06-15/",
}


class Refusal(Exception):
    """What AWS answers when it says no."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


def form(body: bytes) -> Form:
    """The fields of a request, such as `Tags.member.1.Key`."""
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def texts(given: Form, name: str) -> list[str]:
    """A list of texts."""
    return [one[""] for one in _members(given, name)]


def records(given: Form, name: str) -> list[dict[str, str]]:
    """A list of structures, each by its keys."""
    return list(_members(given, name))


def _members(given: Form, name: str) -> Iterator[dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    start = f"{name}.member."
    for key, value in given.items():
        if key.startswith(start):
            number, _, rest = key.removeprefix(start).partition(".")
            found.setdefault(number, {})[rest] = value
    for position in count(1):
        if str(position) not in found:
            return
        yield found[str(position)]


def answer(service: str, action: str, result: Mapping[str, object]) -> bytes:
    """What AWS answers when it says yes."""
    inner = _element(f"{action}Result", result) + _element(
        "ResponseMetadata", {"RequestId": uuid4()}
    )
    return _document(f"{action}Response", service, inner)


def refused(service: str, refusal: Refusal) -> bytes:
    """The same for a no."""
    error = {"Type": "Sender", "Code": refusal.code, "Message": refusal.message}
    inner = _element("Error", error) + _element("RequestId", uuid4())
    return _document("ErrorResponse", service, inner)


def _document(root: str, service: str, inner: str) -> bytes:
    return f'<{root} xmlns="{NAMESPACES[service]}">{inner}</{root}>'.encode()


def _element(name: str, value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            inner = str(value).lower()
        case Mapping():
            inner = "".join(_element(key, one) for key, one in value.items())
        case list() | tuple():
            inner = "".join(_element("member", one) for one in value)
        case datetime():
            inner = value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        case _:
            inner = escape(str(value))
    return f"<{name}>{inner}</{name}>"
