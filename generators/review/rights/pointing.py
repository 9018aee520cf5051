"""Findings about what runs with a role: another role is other rights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generators.review.model import Finding, Sense
from generators.review.rights import phrases, sentences
from generators.review.rights.bundles import bundled
from generators.review.rights.comparing import attachments, changes
from generators.review.rights.grants import Rights, together
from generators.review.rights.holders import Holder
from generators.review.rights.names import Key
from generators.review.rights.people import People
from generators.review.rights.uses import Use, uses

Keys = Sequence[Key]


def findings(people: People) -> Iterator[Finding]:
    """Whatever runs with another role than before."""
    before, after = uses(people.before), uses(people.after)
    for use in sorted({*before, *after}):
        told = _told(people, use, before.get(use, ()), after.get(use, ()))
        if told:
            yield people.finding(use.logical_id, *told)


def _told(people: People, use: Use, before: Keys, after: Keys) -> tuple[Sense, str] | None:
    if use.logical_id not in people.pair.after.resources:
        return None
    was = [key for key in before if key not in after and key not in people.renamed.values()]
    now = [key for key in after if key not in before and key not in people.renamed]
    if not was:
        now = [key for key in now if key not in people.new]
    match was, now:
        case [], []:
            return None
        case [], _:
            return Sense.WORSE, f"runs with {use.calling} {_names(now)} now{_unknown(people, now)}"
        case _, []:
            if after:
                return Sense.BETTER, f"no longer runs with {use.calling} {_names(was)}"
            return Sense.BETTER, f"has no {use.calling} any more, before {_names(was)}"
    return _exchanged(people, use, was, now)


def _exchanged(people: People, use: Use, was: Keys, now: Keys) -> tuple[Sense, str] | None:
    lead = f"its {use.calling} is now {_names(now)} in place of {_names(was)}"
    old, new = _made(people.before.all, was), _made(people.after.all, now)
    if old is None or new is None:
        return Sense.WORSE, f"{lead}; whether that may more cannot be seen here"
    told = [*_differences(old, new)]
    if not told:
        return None
    sense = Sense.WORSE if Sense.WORSE in [sense for sense, _ in told] else Sense.BETTER
    texts = [words for _, words in sorted(told, key=lambda one: one[0] is not Sense.WORSE)]
    return sense, f"{lead}: {phrases.listed(texts)}"


def _made(all_: Mapping[Key, Holder], keys: Keys) -> Rights | None:
    """What roles that the stack makes may; None if one of them is made elsewhere."""
    holders = [all_.get(key) for key in keys]
    if any(one is None or one.resource is None for one in holders):
        return None
    return together(one.rights for one in holders if one)


def _differences(old: Rights, new: Rights) -> Iterator[tuple[Sense, str]]:
    for policy, sense in attachments(old, new):
        yield sense, sentences.of_attached("it", policy, sense)
    for bundle in bundled(changes(old, new)):
        yield bundle.sense, sentences.of_holder("it", bundle)


def _names(keys: Keys) -> str:
    return phrases.several(key.name for key in keys)


def _unknown(people: People, keys: Keys) -> str:
    made = people.after.all
    return "" if all(key in made and made[key].resource for key in keys) else ", made elsewhere"
