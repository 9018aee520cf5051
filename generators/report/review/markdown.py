"""A review as Markdown for a comment on a pull request."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from generators.report.review.alike import findings_alike, stacks_alike
from generators.report.review.budget import Section, fitted
from generators.report.review.details import details, worth_folding
from generators.report.review.markup import code, prose
from generators.report.review.phrases import changes, counted, listed, reached, topic
from generators.report.review.tally import Tally, phrases, tally
from generators.review.model import Finding, Review, Sense, StackReview

MARKER = "<!-- ecs-stacks review -->"
"""The first line, by which a comment is found again."""

LIMIT = 65_536
"""What a comment on GitHub may hold, in characters; kept to in bytes, of which there are more."""

_FOR_NOTES = 2_000
_FINDINGS = "| what | stack | resource | in words |\n|---|---|---|---|\n"
_STACKS = "| stack | environments | changes | what runs will notice |\n|---|---|---|---|\n"


def markdown(review: Review, base: str, limit: int = LIMIT) -> str:
    """The review in at most so many bytes; `base` is what the change was compared with."""
    whole = _sections(review)
    parts = fitted(whole, cutting=(4, 2, 3, 1, 0), limit=limit - _FOR_NOTES)
    found = tally(review)
    compared = f"<sub>Compared with {code(base, 80)}.</sub>"
    texts = (verdict(review, found), _note(parts, base), *(part.text for part in parts), compared)
    return MARKER + "\n" + "\n\n".join(text for text in texts if text) + "\n"


def verdict(review: Review, found: Tally) -> str:
    """The first line: what is at risk by name, then how much of each."""
    if not review.stacks and not review.findings:
        return "**Nothing changes.**"
    places = listed([code(name, 60) for name in found.environments])
    reach = reached(found.stacks, review.unchanged)
    if found.quiet:
        where = f" in {places}" if places else ""
        verb = "changes" if found.stacks == 1 else "change"
        changed = f" {reach} {verb}{where}." if found.stacks else ""
        return f"**Nothing is replaced, granted, opened or lost.**{changed}"
    parts = [
        f"**{said.verb}** {said.object}" if said.bad else f"{said.verb} {said.object}"
        for said in phrases(found)
    ]
    if found.stacks:
        parts.append(f"{reach}, {places}" if places else reach)
    if found.stateful:
        names = [code(f"{stack}.{name}", 100) for stack, name in found.stateful]
        parts.insert(0, f"**State at risk: {listed(names, 5)}**")
    return " · ".join(parts)


def _sections(review: Review) -> tuple[Section, ...]:
    """What there is to tell, from the gravest to the smallest."""
    worse = [finding for finding in review.findings if finding.sense is Sense.WORSE]
    other = [finding for finding in review.findings if finding.sense is not Sense.WORSE]
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
            head=folded + _FINDINGS,
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


def _note(parts: Sequence[Section], base: str) -> str:
    """What was cut, and how to see it."""
    gone = [counted(part.cut, *part.called) for part in parts if part.cut]
    if not gone:
        return ""
    command = code(f"make review BASE={shlex.quote(base)}", 200)
    return f"*Cut to fit into a comment: {listed(gone)}. {command} shows all of it.*"
