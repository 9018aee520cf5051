"""The two versions of a stack in one environment, each with its own values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from generators.review import values
from generators.review.evaluate import Evaluated
from generators.review.given import Given, Moved
from generators.review.model import Assigned
from generators.review.pair import NOTHING, Pair
from generators.review.resolving import Resolving


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """What both sides know, put together."""

    before: Resolving
    after: Resolving

    def pair(self, at: str, stack: str, given: tuple[Assigned, Assigned], moved: Moved) -> Pair:
        """The stack in that environment; `given` are its values before and after."""
        old = _Version(at=at, stack=stack, side=self.before, given=given[0])
        declared = self.after.parameters(stack)
        # Without a value nothing is deployed: what a parameter had is as good as any.
        kept = {name: one for name, one in given[0].items() if name in declared}
        new = _Version(at=at, stack=stack, side=self.after, given={**kept, **given[1]})
        return Pair(
            stack=stack,
            before=old.beside(new, moved, after=False),
            after=new.beside(old, moved, after=True),
        )


@dataclass(frozen=True, kw_only=True)
class _Version:
    """A stack on one side, with the values that it is given there."""

    at: str
    stack: str
    side: Resolving
    given: Assigned

    @cached_property
    def declared(self) -> Mapping[str, Any]:
        return self.side.parameters(self.stack)

    @cached_property
    def known(self) -> Assigned:
        return self.side.assigned(self.at, self.given)

    @cached_property
    def hidden(self) -> frozenset[str]:
        return values.hidden(self.declared, self.known)

    def beside(self, other: _Version, moved: Moved, *, after: bool) -> Evaluated:
        """The template with its values, as far as they are not what the other version has."""
        if self.stack not in self.side.side.templates:
            return NOTHING
        given = Given(
            declared=self.declared,
            own=self.put_in(other),
            other=other.put_in(self),
            hidden=self.hidden | other.hidden,
        )
        known = values.known(self.declared, self.known)
        return Evaluated(
            self.side.side.templates[self.stack],
            given.nodes(moved, after=after),
            self.side.facts(self.at, self.stack, known),
        )

    def put_in(self, other: _Version) -> Assigned:
        """The values as they are known, but as they stand where both versions are the same."""
        return {
            name: value if self._is_same(other, name) else self.known[name]
            for name, value in self.given.items()
        }

    def _is_same(self, other: _Version, name: str) -> bool:
        if name not in other.given:
            return True
        return other.given[name] == self.given[name] and other.known[name] == self.known[name]
