"""Findings about roles, users and groups: what they may, and who may act as them."""

from __future__ import annotations

from collections.abc import Iterator

from generators.review.model import Finding, Sense
from generators.review.rights import phrases, sentences
from generators.review.rights.bundles import bundled
from generators.review.rights.comparing import attachments, changes
from generators.review.rights.grants import NONE, Rights
from generators.review.rights.holders import Holder
from generators.review.rights.names import Key
from generators.review.rights.people import People

_LOGGING = ("logs:createlogstream", "logs:putlogevents")

_Told = Iterator[tuple[Sense, str]]


def findings(people: People) -> Iterator[Finding]:
    """Everyone who is new, gone, or may more or less than before."""
    for key in people.new:
        sense, words = _new(people, key)
        yield people.finding(key.name, sense, words)
    for key in people.gone:
        yield people.finding(key.name, Sense.BETTER, _gone(people, key))
    for key, before, after in people.others():
        who = people.who(key)
        for told in (_rights, _trust, _boundary):
            for sense, words in told(who, before, after):
                yield people.finding(key.name, sense, words)


def _new(people: People, key: Key) -> tuple[Sense, str]:
    holder = people.after.all[key]
    able = _able(holder.rights)
    trusted = phrases.trusted(holder.trust.allows)
    bounds = f" within the permissions boundary {holder.boundary}" if holder.boundary else ""
    lead = f"a new {people.called(key)}{trusted}"
    if not able:
        return Sense.NOTE, f"{lead} is given no rights of its own"
    sense = Sense.NOTE if _only_logs(people, holder) else Sense.WORSE
    return sense, f"{lead} may{bounds} {phrases.listed(able)}"


def _only_logs(people: People, holder: Holder) -> bool:
    """Whether a service of AWS may write a log group of this stack, and that is all there is."""
    groups = [
        f"${{{name}.Arn}}"
        for name, one in people.pair.after.resources.items()
        if one.type == "AWS::Logs::LogGroup"
    ]
    return (
        not holder.rights.attached
        and all("amazonaws.com" in one.principal.pattern for one in holder.trust.allows)
        and all(
            one.action.pattern.lower() in _LOGGING and one.resource.pattern in groups
            for one in holder.rights.allows
        )
    )


def _gone(people: People, key: Key) -> str:
    able = _able(people.before.all[key].rights)
    could = f"; it could {phrases.listed(able)}" if able else "; it had no rights of its own"
    return f"the {people.called(key)} is removed{could}"


def _able(rights: Rights) -> list[str]:
    """What somebody may that nothing denies."""
    allows = [change.grant for change in changes(NONE, rights) if not change.denies]
    return sentences.in_short(allows, rights.attached)


def _rights(who: str, before: Holder, after: Holder) -> _Told:
    for policy, sense in attachments(before.rights, after.rights):
        yield sense, sentences.of_attached(who, policy, sense)
    for bundle in bundled(changes(before.rights, after.rights)):
        yield bundle.sense, sentences.of_holder(who, bundle)


def _trust(who: str, before: Holder, after: Holder) -> _Told:
    for bundle in bundled(changes(before.trust, after.trust)):
        yield bundle.sense, sentences.of_trust(who, bundle)


def _boundary(who: str, before: Holder, after: Holder) -> _Told:
    old, new = before.boundary, after.boundary
    if new and not old:
        yield Sense.BETTER, f"{who} now stays within a permissions boundary, {new}"
    elif old and not new:
        yield Sense.WORSE, f"{who} no longer stays within a permissions boundary (before: {old})"
    elif before.bounded is not None and after.bounded is not None:
        for bundle in bundled(changes(before.bounded, after.bounded)):
            words = sentences.of_holder("its permissions boundary", bundle)
            yield bundle.sense, f"{who} has other bounds: {words}"
    elif old != new:
        yield Sense.WORSE, f"{who} stays within another permissions boundary, {new}, before {old}"
