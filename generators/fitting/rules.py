"""The rules of a shared load balancer: each has a priority of its own, and something to take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from generators.fitting.findings import Finding, complaint, listed
from generators.fitting.numbers import beside, free
from generators.fitting.patterns import Index, Match
from generators.fitting.scene import Scene
from generators.fitting.tenants import Tenant
from generators.model import OutputOf, Value
from generators.params.yaml12 import Path
from generators.stacks.service.balancing.priorities import priority
from generators.stacks.service.spec.rule import RuleSpec

_RULE: Path = ("spec", "load_balancer", "rule")
_PRIORITY: Path = (*_RULE, "priority")


@dataclass(frozen=True, kw_only=True, eq=False)
class _Rule:
    """A service's rule, and where it stands among those of its load balancer."""

    tenant: Tenant
    spec: RuleSpec
    priority: int

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """What the rule takes: each of its hosts with each of its paths."""
        hosts = dict.fromkeys(self.tenant.text(host).lower() for host in self.spec.hosts)
        paths = dict.fromkeys(self.spec.paths)
        return tuple(Match(host, path) for host in hosts or ("*",) for path in paths or ("/*",))

    def __str__(self) -> str:
        return f"{self.tenant.name} ({self.tenant.at(_PRIORITY)})"


def findings(scene: Scene) -> Iterator[Finding]:
    """What is wrong with the rules of each listener."""
    for rules in _of_each_listener(scene):
        used = {rule.priority for rule in rules}
        yield from _clashes(rules, used)
        yield from _twice(rules)
        yield from _never_reached(rules, used)


def _of_each_listener(scene: Scene) -> Iterator[Sequence[_Rule]]:
    found: dict[Value, list[_Rule]] = {}
    for tenant in scene.tenants:
        spec = tenant.spec.load_balancer.rule if tenant.spec.load_balancer else None
        listener = _listener(tenant)
        if spec and listener:
            rule = _Rule(tenant=tenant, spec=spec, priority=priority(spec))
            found.setdefault(listener, []).append(rule)
    yield from found.values()


def _listener(tenant: Tenant) -> Value | None:
    """What tells one listener from another: the output that it is, or its ARN."""
    value = tenant.values.get("ListenerArn")
    return value if isinstance(value, OutputOf) else tenant.known("ListenerArn")


def _clashes(rules: Sequence[_Rule], used: set[int]) -> Iterator[Finding]:
    """Rules of one priority. The free ones that are told are used from then on."""
    first: dict[int, _Rule] = {}
    for rule in rules:
        other = first.setdefault(rule.priority, rule)
        if other is rule:
            continue
        unused = free(rule.priority, used, beside(rule.spec, rule.priority))
        used.add(unused)
        yield complaint(
            rule.tenant,
            _PRIORITY,
            f"its rule has priority {rule.priority}{_worked_out(rule)}, and so has that of {other} "
            f"on the same load balancer; write `priority: {unused}` here, which is free, or "
            "another one there",
        )


def _worked_out(rule: _Rule) -> str:
    return " (worked out)" if rule.spec.priority is None else ""


def _twice(rules: Sequence[_Rule]) -> Iterator[Finding]:
    """Services that want the very same requests."""
    first: dict[Match, _Rule] = {}
    for rule in rules:
        for match in rule.matches:
            other = first.setdefault(match, rule)
            if other is not rule:
                key = "paths" if rule.spec.paths else "hosts"
                yield complaint(
                    rule.tenant,
                    (*_RULE, key),
                    f"{match} is taken by {other} too, on the same load balancer: only the rule "
                    "of the lower priority ever gets a request; give another host or path",
                )


def _never_reached(rules: Sequence[_Rule], used: set[int]) -> Iterator[Finding]:
    """Rules before which a more general one takes their requests."""
    index: Index[_Rule] = Index()
    for rule in rules:
        for match in rule.matches:
            index.add(match, rule)
    before: dict[_Rule, dict[_Rule, Match]] = {}
    for rule in rules:
        for match in rule.matches:
            for general, other in index.covering(match):
                if general != match and other.priority < rule.priority:
                    before.setdefault(other, {}).setdefault(rule, match)
    for other, behind in before.items():
        if other.spec.priority is not None:
            yield _too_early(other, behind)
        else:
            yield from (_too_late(rule, match, other, used) for rule, match in behind.items())


def _too_early(general: _Rule, behind: dict[_Rule, Match]) -> Finding:
    """It is the general rule whose priority somebody has chosen."""
    names = listed(f"{match} of {rule}" for rule, match in behind.items())
    least = max(rule.priority for rule in behind)
    return complaint(
        general.tenant,
        _PRIORITY,
        f"is {general.priority}, and so comes before what is more special: {names} would get no "
        f"such request; allowed: above {least}, or no priority at all",
    )


def _too_late(rule: _Rule, match: Match, general: _Rule, used: set[int]) -> Finding:
    """It is the special rule that comes too late, by its own number or by what was worked out."""
    unused = free(general.priority, used, [range(1, general.priority)])
    used.add(unused)
    chosen = ", or no priority at all" if rule.spec.priority is not None else ""
    return complaint(
        rule.tenant,
        _PRIORITY,
        f"its rule has priority {rule.priority}{_worked_out(rule)}, and so comes after the more "
        f"general one of {general} with {general.priority}: it would never get {match}; write "
        f"`priority: {unused}`{chosen}",
    )
