"""The escape hatch: any property of any resource, set as it stands when all else is done.

Here properties are only set, as far as there is a place for them. Whether there is, and whether
CloudFormation knows the property, is said of the template that comes of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from troposphere import Template


def applied(t: Template, overrides: Mapping[str, Mapping[str, Any]]) -> Template:
    """The template with the properties set."""
    for logical_id, properties in overrides.items():
        resource = t.resources.get(logical_id)
        if resource is None:
            continue
        held = resource.to_dict().get("Properties", {})
        for path, value in properties.items():
            held = put(held, steps(path), value)
        resource.properties.clear()
        resource.properties.update(held)
        resource.no_validation()  # it would ask for troposphere's own objects
    return t


def steps(path: str) -> list[str | int]:
    """The way to a property; what consists of digits is the place in a list, from 0."""
    return [int(step) if step.isascii() and step.isdecimal() else step for step in path.split(".")]


def put(held: Any, way: list[str | int], value: Any) -> Any:
    """What is held, with the value at the end of the way; as it was where the way leads nowhere."""
    if not way:
        return value
    step, *rest = way
    match step, held:
        case int(), None | list():
            items = list(held or ())
            if step < len(items):
                items[step] = put(items[step], rest, value)
            elif step == len(items):
                items.append(put(None, rest, value))
            return items
        case str(), None | dict() if not is_worked_out(held):
            mapping = dict(held or {})
            return {**mapping, step: put(mapping.get(step), rest, value)}
    return held


def is_worked_out(held: Any) -> bool:
    """Whether it is a function of CloudFormation's, such as {Ref: X}, with nothing in it to set."""
    if not isinstance(held, dict) or len(held) != 1:
        return False
    (name,) = held
    return name == "Ref" or str(name).startswith("Fn::")
