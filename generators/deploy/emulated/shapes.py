"""CloudFormation's properties → botocore's input shapes.

Both are descriptions of one API, so a property nearly always finds a member of the same name but
for its case. The exceptions are few and are named here; a property that finds no member at all is
refused, because a resource that quietly lost a property would make every test of it worthless.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from botocore.model import Shape

from generators.deploy.emulated import wire
from generators.deploy.emulated.wire import Params, Refused

Names = Mapping[str, str]
NO_NAMES: Names = {}


def request(
    service: str, operation: str, properties: Mapping[str, Any], *, names: Names = NO_NAMES
) -> Params:
    """An operation's parameters from a resource's properties.

    `names` says which member a property means where its name does not tell, at any depth.
    """
    shape = wire.operation(service, operation).input_shape
    found: Params = fit(shape, properties, "", {**_IRREGULAR.get(service, {}), **names})
    return found


def only(service: str, operation: str, params: Params) -> Params:
    """Those parameters that another operation knows too: what Update takes of Create's, say."""
    members = wire.operation(service, operation).input_shape.members
    return {name: value for name, value in params.items() if name in members}


def cleared(service: str, operation: str, params: Params, before: Params) -> Params:
    """Parameters for an update, with what the template no longer gives set back to nothing."""
    members = wire.operation(service, operation).input_shape.members
    gone = [name for name in before if name not in params and name in members]
    nothing = {
        name: _NOTHING[members[name].type_name]
        for name in gone
        if members[name].type_name in _NOTHING
    }
    return only(service, operation, {**nothing, **params})


_NOTHING: Mapping[str, Any] = {"list": [], "boolean": False}


def renamed(service: str, name: str) -> str:
    """The member that a property of a service's types means, where its own name does not tell."""
    return _IRREGULAR.get(service, NO_NAMES).get(name, name)


def fit(shape: Shape, value: Any, where: str, names: Names) -> Any:
    """A value of a template as a value of a shape."""
    match shape.type_name:
        case "structure":
            return _structure(shape, value, where, names)
        case "list":
            items = value if isinstance(value, list) else [value]
            return [fit(shape.member, each, f"{where}[{n}]", names) for n, each in enumerate(items)]
        case "map":
            return {
                key: fit(shape.value, each, f"{where}.{key}", names) for key, each in value.items()
            }
        case "boolean":
            return _boolean(value, where)
        case "integer" | "long":
            return _number(int, value, where)
        case "float" | "double":
            return _number(float, value, where)
    return _string(value)


_IRREGULAR: Mapping[str, Names] = {
    "ecs": {
        "ClusterSettings": "settings",
        "PlacementStrategies": "placementStrategy",
        "ProxyConfigurationProperties": "properties",
    },
    "autoscaling": {"Cooldown": "DefaultCooldown"},
}


def _structure(shape: Shape, value: Any, where: str, names: Names) -> Params:
    if not isinstance(value, Mapping):
        raise Refused("ValidationError", f"{where or 'Properties'}: expected an object")
    members = {_plain(name): name for name in shape.members}
    found: Params = {}
    for name, each in value.items():
        member = members.get(_plain(names.get(name, name)))
        if member is None:
            place = f"{where}.{name}".lstrip(".")
            raise Refused("ValidationError", f"Encountered unsupported property {place}")
        if each is not None:
            found[member] = fit(shape.members[member], each, f"{where}.{name}".lstrip("."), names)
    return found


def _plain(name: str) -> str:
    return name.lower()


def _boolean(value: Any, where: str) -> bool:
    if str(value).lower() not in {"true", "false"}:
        raise Refused("ValidationError", f"{where}: expected type: Boolean, found: {value}")
    return str(value).lower() == "true"


def _number(kind: type[int] | type[float], value: Any, where: str) -> int | float:
    try:
        return kind(value)
    except (TypeError, ValueError):
        raise Refused(
            "ValidationError", f"{where}: expected type: Number, found: {value}"
        ) from None


def _string(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value) if isinstance(value, dict | list) else str(value)
