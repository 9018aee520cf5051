"""Properties that are safe or not, judged before and after a change.

A value that nobody knows yet lies between what is safe and what is not; of what may be one of two
the worse one counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generators.review.model import Finding, Sense, Topic
from generators.review.nodes import NO_VALUE, Node, branches, written
from generators.review.pair import Pair

SAFE, UNKNOWN, UNSAFE = 2, 1, 0


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A property of some types, by its path, and what it means to lose or to gain what it does.

    `safe` judges a value that is known; `default` is the value where nothing is said, None for one
    that is not known. The words come after the name of a resource: `lost` and `gained` for a
    change, `made` for a resource that is new, if that is worth a word; `sense` and `grave` are
    those of the loss.
    """

    types: tuple[str, ...] = ()
    path: tuple[str, ...]
    safe: Callable[[str], bool]
    default: str | None
    lost: str
    gained: str
    made: str | None = None
    sense: Sense = Sense.WORSE
    grave: bool = False

    def judge(self, old: Node | None, new: Node) -> Verdict | None:
        """What the change of one thing means, or the making of a new one."""
        after = [*leaves(new, self.path, self.default)]
        level = self._worst(after)
        if old is None:
            worth = self.made and all(self._level(one) == UNSAFE for one in after)
            return Verdict(sense=self.sense, words=self.made or "") if worth else None
        before = self._worst(leaves(old, self.path, self.default))
        if level < before:
            words = self.lost + _depending(after, self._level)
            return Verdict(sense=self.sense, words=words, grave=self.grave)
        return Verdict(sense=Sense.BETTER, words=self.gained) if level > before else None

    def _worst(self, values: Iterable[Node | None]) -> int:
        return min(map(self._level, values))

    def _level(self, value: Node | None) -> int:
        match value:
            case str():
                return SAFE if self.safe(value) else UNSAFE
        return UNKNOWN


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a change means, before it is known to whom."""

    sense: Sense
    words: str
    grave: bool = False


def one_of(*values: str) -> Callable[[str], bool]:
    """Whether a value is one of these."""
    return frozenset(values).__contains__


def none_of(*values: str) -> Callable[[str], bool]:
    """Whether a value is none of these."""
    return lambda value: value not in values


ON = one_of("true")
"""Whether something is switched on."""

OFF = one_of("false")
"""Whether something is switched off."""


def leaves(node: Node, path: tuple[str, ...], default: Any = None) -> Iterator[Node]:
    """All that a property may be; the default where it is not said."""
    for one in branches(node):
        if not path:
            yield default if one in (None, NO_VALUE) else one
        elif isinstance(one, Mapping) and path[0] in one:
            yield from leaves(one[path[0]], path[1:], default)
        else:
            yield default


def text_at(node: Node, *path: str) -> str:
    """What a property says, as text; empty where it says nothing."""
    found = [one for one in leaves(node, path) if one is not None]
    return " or ".join(dict.fromkeys(map(written, found)))


def judged(settings: Iterable[Setting], old: Node | None, new: Node) -> Iterator[Verdict]:
    """What each of the settings says of one thing."""
    for setting in settings:
        if verdict := setting.judge(old, new):
            yield verdict


def of_resources(settings: Iterable[Setting], pair: Pair, topic: Topic) -> Iterator[Finding]:
    """What the settings say of all resources of their types."""
    known = tuple(settings)
    for name, new in pair.after.resources.items():
        old = pair.before.resources.get(name)
        same = old.properties if old and old.type == new.type else None
        own = (setting for setting in known if new.type in setting.types)
        for verdict in judged(own, same, new.properties):
            yield told(pair, topic, name, verdict)


def told(pair: Pair, topic: Topic, subject: str, verdict: Verdict) -> Finding:
    """The verdict as a finding about the subject."""
    return Finding(
        topic=topic,
        sense=verdict.sense,
        stack=pair.stack,
        subject=subject,
        words=verdict.words,
        grave=verdict.grave,
    )


def shown(text: str) -> str:
    """A value that is nothing but a reference by the name that it refers to."""
    found = re.fullmatch(r"\$\{([^{}]*)\}", text)
    return found[1] if found else text


def _depending(values: list[Node], level: Callable[[Node], int]) -> str:
    """What the loss depends on, where it does."""
    unknown = [
        shown(written(value)) for value in values if level(value) == UNKNOWN and value is not None
    ]
    if any(level(value) == UNSAFE for value in values):
        return ", under one of its conditions" if len({*map(written, values)}) > 1 else ""
    return f" (depends on {', '.join(dict.fromkeys(unknown))})" if unknown else ""
