"""One environment's stacks compared, in the order of deploy, so that what moves is followed on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from generators.model import OutputOf
from generators.review import exposure, instances, losses, noticing, protection, rights, wavering
from generators.review.chains import followed
from generators.review.given import Moved
from generators.review.meeting import Meeting
from generators.review.model import (
    Assigned,
    Finding,
    Replacement,
    ResourceChange,
    ServiceNotice,
    Side,
)
from generators.review.pair import Pair, paired
from generators.review.resolving import Resolving

SERVICE = "AWS::ECS::Service"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a change does to one stack where it is deployed, whatever the environment is called."""

    changes: tuple[ResourceChange, ...] = ()
    findings: tuple[Finding, ...] = ()
    services: tuple[ServiceNotice, ...] = ()
    moved: Mapping[str, Replacement] = field(default_factory=dict)


UNTOUCHED = Seen()
"""What is seen of a stack that no change reaches."""


@dataclass(kw_only=True)
class Comparison:
    """Compares stacks of two sides; what several environments have alike is worked out once."""

    before: Side
    after: Side
    _seen: dict[str, Seen] = field(default_factory=dict)

    def environment(self, name: str) -> dict[str, Seen]:
        """What the change does in one environment to each stack that both sides have there."""
        olds = self.before.environments.get(name, {})
        news = self.after.environments.get(name, {})
        moved: dict[OutputOf, Replacement] = {}
        found = {}
        for stack in self.after.order.get(name, ()):
            seen = self._stack(name, stack, (olds.get(stack), news[stack]), moved)
            moved.update({OutputOf(stack, output): how for output, how in seen.moved.items()})
            found[stack] = seen
        return found

    def nowhere(self, stack: str) -> Seen:
        """The same of a stack that is in no environment."""
        return self._stack("", stack, ({} if stack in self.before.templates else None, {}), {})

    def _stack(
        self, at: str, stack: str, assigned: tuple[Assigned | None, Assigned], moved: Moved
    ) -> Seen:
        old, new = assigned
        known = stack in self.before.templates
        if known and old is None:
            return UNTOUCHED
        pair = self._meeting.pair(at, stack, (old or {}, new), moved)
        alike = pair.before.values == pair.after.values and known
        if alike and self.before.templates[stack] == self.after.templates[stack]:
            if pair.before.facts == pair.after.facts:
                return UNTOUCHED
            seen = self._once(pair)
            return UNTOUCHED if seen == Seen(services=seen.services) else seen
        return self._once(pair)

    @cached_property
    def _meeting(self) -> Meeting:
        return Meeting(before=Resolving(side=self.before), after=Resolving(side=self.after))

    def _once(self, pair: Pair) -> Seen:
        """The two templates of a stack are the same everywhere; so only values tell cases apart."""
        sides = [[side.values, side.facts] for side in (pair.before, pair.after)]
        key = json.dumps([pair.stack, bool(pair.before.template), sides])
        if key not in self._seen:
            self._seen[key] = _seen(paired(pair))
        return self._seen[key]


def _seen(pair: Pair) -> Seen:
    found = followed(pair)
    changes = dict(found.changes)
    return Seen(
        changes=tuple(changes.values()),
        findings=tuple(
            chain(
                losses.findings(pair, changes),
                *(wavering.findings(pair, one.findings) for one in (rights, exposure, protection)),
            )
        ),
        services=(*_services(pair, changes), *instances.notices(pair, changes)),
        moved=found.moved,
    )


def _services(pair: Pair, changes: Mapping[str, ResourceChange]) -> tuple[ServiceNotice, ...]:
    """What each ECS service of the stack will notice."""
    olds, news = pair.before.resources, pair.after.resources
    return tuple(
        _notice(name, pair, changes.get(name))
        for name in dict.fromkeys((*olds, *news))
        if SERVICE
        in (olds[name].type if name in olds else "", news[name].type if name in news else "")
    )


def _notice(name: str, pair: Pair, change: ResourceChange | None) -> ServiceNotice:
    old, new = pair.before.resources.get(name), pair.after.resources.get(name)
    if old is None or new is None:
        return ServiceNotice(logical_id=name, what="new" if old is None else "removed")
    what, because = noticing.what_it_notices(
        {each.path.split(".")[0].split("[")[0] for each in change.properties} if change else set(),
        change.replacement if change else Replacement.NO,
        old.properties,
        new.properties,
    )
    return ServiceNotice(logical_id=name, what=what, because=because)
