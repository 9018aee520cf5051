"""What cannot be of a rule's hosts and paths."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generators.parts.text import as_written
from generators.stacks.kind import Place
from generators.stacks.service.spec.rule import RuleSpec

_HERE = ("load_balancer", "rule")


def faults(rule: RuleSpec) -> Iterator[tuple[Place, str]]:
    """Each host and path says something, and says it once."""
    yield from _hosts(rule)
    yield from _paths(rule)


def _hosts(rule: RuleSpec) -> Iterator[tuple[Place, str]]:
    """What a host name may be.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_HostHeaderConditionConfig.html
    """
    hosts = [as_written(host) for host in rule.hosts]
    yield from _twice("hosts", [host.casefold() for host in hosts])
    for i, host in enumerate(hosts):
        if not host.strip("*?."):
            yield (
                (*_HERE, "hosts", i),
                f"is {host}, which is any host; leave it out, and write paths: [/*] for all "
                "requests",
            )
        elif not re.search(r"\.[A-Za-z]+$|\}[A-Za-z]*$", host):
            yield (
                (*_HERE, "hosts", i),
                f"is {host}; after its last dot, and it must have one, a load balancer takes "
                "letters alone",
            )


def _paths(rule: RuleSpec) -> Iterator[tuple[Place, str]]:
    yield from _twice("paths", rule.paths)
    for i, path in enumerate(rule.paths):
        if re.fullmatch(r"/\*+", path) and (rule.hosts or len(set(rule.paths)) > 1):
            beside = "hosts" if rule.hosts else "other paths"
            yield (
                (*_HERE, "paths", i),
                f"is {path}, which is any path; beside {beside}, leave it out",
            )


def _twice(key: str, values: Sequence[str]) -> Iterator[tuple[Place, str]]:
    for i, value in enumerate(values):
        if value in values[:i]:
            yield (*_HERE, key, i), f"is {value}, which is there already"
