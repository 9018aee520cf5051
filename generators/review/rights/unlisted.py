"""Policies in properties that are not known to hold any: what they come to, only AWS can say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from generators.review.evaluate import Evaluated, Resource
from generators.review.model import Sense
from generators.review.nodes import Node, items, written
from generators.review.pair import Pair
from generators.review.rights import phrases, sentences
from generators.review.rights.bundles import Bundle, bundled
from generators.review.rights.clauses import ALWAYS, When, template_condition
from generators.review.rights.comparing import changes
from generators.review.rights.documents import rights_of
from generators.review.rights.grants import ITSELF, NONE, Rights, together
from generators.review.rights.permission_sets import PERMISSION_SET
from generators.review.rights.permitting import PERMITTING
from generators.review.rights.policies import PLACES, Path
from generators.review.rights.texts import document

_KNOWN_OTHERWISE = (PERMISSION_SET, *PERMITTING)

_FEW = 3

_Where = tuple[str, str]
"""A resource, and the way to a property of it."""


def told(pair: Pair) -> Iterator[tuple[str, Sense, str]]:
    """What the change of each such policy may mean; nothing of one that goes with its resource."""
    before, after = _policies(pair.before), _policies(pair.after)
    for name, where in sorted({*before, *after}):
        new = pair.after.resources.get(name)
        if new is not None:
            old = pair.before.resources.get(name)
            stays = old is not None and old.type == new.type
            was = before.get((name, where)) if stays else None
            for sense, words in _of(name, where, was, after.get((name, where)), stays=stays):
                yield name, sense, words


def _of(
    name: str, where: str, old: Rights | None, new: Rights | None, *, stays: bool
) -> Iterator[tuple[Sense, str]]:
    """One finding for all of a policy."""
    if new is None:
        if old is not None:
            words = f"has no policy in {where} any more, without which more may be allowed"
            yield Sense.WORSE, words
        return
    bundles = bundled(changes(old or NONE, new))
    worse = [one for one in bundles if one.sense is Sense.WORSE]
    texts = [_sentence(one, name) for one in worse or bundles]
    if worse:
        lead = "has another policy" if old is not None else "has a policy"
        now = "now has" if old is None and stays else "has"
        lead = lead.replace("has", now, 1)
        yield Sense.WORSE, f"{lead} in {where}, which may allow more: {_listed(texts)}"
    elif bundles and stays:
        yield Sense.BETTER, f"has another policy in {where}, which allows less: {_listed(texts)}"


def _sentence(bundle: Bundle, name: str) -> str:
    """What it says of others; one that names nobody is about whoever has it."""
    if ITSELF in bundle.principals:
        return sentences.of_holder("whoever has it", bundle)
    return sentences.of_resource(bundle, name)


def _listed(texts: list[str]) -> str:
    return phrases.listed(texts, _FEW)


def _policies(seen: Evaluated) -> dict[_Where, Rights]:
    found: dict[_Where, list[Rights]] = defaultdict(list)
    for name, resource in seen.resources.items():
        if not (resource.type.startswith("AWS::IAM::") or resource.type in _KNOWN_OTHERWISE):
            for path, when, policy in _within(resource.properties, (), ALWAYS):
                if path != _known(resource):
                    found[name, ".".join(path)].append(rights_of(policy, when))
    return {where: together(rights) for where, rights in found.items()}


def _known(resource: Resource) -> Path:
    return PLACES[resource.type].path if resource.type in PLACES else ()


def _within(node: Node, path: Path, when: When) -> Iterator[tuple[Path, When, Node]]:
    """The policies in a property, be they mappings or texts, each with its way and conditions."""
    match node:
        case {"Fn::If": [str(name), yes, no]}:
            yield from _within(yes, path, when | template_condition(name, "true"))
            yield from _within(no, path, when | template_condition(name, "false"))
        case list():
            for item in node:
                yield from _within(item, path, when)
        case str() | {"Fn::Sub": str()}:
            if '"Statement"' in written(node) and _is_policy(policy := document(node)):
                yield path, when, policy
        case dict() if _is_policy(node):
            yield path, when, node
        case dict():
            for key, inner in node.items():
                yield from _within(inner, (*path, key), when)


def _is_policy(node: Node) -> bool:
    """Whether it is in IAM's language: other rules have statements too, but none of an effect."""
    return isinstance(node, dict) and any(
        isinstance(one, dict) and "Effect" in one for one in items(node.get("Statement"))
    )
