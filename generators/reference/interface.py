"""The parameters and outputs of a kind, from the templates that its options make."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generators.stacks.kind import Kind


@dataclass(frozen=True, kw_only=True)
class Example:
    """A spec of the kind's options, and the template that comes of it."""

    facts: frozenset[str]
    template: Mapping[str, Any]


def examples(kind: Kind) -> list[Example]:
    """Every option of the kind with its template."""
    return [
        Example(
            facts=frozenset(_facts(spec)),
            template=kind.template(kind.Spec.model_validate_json(json.dumps(spec))).to_dict(),
        )
        for spec in kind.options.values()
    ]


def _facts(said: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """What a spec says: each key that it has, and each key with its value if that is a scalar."""
    for key, value in said.items():
        place = f"{path}{key}"
        if isinstance(value, Mapping):
            yield from _facts(value, f"{place}.")
        if isinstance(value, Mapping | list | tuple):
            yield f"`{place}`"
        elif isinstance(value, bool | str | None):  # a number is an example, and decides nothing
            yield f"`{place}: {json.dumps(value).strip(chr(34))}`"


def parameters(kind: Kind, examples: Sequence[Example]) -> Iterator[tuple[str, ...]]:
    """A row for each parameter that is the kind's own: name, type, default, meaning, where.

    One that is not the same with every spec has a row for each form of it.
    """
    own = {name for spec in kind.options.values() for name in spec.get("parameters", ())}
    for name in _all(examples, "Parameters"):
        if name in own:
            continue
        forms: dict[tuple[str, str, str], list[Example]] = {}
        for example in examples:
            if declared := example.template.get("Parameters", {}).get(name):
                forms.setdefault(_form(declared), []).append(example)
        usual = max(forms.values(), key=len)
        for (type_, default, meaning), those in forms.items():
            where = _where(examples, "Parameters", name)
            if those is not usual:
                others = [one.facts for one in examples if one not in those]
                where = f"with {_told_apart([one.facts for one in those], others)}"
            if name in kind.on_demand:
                where = " or ".join(filter(None, (where, f"where the spec says `${{{name}}}`")))
            yield f"`{name}`", f"`{type_}`", default, meaning, where


def _form(declared: Mapping[str, Any]) -> tuple[str, str, str]:
    """What a table tells of a parameter's declaration."""
    default = declared.get("Default")
    shown = "" if default is None else f"`{default if default != '' else chr(34) * 2}`"
    return declared["Type"], shown, declared.get("Description", "")


def wanted(kind: Kind, examples: Sequence[Example]) -> list[list[str]]:
    """For each option, the parameters without a default that the first option does not have so."""

    def bare(example: Example) -> dict[str, str]:
        declared = example.template.get("Parameters", {})
        return {
            name: one.get("Description", "")
            for name, one in declared.items()
            if "Default" not in one
        }

    usual = bare(examples[0])
    own = {name for spec in kind.options.values() for name in spec.get("parameters", ())}
    return [
        [n for n, said in bare(one).items() if usual.get(n) != said and n not in own]
        for one in examples
    ]


def outputs(examples: Sequence[Example]) -> Iterator[tuple[str, ...]]:
    """A row for each output: name, meaning, where."""
    for name, declared in _all(examples, "Outputs").items():
        yield f"`{name}`", declared["Description"], _where(examples, "Outputs", name)


def _all(examples: Sequence[Example], section: str) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for example in examples:
        for name, declared in example.template.get(section, {}).items():
            found.setdefault(name, declared)
    return found


def _where(examples: Sequence[Example], section: str, name: str) -> str:
    """What the specs have in common whose templates have it, or lack it: the shorter of the two.

    Nothing, where their keys do not tell.
    """
    have = [one.facts for one in examples if name in one.template.get(section, {})]
    lack = [one.facts for one in examples if name not in one.template.get(section, {})]
    if not lack:
        return "always"
    if len(have) > len(lack):
        said = _told_apart(lack, have)
        return said and f"not with {said}"
    said = _told_apart(have, lack)
    return said and f"with {said}"


def _told_apart(these: Sequence[frozenset[str]], others: Sequence[frozenset[str]]) -> str:
    """The fewest facts of which each of these has one, and none of the others any."""
    rest, found = list(these), []
    facts = sorted(frozenset().union(*these).difference(*others), key=lambda f: (len(f), f))
    while rest and facts:
        best = max(facts, key=lambda fact: sum(fact in one for one in rest))
        found.append(best)
        rest = [one for one in rest if best not in one]
        facts = [fact for fact in facts if any(fact in one for one in rest)]
    return "some of the examples below" if rest else " or ".join(found)
