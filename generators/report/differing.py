"""Templates and tags that differ, and drift."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from difflib import unified_diff
from typing import Any

from rich.console import Console
from rich.text import Text

from generators.deploy.drift import PropertyDrift, ResourceDrift, StackDrift
from generators.render import as_text, template_path
from generators.review.masking import MASK, masked

_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def templates(
    console: Console, stack: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """A unified diff from the deployed template to the committed one; nothing where they agree.

    What looks like a secret is masked, and so is not seen to change.
    """
    if before == after:
        return
    console.print()
    lines = unified_diff(
        _lines(before),
        _lines(after),
        fromfile=f"{stack} (as deployed)",
        tofile=f"{template_path(stack)} (as committed)",
        lineterm="",
    )
    for line in lines:
        bold = "bold" if line.startswith(("---", "+++")) else None
        console.print(Text(line, style=bold or _STYLES.get(line[:1], "")))


def tags(
    console: Console, stack: str, changed: Sequence[tuple[str, str | None, str | None]]
) -> None:
    """The tags of a stack that differ: name, value now, value to be."""
    if not changed:
        return
    console.print()
    console.print(Text(f"{stack}: tags", style="bold"))
    for name, old, new in changed:
        console.print(Text(f"  {name}: ").append_text(_from_to(old, new)))


def drift(console: Console, drifts: Mapping[str, StackDrift], mask: Callable[[str], str]) -> None:
    """What was changed by hand in each stack: property, what it should be → what it is.

    `mask` hides what NoEcho parameters were given; what looks like a secret is hidden besides.
    """
    for name, found in drifts.items():
        if found.compared or not found.failure:
            console.print(Text(f"{name}: ", style="bold").append_text(_verdict(found)))
        if found.failure:
            what = "not all of it could be" if found.compared else "it could not be"
            why = f"{name}: {what} compared: {mask(found.failure)}"
            console.print(Text(why, style="red"))
        for resource in found.resources:
            _resource(console, resource, mask)


def _verdict(found: StackDrift) -> Text:
    if not found.compared:
        return Text("has nothing that can be compared", style="not bold dim")
    many = f"{found.compared} resource{'s' if found.compared > 1 else ''} compared"
    if not found.resources:
        return Text(f"{many}, nothing was changed by hand", style="not bold green")
    return Text(f"{many}, {len(found.resources)} changed by hand", style="yellow")


def _resource(console: Console, resource: ResourceDrift, mask: Callable[[str], str]) -> None:
    line = Text(f"  {resource.logical_id} ({resource.type}) ")
    if resource.state == "deleted":
        gone = f"is gone: {resource.physical_id} was deleted"
        console.print(line.append(gone, style="red"))
        return
    console.print(line.append("was changed", style="yellow"))
    for one in resource.properties:
        console.print(_property(one, mask))


def _property(one: PropertyDrift, mask: Callable[[str], str]) -> Text:
    name = next((part for part in reversed(one.path.split("/")) if not part.isdigit()), "")
    shown = one.path.removeprefix("/").replace("/", ".")
    values = (_value(value, name) for value in (one.expected, one.actual))
    old, new = (None if text is None else mask(text) for text in values)
    return Text(f"    {shown}: ").append_text(_from_to(old, new))


def _from_to(old: str | None, new: str | None) -> Text:
    before = Text("nothing", style="dim") if old is None else Text(old, style="red")
    after = Text("nothing", style="dim") if new is None else Text(new, style="green")
    return before.append(" → ", style="not red not dim").append_text(after)


def _value(value: Any, name: str) -> str | None:
    if value is None:
        return None
    shown = masked(value, name)
    if isinstance(shown, str):
        return shown if shown else '""'
    return json.dumps(shown)


def _lines(template: Mapping[str, Any]) -> list[str]:
    found = masked(_unset(template))
    return as_text(found).splitlines() if isinstance(found, dict) else []


def _unset(template: Mapping[str, Any]) -> dict[str, Any]:
    """The template with the defaults of its NoEcho parameters hidden."""
    declared = {
        name: {**one, "Default": MASK}
        if one.get("NoEcho") in (True, "true") and "Default" in one
        else one
        for name, one in template.get("Parameters", {}).items()
    }
    return {**template, **({"Parameters": declared} if declared else {})}
