"""Requests and answers of AWS's services: bytes ↔ plain data.

botocore speaks the client's side of these protocols. Here is the server's side, read off the same
shapes, for the services that we stand in front of; `query` has the protocols that speak in forms
and XML.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4
from xml.sax.saxutils import escape

import botocore.session
from botocore.model import OperationModel, ServiceModel

from generators.deploy.emulated import query

Params = dict[str, Any]
Answer = tuple[int, dict[str, str], bytes]
NOTHING: Mapping[str, list[str]] = {}


class Refused(Exception):
    """An AWS error: its code, its message, its HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


@cache
def model(service: str) -> ServiceModel:
    """botocore's model of a service, by boto3's name for it."""
    return botocore.session.Session().get_service_model(service)


def protocol(service: str) -> str:
    """The protocol that boto3 speaks with a service, of those that the service knows."""
    return str(model(service).resolved_protocol)


def operation(service: str, name: str) -> OperationModel:
    """botocore's model of one operation."""
    return model(service).operation_model(name)


def action(headers: Mapping[str, str], body: bytes, url: Mapping[str, list[str]]) -> str:
    """Which operation a request asks for (empty if it does not say)."""
    target = headers.get("x-amz-target", "")
    if target:
        return target.rpartition(".")[2]
    return (parse_qs(body.decode()).get("Action") or url.get("Action") or [""])[0]


def read(service: str, name: str, body: bytes, url: Mapping[str, list[str]] = NOTHING) -> Params:
    """A request's parameters, by the names of the operation's input shape.

    They stand in the body or, in a GET of the query protocols, in the URL.
    """
    if protocol(service) == "json":
        return dict(json.loads(body or b"{}"))
    form = {**url, **parse_qs(body.decode(), keep_blank_values=True)}
    shape = operation(service, name).input_shape
    first = {key: values[0] for key, values in form.items()}
    return query.read(shape, first, ec2=protocol(service) == "ec2") if shape else {}


def write(service: str, name: str, answer: Params) -> Answer:
    """An operation's answer as the service would send it."""
    spoken = protocol(service)
    if spoken == "json":
        return 200, {"Content-Type": "application/x-amz-json-1.1"}, _json(answer)
    shape = operation(service, name).output_shape
    inner = query.write(shape, answer) if shape else ""
    if spoken == "ec2":
        inner += f"<requestId>{uuid4()}</requestId>"
    else:
        wrapper = (shape.serialization.get("resultWrapper") if shape else None) or f"{name}Result"
        inner = f"<{wrapper}>{inner}</{wrapper}>" + _metadata()
    space = model(service).metadata.get("xmlNamespace", "")
    text = f'<{name}Response xmlns="{space}">{inner}</{name}Response>'
    return 200, {"Content-Type": "text/xml"}, text.encode()


def refuse(service: str, error: Refused) -> Answer:
    """An error as the service would send it."""
    spoken = protocol(service)
    if spoken == "json":
        body = _json({"__type": error.code, "message": error.message})
        return error.status, {"Content-Type": "application/x-amz-json-1.1"}, body
    inner = f"<Code>{escape(error.code)}</Code><Message>{escape(error.message)}</Message>"
    if spoken == "ec2":
        errors = f"<Errors><Error>{inner}</Error></Errors>"
        text = f"<Response>{errors}<RequestID>{uuid4()}</RequestID></Response>"
    else:
        text = f"<ErrorResponse><Error><Type>Sender</Type>{inner}</Error></ErrorResponse>"
    return error.status, {"Content-Type": "text/xml"}, text.encode()


def _metadata() -> str:
    return f"<ResponseMetadata><RequestId>{uuid4()}</RequestId></ResponseMetadata>"


def _json(value: Params) -> bytes:
    return json.dumps(value, default=lambda moment: moment.timestamp()).encode()
