"""What is deployed, as the side before in a review; what is committed is the one after."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from generators.deploy.cloud import StackState
from generators.model import EnvVar, First, Joined, OutputOf, Previous, Value
from generators.review.masking import MASK
from generators.review.model import Side, Template


@dataclass(frozen=True, kw_only=True)
class Known:
    """What values can be taken from: variables, and stacks by CloudFormation's names.

    `names` has CloudFormation's name for each stack of params/.
    """

    environ: Mapping[str, str] = field(repr=False)
    states: Mapping[str, StackState | None] = field(repr=False)
    names: Mapping[str, str]

    def text(self, value: Value, own: str | None) -> str | None:
        """The value as text, None where it is not known; `own` is what the stack has now."""
        match value:
            case str():
                return value
            case Previous():
                return own
            case EnvVar(name=name):
                return self.environ.get(name) or None
            case OutputOf(stack=stack, output=output):
                state = self.states.get(self.names.get(stack, stack))
                return state.outputs.get(output) if state else None
            case First(options=options):
                texts = (self.text(option, own) for option in options)
                return next((text for text in texts if text is not None), None)
            case Joined(items=items):
                known = [text for item in items if (text := self.text(item, own)) is not None]
                return ",".join(known) if len(known) == len(items) else None


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """A stack as it is deployed, or as what is committed would have it.

    A parameter that is left out of `values` has none that is known; NoEcho ones are `****`.
    """

    template: Template = field(repr=False)
    values: Mapping[str, str]
    tags: Mapping[str, str]


def parsed(text: str) -> Template | None:
    """A template that is JSON, as all are that are deployed from here; else None."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def deployed(template: Template, state: StackState) -> Deployed:
    """The stack as CloudFormation has it."""
    hidden = {name: MASK for name in secret(template) if name in state.parameters}
    return Deployed(template=template, values={**state.parameters, **hidden}, tags=state.tags)


def committed(
    template: Template,
    given: Mapping[str, Value],
    tags: Mapping[str, str],
    known: Known,
    now: StackState | None,
) -> Deployed:
    """The stack as a deploy would have it; what nobody knows before that stays as it is."""
    hidden = secret(template)
    values: dict[str, str] = {}
    for name, value in given.items():
        own = now.parameters.get(name) if now else None
        text = known.text(value, own)
        if name in hidden:
            values[name] = MASK
        elif text is not None or own is not None:
            values[name] = own or "" if text is None else text
    return Deployed(template=template, values=values, tags=tags)


def side(environment: str, stacks: Mapping[str, Deployed]) -> Side:
    """The stacks, by their names in params/, as a side of a review."""
    return Side(
        templates={name: one.template for name, one in stacks.items()},
        environments={environment: {name: one.values for name, one in stacks.items()}},
        order={environment: tuple(stacks)},
    )


def tags_changed(before: Deployed, after: Deployed) -> Iterator[tuple[str, str | None, str | None]]:
    """The tags that differ: name, value now, value to be."""
    for name in sorted({*before.tags, *after.tags}):
        olds, news = before.tags.get(name), after.tags.get(name)
        if olds != news:
            yield name, olds, news


def secret(template: Mapping[str, Any]) -> set[str]:
    """The names of the template's NoEcho parameters."""
    declared = template.get("Parameters", {})
    return {name for name, one in declared.items() if one.get("NoEcho") in (True, "true")}
