"""Both versions of everyone who holds rights in a stack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from generators.review.model import Finding, Sense, Topic
from generators.review.pair import Pair
from generators.review.rights.comparing import same
from generators.review.rights.grants import NONE
from generators.review.rights.holders import Holder, Holders
from generators.review.rights.names import Key
from generators.review.rights.uses import callings

NOBODY = Holder(rights=NONE)
"""A holder that the other version does not know."""


@dataclass(frozen=True)
class People:
    """The holders of a stack before and after."""

    pair: Pair

    @cached_property
    def before(self) -> Holders:
        """Those of the old version."""
        return Holders(self.pair.before)

    @cached_property
    def after(self) -> Holders:
        """Those of the new version."""
        return Holders(self.pair.after)

    @cached_property
    def new(self) -> list[Key]:
        """Those that the stack makes now, and are not just called otherwise."""
        return [key for key in self._only(self.after, self.before) if key not in self.renamed]

    @cached_property
    def gone(self) -> list[Key]:
        """Those that it makes no longer."""
        old = set(self.renamed.values())
        return [key for key in self._only(self.before, self.after) if key not in old]

    @cached_property
    def renamed(self) -> dict[Key, Key]:
        """Those with a new logical id, whose rights and trust are those of one that is gone."""
        left = self._only(self.before, self.after)
        found = {}
        for key in self._only(self.after, self.before):
            alike = (old for old in left if _equal(self.before.all[old], self.after.all[key]))
            if old := next((old for old in alike if old.kind == key.kind), None):
                found[key] = old
                left.remove(old)
        return found

    def others(self) -> Iterator[tuple[Key, Holder, Holder]]:
        """Those that are in both versions, those made elsewhere, and policies that nobody has."""
        apart = {*self.new, *self.gone, *self.renamed, *self.renamed.values()}
        for key in sorted({*self.before.all, *self.after.all} - apart):
            yield key, self.before.all.get(key, NOBODY), self.after.all.get(key, NOBODY)
        for key in sorted({*self.before.loose_policies, *self.after.loose_policies}):
            old, new = self.before.loose_policies.get(key), self.after.loose_policies.get(key)
            taken = (old is None and key.name in self.pair.before.resources) or (
                new is None and key.name in self.pair.after.resources
            )
            if not taken:
                yield key, old or NOBODY, new or NOBODY

    def called(self, key: Key) -> str:
        """What one calls a holder: by what it is for, if something here runs with it."""
        return self._callings.get(key, key.kind)

    def who(self, key: Key) -> str:
        """A holder as the subject of a sentence."""
        if key.kind == "policy":
            return "whoever has this policy"
        made = [
            holders.all[key].resource for holders in (self.before, self.after) if key in holders.all
        ]
        return (
            f"the {self.called(key)}"
            if any(made)
            else f"the {key.kind} {key.name}, made elsewhere,"
        )

    def finding(self, subject: str, sense: Sense, words: str) -> Finding:
        """A finding about rights in this stack."""
        return Finding(
            topic=Topic.RIGHTS, sense=sense, stack=self.pair.stack, subject=subject, words=words
        )

    @cached_property
    def _callings(self) -> dict[Key, str]:
        return callings(self.before) | callings(self.after)

    def _only(self, these: Holders, those: Holders) -> list[Key]:
        return sorted(
            key for key, one in these.all.items() if one.resource and not _is_made(key, those)
        )


def _is_made(key: Key, by: Holders) -> bool:
    return key in by.all and by.all[key].resource is not None


def _equal(one: Holder, other: Holder) -> bool:
    return (
        one.boundary == other.boundary
        and same(one.rights, other.rights)
        and same(one.trust, other.trust)
    )
