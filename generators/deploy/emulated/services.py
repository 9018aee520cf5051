"""The emulated services, from inside: to call one, and to stand in front of one.

A *rule* sees an operation's parameters before the service does and may refuse them. A *memory*
sees parameters and answer afterwards, and gives the answer that the caller gets. Both hold for
calls from outside, by boto3 or the aws CLI, and for those of our own resource handlers.
"""

from __future__ import annotations

import importlib
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlencode

from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from botocore.validate import ParamValidator

from generators.deploy.emulated import wire
from generators.deploy.emulated.wire import Answer, Params, Refused

Rule = Callable[[Params], None]
RuleLike = TypeVar("RuleLike", bound=Callable[..., None])
Memory = Callable[[Params, Params], Params]
Serve = Callable[[Params], Params]
Handler = Callable[[str, str, Mapping[str, str], bytes, Any], Awaitable[Answer]]

_MODULES = {"elbv2": "alb", "logs": "cloudwatch_logs", "wafv2": "waf"}
_ROUTES = {"elbv2": "elasticloadbalancing"}
_rules: dict[tuple[str, str], list[Rule]] = defaultdict(list)
_memories: dict[tuple[str, str], list[Memory]] = defaultdict(list)
_own: dict[tuple[str, str], Serve] = {}


def rule(service: str, *operations: str) -> Callable[[RuleLike], RuleLike]:
    """Register a rule for these operations of a service (boto3's name for it)."""

    def register(check: RuleLike) -> RuleLike:
        for name in operations:
            _rules[service, name].append(check)
        return check

    return register


def memory(service: str, *operations: str) -> Callable[[Memory], Memory]:
    """Register a memory for these operations of a service."""

    def register(remember: Memory) -> Memory:
        for name in operations:
            _memories[service, name].append(remember)
        return remember

    return register


def serve(service: str, name: str) -> Callable[[Serve], Serve]:
    """Register the whole of an operation that ministack does not have."""

    def register(function: Serve) -> Serve:
        _own[service, name] = function
        return function

    return register


def call(service: str, name: str, /, **params: Any) -> Params:
    """Call an operation in process and give its answer; an AWS error is raised as `Refused`."""
    shape = wire.operation(service, name).input_shape
    if shape is not None:
        report = ParamValidator().validate(params, shape)
        if report.has_errors():
            raise Refused("ValidationException", report.generate_report())
    return _run(service, name, params)


def install(handlers: dict[str, Handler]) -> None:
    """Stand in front of every service that has a rule, a memory or an operation of ours."""
    for service in {key[0] for key in (*_rules, *_memories, *_own)}:
        route = _ROUTES.get(service, service)
        handlers[route] = _front(service, handlers.get(route))


def _run(service: str, name: str, params: Params) -> Params:
    for check in _rules.get((service, name), ()):
        check(params)
    own = _own.get((service, name))
    answer = own(params) if own else _ask(service, name, params)
    for remember in _memories.get((service, name), ()):
        answer = remember(params, answer)
    return answer


def _ask(service: str, name: str, params: Params) -> Params:
    """What ministack itself answers."""
    model, protocol = wire.operation(service, name), wire.protocol(service)
    request = create_serializer(protocol, include_validation=False).serialize_to_request(
        params, model
    )
    status, answered, text = _drive(service, name, request)
    answer: Params = create_parser(protocol).parse(
        {"status_code": status, "headers": answered, "body": text}, model.output_shape
    )
    error = answer.pop("Error", None)
    answer.pop("ResponseMetadata", None)
    if error:
        raise Refused(error.get("Code", "Unknown"), error.get("Message", ""), status)
    return answer


def _drive(service: str, name: str, request: Mapping[str, Any]) -> Answer:
    """Run ministack's handler of a request to its end, here and now.

    Its handlers are coroutines that never wait; ECS alone would hand the work to a thread, because
    Docker might be slow. No Docker runs here, so its dispatcher is called directly.
    """
    module = importlib.import_module(f"ministack.services.{_MODULES.get(service, service)}")
    headers = {key.lower(): value for key, value in request["headers"].items()}
    given = request["body"]
    body = given if isinstance(given, bytes) else urlencode(given).encode()
    if service == "ecs":
        found = module._dispatch_action(name, wire.read(service, name, body))
        return module._finalize_ecs_response(found)  # type: ignore[no-any-return]
    path, _, query = request["url_path"].partition("?")
    url = {**parse_qs(query, keep_blank_values=True), **_listed(request["query_string"])}
    more = {"internal": True} if service == "s3" else {}  # it would ask for a signature
    running = module.handle_request(request["method"], path, headers, body, url, **more)
    try:
        running.send(None)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
    running.close()
    raise Refused("InternalFailure", f"{service}:{name} does not answer at once", 500)


def _listed(query: Any) -> dict[str, list[str]]:
    """A query string's fields as the handlers get them."""
    return {key: [str(value)] for key, value in query.items()} if query else {}


def _front(service: str, behind: Handler | None) -> Handler:
    """The handler of a service's requests: ours where we have a say, else ministack's."""

    async def handle(
        method: str, path: str, headers: Mapping[str, str], body: bytes, query: Any
    ) -> Answer:
        name = wire.action(headers, body, query)
        touched = any((service, name) in known for known in (_rules, _memories, _own))
        if not touched and behind is not None:
            return await behind(method, path, headers, body, query)
        try:
            if not touched:
                raise Refused("UnknownOperationException", f"{service}:{name} is not emulated")
            return wire.write(
                service, name, _run(service, name, wire.read(service, name, body, query))
            )
        except Refused as error:
            return wire.refuse(service, error)

    return handle
