"""Which ECS cluster an instance would join, by what its launch template tells it at boot.

That stands in the agent's settings: in Bottlerocket's TOML or a script in the user data, or in the
file that cfn-init lays down from the template resource's metadata.
"""

from __future__ import annotations

import base64
import binascii
import copy
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ministack.core.responses import get_region
from ministack.services import cloudformation
from ministack.services.cloudformation import engine
from ministack.services.cloudformation import stacks as lifecycle

from generators.deploy.emulated.changes import instead
from generators.deploy.emulated.wire import Params

_SETTING = re.compile(r"\bECS_CLUSTER=[\"']?([A-Za-z0-9_-]+)")
_AGENTS_FILE = "/etc/ecs/ecs.config"
_running: dict[tuple[str, str], tuple[Any, ...]] = {}
"""What references mean in the operation that a stack is in, by region and stack."""


def install() -> None:
    """Have the meaning of references noted; let metadata wait for what it refers to, as on AWS."""
    instead(lifecycle, "_resolve_refs", _noting)
    for module in (engine, lifecycle):
        instead(module, "_extract_deps", _with_metadata)


def cluster(template: str, user_data: str) -> str:
    """The name of the cluster that instances of a launch template join; empty if there is none."""
    said = _from_user_data(_decoded(user_data))
    return said or next(filter(None, map(_from_file, _files(template))), "")


def _noting(theirs: Callable[..., Any], value: Any, *meaning: Any) -> Any:
    stack = meaning[4]
    _running[get_region(), stack] = meaning
    return theirs(value, *meaning)


def _with_metadata(theirs: Callable[..., Any], definition: Params, names: set[str]) -> set[str]:
    found: set[str] = theirs(definition, names)
    referred = engine._intrinsic_references(definition.get("Metadata", {}))
    return found | {name for name, _ in referred if name in names}


def _decoded(user_data: str) -> str:
    try:
        return base64.b64decode(user_data, validate=True).decode(errors="replace")
    except (binascii.Error, ValueError):
        return user_data


def _from_user_data(text: str) -> str:
    try:
        settings = tomllib.loads(text).get("settings", {})
    except tomllib.TOMLDecodeError:
        return _from_file(text)
    ecs = settings.get("ecs", {}) if isinstance(settings, dict) else {}
    return str(ecs.get("cluster", ""))


def _from_file(text: str) -> str:
    found = _SETTING.findall(text)
    return str(found[-1]) if found else ""


def _files(template: str) -> Iterator[str]:
    """The agent's settings as the metadata of that launch template has them."""
    for stack in cloudformation._stacks.values():
        for name, one in (stack.get("_resources") or {}).items():
            if one.get("PhysicalResourceId") == template:
                yield from _contents(_metadata(stack, name))


def _metadata(stack: Mapping[str, Any], logical_id: str) -> Any:
    """A resource's metadata, references resolved; what the operation brings counts already."""
    try:
        template = engine._parse_template(stack["_template_body"])
        raw = template["Resources"][logical_id].get("Metadata") or {}
        meaning = _running[get_region(), stack["StackName"]]
        return engine._resolve_refs(copy.deepcopy(raw), *meaning)
    except (KeyError, ValueError):
        return {}


def _contents(value: Any) -> Iterator[str]:
    """The contents of the agent's file, wherever in the metadata it stands."""
    if isinstance(value, list):
        for each in value:
            yield from _contents(each)
    if isinstance(value, dict):
        for key, each in value.items():
            if key == _AGENTS_FILE and isinstance(each, dict):
                yield str(each.get("content", ""))
            else:
                yield from _contents(each)
