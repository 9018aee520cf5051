"""Memories: what was given to a service and its emulation would forget, shown again."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from ministack.core.responses import AccountRegionScopedDict

from generators.deploy.emulated import services, wire
from generators.deploy.emulated.wire import Params


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A kind of resource whose given properties are shown as they were given.

    `given` names the operations whose parameters to remember, the one that makes a resource first:
    it forgets an earlier resource of the same name. `shown` maps the operations that show
    such resources to the member of their answer that holds them, one or a list; `key` identifies a
    resource, in the answer of a giving operation or, failing that, in its parameters. `live` are
    members whose truth is the service's own, however they were given; `whole` are those of which
    the service's own parts are no truth at all.
    """

    service: str
    given: tuple[str, ...]
    shown: Mapping[str, str]
    key: str
    live: frozenset[str] = frozenset({"tags", "Tags"})
    whole: frozenset[str] = frozenset()


def keep(kept: Kept) -> None:
    """Remember and show such resources from now on."""
    store = AccountRegionScopedDict()
    for operation in kept.given:
        remember = _rememberer(kept, store, anew=operation == kept.given[0])
        services.memory(kept.service, operation)(remember)
    for operation, member in kept.shown.items():
        services.memory(kept.service, operation)(_shower(kept, store, operation, member))


def _rememberer(kept: Kept, store: Any, *, anew: bool) -> services.Memory:
    def remember(params: Params, answer: Params) -> Params:
        found = _inside(answer, kept.shown.values())
        name = found[0][kept.key] if found else params[kept.key]
        given = {key: value for key, value in params.items() if key not in kept.live}
        before = {} if anew else store.get(name, {})
        store[name] = {**before, **deepcopy(given)}
        return answer

    return remember


def _shower(kept: Kept, store: Any, operation: str, member: str) -> services.Memory:
    shape = wire.operation(kept.service, operation).output_shape.members[member]
    known = (shape.member if shape.type_name == "list" else shape).members

    def lay(item: Params, given: Params) -> Params:
        above = {key: value for key, value in given.items() if key in known}
        below = {key: value for key, value in item.items() if key not in kept.whole & above.keys()}
        return merged(below, above)

    def show(_: Params, answer: Params) -> Params:
        value = answer.get(member)
        items = value if isinstance(value, list) else [value] if value else []
        shown = [lay(item, store.get(item[kept.key], {})) for item in items]
        if not shown:
            return answer
        return {**answer, member: shown if isinstance(value, list) else shown[0]}

    return show


def merged(below: Params, above: Params) -> Params:
    """Two nested mappings as one; `above` wins, member by member."""
    both = dict(below)
    for key, value in above.items():
        under = below.get(key)
        both[key] = (
            merged(under, value) if isinstance(value, dict) and isinstance(under, dict) else value
        )
    return both


def _inside(answer: Params, members: Any) -> list[Params]:
    found = [answer[member] for member in members if member in answer]
    return [item for value in found for item in (value if isinstance(value, list) else [value])]
