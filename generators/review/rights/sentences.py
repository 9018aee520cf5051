"""What changes of rights mean, in sentences."""

from __future__ import annotations

from collections.abc import Iterable

from generators.review.model import Sense
from generators.review.rights import phrases
from generators.review.rights.bundles import Bundle, granted
from generators.review.rights.escalation import hint
from generators.review.rights.grants import ITSELF, Attached, Grant
from generators.review.rights.phrases import only_if

_FEW = 3

_LOUD = {
    "PowerUserAccess": "do anything but manage users and roles",
    "IAMFullAccess": "manage all users, roles and policies, and so give itself any right",
}
"""What some policies of AWS come to."""


def of_holder(who: str, bundle: Bundle) -> str:
    """What somebody may now do, or not any more."""
    if bundle.denies:
        return _denied(who, _deeds(bundle), bundle) + _rest(bundle)
    told = _allowed(who, _able(bundle), bundle) + _rest(bundle)
    return told + (hint(bundle.actions) if bundle.new and not bundle.passes_roles else "")


def of_resource(bundle: Bundle, itself: str) -> str:
    """What others may now do with something, by a policy that stands on it."""
    who = phrases.principals(bundle.principals)
    on = phrases.resources(bundle.resources, itself)
    if bundle.denies:
        deeds = f"{phrases.actions(bundle.actions)} on {on}"
        who = "everyone" if who == "anyone" else who
        if who == "everyone" and not bundle.new and not bundle.others:
            return f"nobody is denied {deeds} any more{only_if(bundle.when)}{_rest(bundle)}"
        return _denied(who, deeds, bundle, plural=_is_plural(bundle)) + _rest(bundle)
    return _allowed(who, f"{phrases.may(bundle.actions)} on {on}", bundle) + _rest(bundle)


def of_trust(who: str, bundle: Bundle) -> str:
    """Who may now act as a role, or not any more."""
    if bundle.denies or not any(_assumes(action.pattern) for action in bundle.actions):
        return of_resource(bundle, who)
    return _allowed(who, f"be assumed by {phrases.principals(bundle.principals)}", bundle)


def of_attached(who: str, policy: Attached, sense: Sense) -> str:
    """A policy made elsewhere that somebody now has, or has no more."""
    name = policy.name.rpartition("policy/")[2].rpartition("/")[2]
    modal = "may now" if sense is Sense.WORSE else "may no longer"
    if policy.name.startswith("group "):
        return f"{who} {modal} do all that {policy.name} may{only_if(policy.when)}"
    if policy.name.startswith("arn:aws:iam::aws:policy/") and name in _LOUD:
        return f"{who} {modal} {_LOUD[name]} ({name}){only_if(policy.when)}"
    kind = "AWS's policy" if policy.name.startswith("arn:aws:iam::aws:") else "the policy"
    told = name if kind == "AWS's policy" else policy.name
    full = ", full access to a service" if told.endswith("FullAccess") else ""
    return f"{who} {modal} do all that {kind} {told} allows{full}{only_if(policy.when)}"


def in_short(grants: Iterable[Grant], attached: Iterable[Attached]) -> list[str]:
    """What somebody may, each right in a few words."""
    names = [one.name.removeprefix("arn:aws:iam::aws:policy/") for one in attached]
    return [
        *(_able(one) + only_if(one.when) + _remarks(one) for one in granted(grants)),
        *(
            f"do all that {name} {'may' if name.startswith('group ') else 'allows'}"
            for name in sorted(names)
        ),
    ]


def _deeds(bundle: Bundle) -> str:
    return f"{phrases.actions(bundle.actions)} on {phrases.resources(bundle.resources)}"


def _able(bundle: Bundle) -> str:
    if not bundle.passes_roles:
        return f"{phrases.may(bundle.actions)} on {phrases.resources(bundle.resources)}"
    every = any(one.is_all for one in bundle.resources)
    roles = "any role" if every else phrases.resources(bundle.resources)
    return f"pass {roles}, and so its rights, to services (iam:PassRole)"


def _allowed(who: str, able: str, bundle: Bundle) -> str:
    if not bundle.others:
        return f"{who} may {'now' if bundle.new else 'no longer'} {able}{only_if(bundle.when)}"
    if bundle.new:
        now = only_if(bundle.when) or " without a condition"
        return f"{who} may now {able}{now}, until now only{only_if(*bundle.others)}"
    return f"{who} may now {able} only{only_if(*bundle.others)}{_before(bundle)}"


def _denied(who: str, deeds: str, bundle: Bundle, *, plural: bool = False) -> str:
    verb = "are" if plural else "is"
    if not bundle.others:
        now = "now" if bundle.new else "no longer"
        return f"{who} {verb} {now} denied {deeds}{only_if(bundle.when)}"
    if bundle.new:
        now = only_if(bundle.when) or " in any case"
        return f"{who} {verb} now denied {deeds}{now}, until now only{only_if(*bundle.others)}"
    return f"{who} {verb} now denied {deeds} only{only_if(*bundle.others)}{_before(bundle)}"


def _before(bundle: Bundle) -> str:
    return f", until now{only_if(bundle.when)}" if bundle.when else ""


def _rest(bundle: Bundle) -> str:
    """What was there before of what is new, or is left of what is gone; and why it is so wide."""
    parts = [_part(one, bundle) for one in granted(bundle.parts)]
    lead = "until now" if bundle.new else "still denied" if bundle.denies else "left of it"
    told = f" ({lead}: {phrases.listed(parts, _FEW)})" if parts else ""
    return told + (_remarks(bundle) if bundle.new and not bundle.denies else "")


def _remarks(bundle: Bundle) -> str:
    return f" ({'; '.join(bundle.remarks)})" if bundle.remarks else ""


def _part(part: Bundle, of: Bundle) -> str:
    """A part, in what it differs from the whole."""
    do = part.actions if part.actions != of.actions else ()
    on = part.resources if part.resources not in (of.resources, (ITSELF,)) else ()
    by = part.principals if part.principals != of.principals else ()
    pieces = [
        phrases.actions(do) if do else "",
        f"on {phrases.resources(on)}" if on else "",
        f"by {phrases.principals(by)}" if by else "",
        f"if {phrases.condition(part.when)}" if part.when != of.when else "",
    ]
    return " ".join(filter(None, pieces))


def _is_plural(bundle: Bundle) -> bool:
    return len(bundle.principals) > 1 and not any(one.is_all for one in bundle.principals)


def _assumes(action: str) -> bool:
    return action == "*" or action.lower().startswith(("sts:assume", "sts:*"))
