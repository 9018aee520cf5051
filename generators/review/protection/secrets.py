"""Secrets that can be read: variables of containers, parameters, and dynamic references.

No value of any is ever in the words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generators.review.evaluate import Evaluated
from generators.review.model import Finding, Sense, Topic
from generators.review.nodes import Node, items, references, written
from generators.review.pair import Pair
from generators.review.protection import containers
from generators.review.protection.tasks import TASK
from generators.review.settings import Verdict, text_at, told
from generators.secrecy import HARMLESS, NAMES, given_away

_RESOLVED = ("{{resolve:secretsmanager:", "{{resolve:ssm-secure:")
_READ = "whoever may see the task definition can read it"


def findings(pair: Pair) -> Iterator[Finding]:
    """What was hidden, or should be, and can be read now."""
    for name, new in pair.after.resources.items():
        old = pair.before.resources.get(name)
        before = old.properties if old and old.type == new.type else None
        if new.type == TASK:
            for verdict in _of_task(pair, before, new.properties):
                yield told(pair, Topic.PROTECTION, name, verdict)
        if before is not None:
            for path in _unresolved(before, new.properties, ""):
                words = f"has {path} in plain text, which was taken from a secret"
                verdict = Verdict(sense=Sense.WORSE, words=words)
                yield told(pair, Topic.PROTECTION, name, verdict)
    yield from _echoed(pair)


def _of_task(pair: Pair, old: Node | None, new: Node) -> Iterator[Verdict]:
    for name, before, after in containers.pairs(old, new):
        hidden, known = _variables(before, "Secrets"), _variables(before, "Environment")
        still = _variables(after, "Secrets")
        for variable, value in _variables(after, "Environment").items():
            if variable in hidden and variable not in known and variable not in still:
                why: str | None = "was a secret"
            else:
                shown = _revealed(pair.before, variable, known.get(variable))
                why = None if shown else _revealed(pair.after, variable, value)
            if why:
                words = f"has {variable} in plain text, which {why}; {_READ}"
                yield Verdict(sense=Sense.WORSE, words=f"its container {name} {words}")
        yield from _hidden_now(name, known, hidden, after)


def _hidden_now(
    name: str, known: Mapping[str, Node], hidden: Mapping[str, Node], after: Node
) -> Iterator[Verdict]:
    plain = _variables(after, "Environment")
    for variable in _variables(after, "Secrets"):
        if variable in known and variable not in hidden and variable not in plain:
            words = f"its container {name} takes {variable} from a secret; it was plain text"
            yield Verdict(sense=Sense.BETTER, words=words)


def _variables(container: Node | None, key: str) -> dict[str, Node]:
    said = container.get(key) if isinstance(container, Mapping) else None
    return {
        text_at(one, "Name"): one.get("Value", one.get("ValueFrom"))
        for one in items(said)
        if isinstance(one, Mapping)
    }


def _revealed(template: Evaluated, name: str, value: Node | None) -> str | None:
    """Why a variable shows a secret, as far as can be told."""
    if value is None:
        return None
    text = written(value)
    if any(mark in text for mark in _RESOLVED):
        return "is taken from a secret"
    if any(parameter in _no_echo(template) for parameter, _ in references(value)):
        return "is a parameter with NoEcho"
    if what := given_away(text):
        return f"holds {what}"
    # What is only put together of references is as open as they are.
    literal = isinstance(value, str) and not HARMLESS.fullmatch(text)
    return "is a secret by its name" if NAMES.fullmatch(name) and literal else None


def _no_echo(template: Evaluated) -> set[str]:
    declared = template.template.get("Parameters", {})
    return {name for name, one in declared.items() if one.get("NoEcho") in (True, "true")}


def _echoed(pair: Pair) -> Iterator[Finding]:
    """Parameters that lose NoEcho, or get it."""
    before, after = _no_echo(pair.before), _no_echo(pair.after)
    for name in pair.before.template.get("Parameters", {}):
        if name not in pair.after.template.get("Parameters", {}):
            continue
        if name in before and name not in after:
            words = "has no NoEcho any more: whoever may see the stack can read its value"
            verdict = Verdict(sense=Sense.WORSE, words=words)
            yield told(pair, Topic.PROTECTION, name, verdict)
        elif name in after and name not in before:
            verdict = Verdict(sense=Sense.BETTER, words="has NoEcho: its value is not shown")
            yield told(pair, Topic.PROTECTION, name, verdict)


def _unresolved(old: Node, new: Node, path: str) -> Iterator[str]:
    """Where a dynamic reference to a secret gave way to a value that stands there."""
    match old, new:
        case dict(), dict():
            for key in [key for key in old if key in new]:
                yield from _unresolved(old[key], new[key], f"{path}.{key}".lstrip("."))
        case list(), list():
            before, after = _by_name(old), _by_name(new)
            for name in [name for name in before if name in after]:
                yield from _unresolved(before[name], after[name], f"{path}[{name}]")
        case _:
            was = any(mark in written(old) for mark in _RESOLVED)
            if was and isinstance(new, str) and new and "{{resolve:" not in new:
                yield path


def _by_name(items_: list[Node]) -> dict[str, Node]:
    """The items of a list by what they are called, or else by where they stand."""
    found = {}
    for i, one in enumerate(items_):
        name = (text_at(one, "Name") or text_at(one, "Key")) if isinstance(one, Mapping) else ""
        found[name or str(i)] = one
    return found
