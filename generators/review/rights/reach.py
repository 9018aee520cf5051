"""What patterns of IAM reach, and whether some reach all that another one does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from generators.review.rights.automaton import ANY, ONE, Automaton, State, automaton, is_unknown

_WILDCARD = re.compile(r"[*?]")

_OTHER = "any character that no pattern names"

_ENOUGH = 20_000
"""States after which a pattern counts as not covered: to tell too much is the safe side."""


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What `pattern` matches and none of `but` does; `fold` where upper and lower case are one."""

    pattern: str
    but: frozenset[str] = frozenset()
    fold: bool = False

    @property
    def folded(self) -> Reach:
        """The same, written in the one way in which it is compared."""
        if not self.fold:
            return self
        return Reach(pattern=self.pattern.lower(), but=frozenset(map(str.lower, self.but)))

    @property
    def is_all(self) -> bool:
        """Whether it leaves nothing out."""
        return self.pattern == ANY and not self.but


EVERYTHING = Reach(pattern=ANY)
"""What the lone wildcard reaches."""


def covers(wide: str, narrow: str) -> bool:
    """Whether `wide` matches whatever `narrow` does."""
    return covered(Reach(pattern=narrow), (Reach(pattern=wide),))


@cache
def covered(narrow: Reach, wide: tuple[Reach, ...]) -> bool:
    """Whether those of `wide` together reach all that `narrow` does."""
    if any(one == narrow or one.is_all for one in wide):
        return True
    inner = narrow.folded
    near = [one for one in (one.folded for one in wide) if _may_meet(one.pattern, inner.pattern)]
    if not near:
        return False
    left_out = tuple(automaton(but) for but in sorted(inner.but))
    readings = [_Reading(automaton(inner.pattern), left_out)]
    readings += [_of_the_wide(one, inner) for one in near]
    return not _first_has_more(readings)


def _may_meet(one: str, other: str) -> bool:
    """Whether what stands before the wildcards lets two patterns match the same text."""
    start, other_start = _WILDCARD.split(one, 1)[0], _WILDCARD.split(other, 1)[0]
    return start.startswith(other_start) or other_start.startswith(start)


_States = tuple[State, ...]


@dataclass(frozen=True)
class _Reading:
    """A reach as it is read: its pattern, and what it leaves out."""

    pattern: Automaton
    but: tuple[Automaton, ...]

    def start(self) -> _States:
        return (self.pattern.start(), *(one.start() for one in self.but))

    def step(self, states: _States, symbol: str) -> _States:
        parts = zip((self.pattern, *self.but), states, strict=True)
        return tuple(one.step(state, symbol) for one, state in parts)

    def accepts(self, states: _States) -> bool:
        left_out = zip(self.but, states[1:], strict=True)
        return self.pattern.accepts(states[0]) and not any(b.accepts(s) for b, s in left_out)

    def accepts_all(self, states: _States) -> bool:
        return self.pattern.accepts_all(states[0]) and not any(states[1:])

    def accepts_nothing(self, states: _States) -> bool:
        left_out = zip(self.but, states[1:], strict=True)
        return not states[0] or any(b.accepts_all(s) for b, s in left_out)

    def wants(self, states: _States) -> set[str]:
        parts = zip((self.pattern, *self.but), states, strict=True)
        return {token for one, state in parts for token in one.wants(state)}


def _of_the_wide(wide: Reach, narrow: Reach) -> _Reading:
    """What counts as reached must be so whatever references turn out to be: hence loose."""
    left_out = (b for b in sorted(wide.but) if not any(covers(own, b) for own in narrow.but))
    return _Reading(automaton(wide.pattern), tuple(automaton(b, loose=True) for b in left_out))


def _first_has_more(readings: list[_Reading]) -> bool:
    """Whether the first of the readings accepts a text that none of the others does."""
    first, *others = readings
    waiting = [tuple(one.start() for one in readings)]
    seen = set(waiting)
    while waiting:
        own, *rest = waiting.pop()
        accepted = (one.accepts(s) for one, s in zip(others, rest, strict=True))
        if (first.accepts(own) and not any(accepted)) or len(seen) > _ENOUGH:
            return True
        for following in _following(readings, (own, *rest)):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return False


def _following(
    readings: list[_Reading], states: tuple[_States, ...]
) -> Iterator[tuple[_States, ...]]:
    """What may be read next, without what decides nothing any more."""
    first, *others = readings
    for symbol in _symbols(readings, states):
        own, *rest = (one.step(s, symbol) for one, s in zip(readings, states, strict=True))
        settled = (one.accepts_all(s) for one, s in zip(others, rest, strict=True))
        if not first.accepts_nothing(own) and not any(settled):
            yield own, *rest


def _symbols(readings: list[_Reading], states: tuple[_States, ...]) -> set[str]:
    """What to read next: all that anyone asks for, where the first has a wildcard."""
    own = readings[0].pattern.wants(states[0][0])
    if not own & {ANY, ONE}:
        return own
    wanted = {t for one, s in zip(readings, states, strict=True) for t in one.wants(s)}
    characters = {token for token in wanted if not is_unknown(token)}
    return (own | characters | {_OTHER}) - {ANY, ONE}
