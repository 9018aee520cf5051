"""A rule's priority among all rules of a load balancer, worked out of its hosts and paths alone.

A load balancer tries its rules by priority, from 1 to 50000, so that the more specific of two must
have the lower number. The numbers are divided into bands:

    hosts          paths      numbers
    all exact      all exact      1 -  2000
    all exact      patterns    2001 - 14000   by weight
    all exact      none       14001 - 24000
    patterns       any        24001 - 36000   by weight
    none           all exact  36001 - 38000
    none           patterns   38001 - 50000   by weight

The weight of a pattern is 2 for each character that stands for itself and 1 for each `?`: whatever
matches less weighs no less. Of several patterns the lightest counts.

- Patterns of paths weigh 255 to 1, the heaviest first. Even weights up to 48 (24 of them, which is
  what people write) have 400 numbers each, the other 231 have 10 each: 24 * 400 + 231 * 10 = 11910.
- Where hosts are patterns, host and path weigh together: the host 255 to 0, the path 256 if it is
  exact, as above if it is a pattern, 0 if there is none. These are 512 weights, 511 to 0, with 23
  numbers each: 512 * 23 = 11776.

Within its band a rule has the number that a hash of its hosts and paths falls on: the same in every
run, whatever other services there are. Two rules may fall on one number; one of them then has to
say its `priority`. A `${Name}` in a host counts as a character that stands for itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from hashlib import sha256

from generators.parts.text import as_written
from generators.stacks.service.spec.rule import RuleSpec

EXACT = 256
"""More than any pattern of 128 characters weighs."""

_COMMON = range(2, 49, 2)


def priority(rule: RuleSpec) -> int:
    """The number that is given, or one of the rule's band."""
    if rule.priority is not None:
        return rule.priority
    said = [sorted({host.casefold() for host in _hosts(rule)}), sorted(set(rule.paths))]
    digest = sha256(json.dumps(said).encode()).digest()
    numbers = band(rule)
    return numbers[int.from_bytes(digest) % len(numbers)]


def band(rule: RuleSpec) -> range:
    """The numbers among which the rule has its place if none is given."""
    hosts, path = _weight(_hosts(rule)), _weight(rule.paths)
    if rule.hosts and hosts < EXACT:
        return _from(24_001 + (2 * EXACT - 1 - hosts - path) * 23, 23)
    if not rule.paths:
        return _from(14_001, 10_000)
    if path == EXACT:
        return _from(1 if rule.hosts else 36_001, 2_000)
    before = sum(map(_width, range(path + 1, EXACT)))
    return _from((2_001 if rule.hosts else 38_001) + before, _width(path))


def _hosts(rule: RuleSpec) -> list[str]:
    return [re.sub(r"\$\{[^}]*\}", "$", as_written(host)) for host in rule.hosts]


def _from(first: int, count: int) -> range:
    return range(first, first + count)


def _width(weight: int) -> int:
    return 400 if weight in _COMMON else 10


def _weight(values: Iterable[str]) -> int:
    """Of the lightest; 0 if there are none."""
    return min(map(_weight_of_one, values), default=0)


def _weight_of_one(value: str) -> int:
    if "*" not in value and "?" not in value:
        return EXACT
    return sum({"*": 0, "?": 1}.get(character, 2) for character in value)
