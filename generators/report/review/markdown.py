"""A review as Markdown for a comment on a pull request."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from generators.report.review.alike import findings_alike, stacks_alike
from generators.report.review.budget import Section, fitted
from generators.report.review.details import details, worth_folding
from generators.report.review.markup import code, prose
from generators.report.review.phrases import (
    changes,
    counted,
    listed,
    reached,
    topic,
    worth_a_look,
)
from generators.report.review.tally import Phrase, Tally, phrases, tally, to_be_named
from generators.review.model import Finding, Review, StackReview

MARKER = "<!-- ecs-stacks review -->"
"""The first line, by which a comment is found again."""

LIMIT = 65_536
"""What a comment on GitHub may hold, in characters; kept to in bytes, of which there are more."""

_FOR_NOTES = 3_000
_NAMED = 4
_LONGEST = 500
_FINDINGS = "**What to look at**\n\n| what | stack | resource | in words |\n|---|---|---|---|\n"
_STACKS = (
    "**Stacks, in the order of deploy**\n\n"
    "| stack | environments | changes | what runs will notice |\n|---|---|---|---|\n"
)


def markdown(review: Review, base: str, limit: int = LIMIT, notes: Sequence[str] = ()) -> str:
    """The review in at most so many bytes; `base` is what the change was compared with.

    `notes` say why it may not be what a deploy would do.
    """
    parts = fitted(_sections(review), cutting=(4, 2, 3, 1, 0), limit=limit - _FOR_NOTES)
    found = tally(review)
    grave, look, *rest = (part.text for part in parts)
    texts = (
        _warning(notes),
        verdict(review, found),
        _cut(parts, base),
        grave,
        look,
        _asked_for(found),
        *rest,
        f"<sub>Compared with {code(base, 80)}.</sub>",
    )
    return MARKER + "\n" + "\n\n".join(text for text in texts if text) + "\n"


def _warning(notes: Sequence[str]) -> str:
    lines = [f"> - {prose(note, 300)}" for note in notes[:_NAMED]]
    return "\n".join(("> [!WARNING]", *lines)) if notes else ""


def _asked_for(found: Tally) -> str:
    """What a deploy will ask for."""
    names = to_be_named(found)
    if not names or len(names) > _LONGEST:
        return ""
    return (
        f"Where nobody can be asked, a deploy will want {code(f'REPLACE={names}', _LONGEST + 10)}."
    )


def verdict(review: Review, found: Tally) -> str:
    """The first line: what a reviewer must not miss, by name or by count."""
    if not review.stacks and not review.findings:
        return "**Nothing changes.**"
    places = listed([code(name, 60) for name in found.environments])
    reach = reached(found.stacks, review.unchanged) if found.stacks else ""
    said = [_phrase(phrase) for phrase in phrases(found)]
    if found.quiet:
        said.insert(0, "**Nothing is replaced, granted, opened or lost.**")
    else:
        said[0] = f"**{said[0][2:3].upper()}{said[0][3:]}"
    return " · ".join(filter(None, (*said, ", ".join(filter(None, (reach, places))))))


def _phrase(said: Phrase) -> str:
    what = said.count or listed([code(name, 100) for name in said.names], _NAMED)
    return f"**{said.verb}** {what}" if said.bad else f"{said.verb} {what}"


def _sections(review: Review) -> tuple[Section, ...]:
    """What there is to tell, from the gravest to the smallest."""
    worse = [finding for finding in review.findings if worth_a_look(finding)]
    other = [finding for finding in review.findings if not worth_a_look(finding)]
    stacks = stacks_alike(review.stacks)
    opened = " open" if not worse and not stacks else ""
    told = counted(len(other), "thing" if opened else "more thing")
    folded = f"<details{opened}><summary>{told} to know</summary>\n\n"
    return (
        Section(
            called=("loss of state", "losses of state"),
            head="> [!CAUTION]\n",
            items=_grave(worse),
        ),
        Section(
            called=("finding", "findings"),
            head=_FINDINGS,
            items=_rows([finding for finding in worse if not finding.grave]),
        ),
        Section(
            called=("thing to know", "things to know"),
            head=folded + _FINDINGS.partition("\n\n")[2],
            items=_rows(other),
            tail="\n\n</details>",
        ),
        Section(
            called=("stack", "stacks"),
            head=_STACKS,
            items=tuple(_stack(stack, names) for stack, names in stacks),
        ),
        Section(
            called=("stack's details", "stacks' details"),
            items=tuple(details(one, names) for one, names in stacks if worth_folding(one)),
            between="\n\n",
            fold=True,
        ),
    )


def _grave(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(
        f"> - {_who(names)}{_subject(finding, ', ')}: {_words(finding)}"
        for finding, names in findings_alike(finding for finding in findings if finding.grave)
    )


def _rows(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(
        f"| {topic(finding)} | {_who(names)} | {_subject(finding)} | {_words(finding)} |"
        for finding, names in findings_alike(findings)
    )


def _subject(finding: Finding, before: str = "") -> str:
    """What in the stack a finding is about; nothing where it is the stack itself."""
    return before + code(finding.subject) if finding.subject else ""


def _words(finding: Finding) -> str:
    where = listed([code(name, 60) for name in finding.environments])
    return prose(finding.words) + (f" (in {where})" if where else "")


def _stack(stack: StackReview, names: Sequence[str]) -> str:
    places = listed([code(name, 60) for name in stack.environments])
    services = "; ".join(
        f"{code(service.logical_id, 80)}: {prose(service.what, 80)}"
        for service in stack.services[:6]
    )
    return f"| {_who(names)} | {places} | {changes(stack)} | {services} |"


def _who(names: Sequence[str]) -> str:
    """The stacks that a row is about."""
    shown = listed([code(name, 80) for name in names], 4)
    return shown if len(names) == 1 else f"the same in {len(names)} stacks: {shown}"


def _cut(parts: Sequence[Section], base: str) -> str:
    """What was cut, and how to see it."""
    gone = [counted(part.cut, *part.called) for part in parts if part.cut]
    if not gone:
        return ""
    command = code(f"make review BASE={shlex.quote(base)}", 200)
    return f"*Cut to fit into a comment: {listed(gone)}. {command} shows all of it.*"
