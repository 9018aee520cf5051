"""What some rules let through and others do not, put together for words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from generators.review.exposure.coverage import Interval, Rule, Source, When, left, merged
from generators.review.exposure.words import listed, of_ports


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a rule lets through and nothing on the other side does.

    `beside` are the narrower sources that the other side lets through; `at_times` says that under
    some conditions it lets all of it through.
    """

    protocol: str
    ports: tuple[Interval, ...] | str
    source: Source
    beside: tuple[Source, ...]
    when: When
    at_times: bool
    resource: str


def parts(some: list[Rule], others: list[Rule]) -> Iterator[Part]:
    """What some rules cover and others do not; said once if they cover it twice."""
    for rule in _needed([rule for rule in some if not rule.implied]):
        if boxes := left(rule, others):
            known = not isinstance(rule.ports, str)
            yield Part(
                protocol=rule.protocol,
                ports=tuple(merged(ports for ports, _ in boxes)) if known else str(rule.ports),
                source=rule.source,
                beside=tuple(dict.fromkeys(_narrower(rule, others))),
                when=rule.when,
                at_times=not left(rule, [replace(other, when=rule.when) for other in others]),
                resource=rule.resource,
            )


def _needed(some: list[Rule]) -> list[Rule]:
    """The rules without those that the rest of them cover together."""
    found = [*some]
    for rule in some:
        rest = [one for one in found if one is not rule]
        if not left(rule, rest):
            found = rest
    return found


def _narrower(rule: Rule, others: Iterable[Rule]) -> Iterator[Source]:
    """Who of the source could do so on the other side already."""
    for other in others:
        if other.implied or not (part := other.within(rule)):
            continue
        if part == other.box and other.source != rule.source:
            yield other.source


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """Parts that one phrase can tell of: all of the same ports, and alike in all else."""

    ports: str
    beside: tuple[Source, ...]
    when: When
    at_times: bool
    sources: tuple[Source, ...]


def gathered(some: Iterable[Part]) -> list[Gathered]:
    """Parts of one source with all their ports, and then those of the same ports together."""
    by_source: dict[tuple[Source, tuple[Source, ...], When, bool], list[Part]] = {}
    for part in some:
        key = (part.source, part.beside, part.when, part.at_times)
        by_source.setdefault(key, []).append(part)
    by_ports: dict[tuple[str, tuple[Source, ...], When, bool], list[Source]] = {}
    for (source, beside, when, at_times), same in by_source.items():
        said = (_ports_of(same), beside, when, at_times)
        by_ports.setdefault(said, []).append(source)
    return [
        Gathered(ports=ports, beside=beside, when=when, at_times=at_times, sources=tuple(sources))
        for (ports, beside, when, at_times), sources in by_ports.items()
    ]


def _ports_of(parts: list[Part]) -> str:
    known: dict[str, list[Interval]] = {}
    texts = []
    for part in parts:
        if isinstance(part.ports, str):
            texts.append(of_ports(part.protocol, part.ports))
        else:
            known.setdefault(part.protocol, []).extend(part.ports)
    return listed([*(of_ports(name, merged(ports)) for name, ports in known.items()), *texts])
