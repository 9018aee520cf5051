"""The columns of a picture: which blocks stand in them in which order, and how high."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from generators.picture.blocks import block
from generators.picture.means import mean, rising
from generators.picture.model import Group
from generators.picture.places import APART, Place, spans
from generators.picture.sizes import cell_width


def placed(columns: Sequence[Sequence[Group]], environments: Sequence[str]) -> list[list[Place]]:
    """The places of each column, top down, each at its height."""
    reach = spans(columns)
    order: dict[str, float] = {}
    found: list[list[Place]] = []
    for i, groups in enumerate(columns):
        cell = cell_width(groups, environments)
        places = [Place(block=block(g, cell, environments, order), past="") for g in groups]
        places += [
            Place(block=None, past=source)
            for source, (low, high) in sorted(reach.items())
            if low <= i < high
        ]
        places = _ordered(places, order)
        rank = {s: n for n, place in enumerate(places) for s in sorted(place.stacks) if place.block}
        order |= {s: n / max(1, len(places) - 1) for s, n in rank.items()}
        found.append(places)
    return _settled(found)


def _ordered(places: Sequence[Place], order: Mapping[str, float]) -> list[Place]:
    """Those with the same parent together, in the order of what they take from."""

    def key(place: Place) -> tuple[float, float, str]:
        usual = mean((order[s] for s in sorted(place.sources) if s in order), 0.5)
        parent = place.block.group.members[0].parent if place.block else None
        return order.get(parent or "", usual), usual, _name(place)

    return sorted(places, key=key)


def _name(place: Place) -> str:
    return place.block.group.name if place.block else place.past


def _settled(columns: Sequence[Sequence[Place]]) -> list[list[Place]]:
    """The highest column as dense as can be; the others beside what they have to do with."""
    if not columns:
        return []
    tall = max(range(len(columns)), key=lambda i: sum(p.height + APART for p in columns[i]))
    found = [list(places) for places in columns]
    found[tall] = _at(found[tall], [0.0] * len(found[tall]))
    centre = mean((place.middle for place in found[tall]), 0)
    for i in range(tall - 1, -1, -1):
        after = _where([p for places in found[i + 1 : tall + 1] for p in places], givers=False)
        wanted = [
            mean((y for s in sorted(p.stacks) for y in after.get(s, ())), centre) for p in found[i]
        ]
        found[i] = _at(found[i], wanted)
    for i in range(tall + 1, len(found)):
        before = _where([p for places in found[:i] for p in places], givers=True)
        wanted = [
            mean((y for s in sorted(p.sources) for y in before.get(s, ())), centre)
            for p in found[i]
        ]
        found[i] = _at(found[i], wanted)
    top = min((place.y for places in found for place in places), default=0)
    return [[replace(place, y=place.y - top) for place in places] for places in found]


def _where(places: Sequence[Place], *, givers: bool) -> Mapping[str, list[float]]:
    """For each stack the heights where it is (`givers`), or where it is taken from."""
    found: dict[str, list[float]] = {}
    for place in places:
        for stack in sorted(place.stacks if givers else place.sources):
            found.setdefault(stack, []).append(place.middle)
    return found


def _at(places: Sequence[Place], wanted: Sequence[float]) -> list[Place]:
    """The places in their order, each as near to the middle that is wanted as others let it."""
    offsets, y = [], 0.0
    for place, following in zip(places, [*places[1:], None], strict=True):
        offsets.append(y + place.height / 2)
        thin = following and not place.block and not following.block
        y += place.height + (0 if thin else APART)
    shifts = rising([want - offset for want, offset in zip(wanted, offsets, strict=True)])
    return [
        replace(place, y=offset + shift - place.height / 2)
        for place, offset, shift in zip(places, offsets, shifts, strict=True)
    ]
