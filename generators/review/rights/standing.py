"""Findings about policies that stand on a resource: what others may do with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from generators.review.evaluate import Evaluated, Resource
from generators.review.model import Finding, Sense, Topic
from generators.review.pair import Pair
from generators.review.rights import permission_sets, phrases, sentences, unlisted
from generators.review.rights.bundles import Bundle, bundled
from generators.review.rights.clauses import ALWAYS, Clause, When, template_condition
from generators.review.rights.comparing import changes
from generators.review.rights.documents import rights_of
from generators.review.rights.grants import ITSELF, NONE, Grant, Rights, together
from generators.review.rights.permitting import PERMITTING, permission
from generators.review.rights.policies import PLACES, Place, at
from generators.review.rights.texts import alternatives, referred, said
from generators.review.settings import shown

_EVERY = ("execute-api:/*", "execute-api:/*/*/*")
"""How the policy of an API names all of it."""

_LONG = 60
"""How much of a policy is told that is none, but a reference."""

_VIA_MOUNT_TARGET = "elasticfilesystem:accessedviamounttarget"
"""What a policy may ask for of a file system's clients, which all of them come by."""


def findings(pair: Pair) -> Iterator[Finding]:
    """What others may do with each resource that they could not, and the other way round."""
    told = (_of_places, unlisted.told, permission_sets.told)
    for name, sense, words in (one for each in told for one in each(pair)):
        yield Finding(topic=Topic.RIGHTS, sense=sense, stack=pair.stack, subject=name, words=words)


def _of_places(pair: Pair) -> Iterator[tuple[str, Sense, str]]:
    before, after = _standing(pair.before, pair.after), _standing(pair.after, pair.before)
    for name in sorted({*before, *after}):
        old, new = before.get(name, NONE), after.get(name, NONE)
        for policy in sorted(one.name for one in new.attached - old.attached):
            words = "has a policy now that cannot be read here, and may allow more"
            yield name, Sense.WORSE, f"{words}: {shown(policy[:_LONG])}"
        bundles = bundled(changes(old, new))
        for sense, words in _told(pair, name, bundles):
            yield name, sense, words


def _told(pair: Pair, name: str, bundles: list[Bundle]) -> Iterator[tuple[Sense, str]]:
    """One finding for what is new or gone as a whole, else one for each difference."""
    was, is_ = name in pair.before.resources, name in pair.after.resources
    texts = [sentences.of_resource(one, name) for one in bundles if not one.denies]
    if was == is_:
        through = "through it, " if is_ and _place(pair.after.resources[name]).filters else ""
        for one in bundles:
            yield one.sense, f"{through}{sentences.of_resource(one, name)}"
    elif is_ and texts:
        yield Sense.WORSE, f"is new: {phrases.listed(texts)}"
    elif was and texts:
        yield Sense.BETTER, f"is removed: {phrases.listed(texts)}"


def _standing(seen: Evaluated, other: Evaluated) -> dict[str, Rights]:
    """What stands on each resource, by its logical id, or its name if it is made elsewhere."""
    found: dict[str, list[Rights]] = defaultdict(list)
    for name, resource in seen.resources.items():
        stays = name in other.resources and other.resources[name].type == resource.type
        for on, rights in _of(resource, stays=stays):
            found[on].append(rights)
    return {name: together(rights) for name, rights in found.items()}


def _of(resource: Resource, *, stays: bool) -> Iterator[tuple[str, Rights]]:
    """What is said of each resource that a policy stands on.

    What holds without a policy counts for what stays alone: it is no finding of something new.
    """
    place = _place(resource)
    if place.filters and not stays:
        return
    for when, on in _targets(resource, place.on):
        yield on, together(_said(resource, place, when, stays=stays))


def _place(resource: Resource) -> Place:
    return PLACES.get(resource.type) or Place(path=(), on=PERMITTING.get(resource.type, ""))


def _targets(resource: Resource, on: str) -> Iterator[tuple[When, str]]:
    """What a policy stands on; itself, where it does not say."""
    under = template_condition(resource.condition, "true") if resource.condition else ALWAYS
    if on not in resource.properties:
        yield under if on else ALWAYS, resource.logical_id
    for when, target in alternatives(resource.properties.get(on), under):
        yield when, referred(target) or said(target)


def _said(resource: Resource, place: Place, when: When, *, stays: bool) -> Iterator[Rights]:
    if resource.type in PERMITTING:
        yield _on_itself(rights_of(permission(resource), when))
    if resource.type not in PLACES:
        return
    for under, policy in at(resource.properties, place.path, when):
        if policy is not None:
            rights = rights_of(policy, under)
            yield rights if place.wide else _on_itself(rights)
        elif stays:
            open_ = (replace(one, when=one.when | under) for one in place.without.allows)
            yield Rights(allows=frozenset(open_))


def _on_itself(rights: Rights) -> Rights:
    """Every resource, in a policy that stands on one, is that one."""

    def narrowed(grants: frozenset[Grant]) -> frozenset[Grant]:
        return frozenset(_narrowed(one) for one in grants)

    return replace(rights, allows=narrowed(rights.allows), denies=narrowed(rights.denies))


def _narrowed(grant: Grant) -> Grant:
    every = grant.resource.is_all or grant.resource.pattern in _EVERY
    when = frozenset(one for one in grant.when if not _is_always_so(one))
    return replace(grant, resource=ITSELF if every else grant.resource, when=when)


def _is_always_so(clause: Clause) -> bool:
    return clause.key.lower() == _VIA_MOUNT_TARGET and clause.values == {"true"}
