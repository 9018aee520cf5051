"""The query and EC2 protocols: forms → plain data, plain data → XML."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from botocore.model import Shape


def read(shape: Shape, form: Mapping[str, str], *, ec2: bool) -> dict[str, Any]:
    """A form's fields as a value of an input shape; EC2 names its fields in its own way."""
    found: dict[str, Any] = _read(shape, "", form, ec2) or {}
    return found


def write(shape: Shape, value: Mapping[str, Any]) -> str:
    """The members of an output shape as XML elements."""
    parts = []
    for name, member in shape.members.items():
        if value.get(name) is not None:
            parts.append(_element(str(member.serialization.get("name", name)), member, value[name]))
    return "".join(parts)


def _read(shape: Shape, at: str, form: Mapping[str, str], ec2: bool) -> Any:
    """The value at a dotted key of a form, or None where the form has nothing there."""
    if at and not any(key == at or key.startswith(f"{at}.") for key in form):
        return None
    match shape.type_name:
        case "structure":
            found = {
                name: _read(member, f"{at}.{_key(name, member, ec2)}".lstrip("."), form, ec2)
                for name, member in shape.members.items()
            }
            return {name: value for name, value in found.items() if value is not None}
        case "list":
            return _read_list(shape, at, form, ec2)
        case "map":
            return _read_map(shape, at, form, ec2)
    return _scalar(shape, form[at])


def _key(name: str, member: Shape, ec2: bool) -> str:
    if not ec2:
        return str(member.serialization.get("name", name))
    if "queryName" in member.serialization:
        return str(member.serialization["queryName"])
    key = str(member.serialization.get("name", name))
    return key[0].upper() + key[1:]


def _read_list(shape: Shape, at: str, form: Mapping[str, str], ec2: bool) -> list[Any]:
    if not ec2 and not shape.serialization.get("flattened"):
        at = f"{at}.{shape.member.serialization.get('name', 'member')}"
    found: list[Any] = []
    while (item := _read(shape.member, f"{at}.{len(found) + 1}", form, ec2)) is not None:
        found.append(item)
    return found


def _read_map(shape: Shape, at: str, form: Mapping[str, str], ec2: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    at = at if shape.serialization.get("flattened") else f"{at}.entry"
    while (key := form.get(f"{at}.{len(found) + 1}.key")) is not None:
        found[key] = _read(shape.value, f"{at}.{len(found) + 1}.value", form, ec2)
    return found


def _scalar(shape: Shape, text: str) -> Any:
    match shape.type_name:
        case "integer" | "long":
            return int(text)
        case "float" | "double":
            return float(text)
        case "boolean":
            return text.lower() == "true"
        case "timestamp":
            return datetime.fromisoformat(text)
    return text


def _element(tag: str, shape: Shape, value: Any) -> str:
    match shape.type_name:
        case "structure":
            inner = write(shape, value)
        case "list":
            flat = shape.serialization.get("flattened")
            item = tag if flat else str(shape.member.serialization.get("name", "member"))
            inner = "".join(_element(item, shape.member, each) for each in value)
            if flat:
                return inner
        case "map":
            inner = "".join(
                f"<entry><key>{escape(key)}</key>{_element('value', shape.value, each)}</entry>"
                for key, each in value.items()
            )
        case _:
            inner = escape(_text(value))
    return f"<{tag}>{inner}</{tag}>"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
