"""What the rules of security groups open and close."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generators.review.evaluate import Evaluated
from generators.review.exposure.coverage import Source
from generators.review.exposure.parts import Gathered, Part, gathered, parts
from generators.review.exposure.rules import GROUP, rules
from generators.review.exposure.words import listed, of_sources, under
from generators.review.model import Finding, Sense, Topic
from generators.review.pair import Pair
from generators.review.settings import shown


@dataclass(frozen=True, kw_only=True)
class _Group:
    """One security group, and the words for its rules of one way."""

    pair: Pair
    name: str
    way: str

    def told(self, some: list[Part], sense: Sense) -> Iterator[Finding]:
        """A finding for all parts of the same ports, or of the same source."""
        for one in gathered(some):
            words = self._words(sense, one.ports, of_sources(one.sources, self.name))
            more = f"{self._beside(sense, one.beside)}{_under(one, sense)}"
            yield self._finding(sense, f"{words}{more}", some[0].resource)

    def new(self, some: list[Part]) -> Iterator[Finding]:
        """All that a new group opens, at once; to groups alone it is only a note."""
        if not some:
            return
        to_groups = all(part.source.kind == "group" for part in some)
        openings = [
            f"{one.ports} to {of_sources(one.sources, self.name)}{under(one.when)}"
            for one in gathered(some)
        ]
        sense = Sense.NOTE if to_groups else Sense.WORSE
        yield self._finding(sense, f"is a new security group that opens {'; '.join(openings)}")

    def gone(self, some: list[Part]) -> Iterator[Finding]:
        """All that was open by a group that is removed."""
        if some:
            words = listed(one.ports for one in gathered(some))
            yield self._finding(Sense.BETTER, f"is removed, by which {words} was open")

    def _words(self, sense: Sense, ports: str, others: str) -> str:
        worse = sense == Sense.WORSE
        if self.way == "Egress":
            return f"may {'now' if worse else 'no longer'} reach {others} on {ports}"
        own = self.name in self.pair.after.resources or self.name in self.pair.before.resources
        of_it = "" if own else f" of {shown(self.name)}"
        return f"{'opens' if worse else 'closes'} {ports}{of_it} to {others}"

    def _beside(self, sense: Sense, beside: tuple[Source, ...]) -> str:
        if not beside:
            return ""
        who = of_sources(beside, self.name)
        if sense == Sense.WORSE:
            return f"; until now {'' if self.way == 'Egress' else 'to '}{who}"
        return f"; still {'' if self.way == 'Egress' else 'open to '}{who}"

    def _finding(self, sense: Sense, words: str, resource: str = "") -> Finding:
        either = (self.pair.after, self.pair.before)
        own = any(self.name in side.resources for side in either)
        return Finding(
            topic=Topic.EXPOSURE,
            sense=sense,
            stack=self.pair.stack,
            subject=self.name if own or not resource else resource,
            words=words,
        )


def findings(pair: Pair) -> Iterator[Finding]:
    """What groups let in and out now that they did not before, and the other way round."""
    for way in ("Ingress", "Egress"):
        before, after = rules(pair.before, way), rules(pair.after, way)
        for name in dict.fromkeys((*before, *after)):
            group = _Group(pair=pair, name=name, way=way)
            old, new = before.get(name, []), after.get(name, [])
            opened, closed = [*parts(new, old)], [*parts(old, new)]
            was, remains = _is_own(pair.before, name), _is_own(pair.after, name)
            if was == remains:
                yield from group.told(opened, Sense.WORSE)
                yield from group.told(closed, Sense.BETTER)
            elif way == "Ingress":
                yield from group.new(opened) if remains else group.gone(closed)


def _under(one: Gathered, sense: Sense) -> str:
    """The conditions of it; where only they have changed, that."""
    if not one.at_times:
        return under(one.when)
    return ", no longer under a condition" if sense == Sense.WORSE else ", under a condition"


def _is_own(side: Evaluated, name: str) -> bool:
    return name in side.resources and side.resources[name].type == GROUP
