"""A review for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from generators.report.review.alike import findings_alike, stacks_alike
from generators.report.review.markup import line
from generators.report.review.phrases import changes, counted, happens, listed, mark, reached, topic
from generators.report.review.tally import Phrase, phrases, tally, to_be_named
from generators.report.review.values import differing, short
from generators.review.model import (
    Action,
    Finding,
    PropertyChange,
    ResourceChange,
    Review,
    Sense,
    StackReview,
)

_SENSES = {Sense.WORSE: "yellow", Sense.BETTER: "green", Sense.NOTE: "cyan"}
_HAPPENS = {"added": "green", "changed": "", "new revision": ""}
_LINES = 20
"""Lines of a diff that are shown; Markdown and git show the rest."""


def terminal(console: Console, review: Review, base: str) -> None:
    """Print the verdict, what is worth a look, and each stack in the order of deploy."""
    _say(console, _verdict(review))
    _say(console, Text(f"compared with {line(base)}", style="dim"))
    findings = findings_alike(review.findings)
    for sense in Sense:
        for grave in (True, False):
            some = [one for one in findings if (one[0].sense, one[0].grave) == (sense, grave)]
            if some:
                console.print()
            for finding, names in some:
                _finding(console, finding, names)
    if names_to_give := to_be_named(tally(review)):
        console.print()
        asked = f"where nobody can be asked, a deploy will want REPLACE={line(names_to_give, 500)}"
        _say(console, Text(asked, style="dim"))
    for stack, names in stacks_alike(review.stacks):
        console.print()
        _stack(console, stack, names)


def _verdict(review: Review) -> Text:
    found = tally(review)
    if not review.stacks and not review.findings:
        return Text("Nothing changes.", style="bold green")
    said = [_phrase(phrase) for phrase in phrases(found)]
    if found.quiet:
        quiet = "Nothing is replaced, granted, opened or lost."
        said.insert(0, Text(quiet, style="bold green"))
    else:
        first = said[0].plain
        said[0] = Text(f"{first[0].upper()}{first[1:]}", style=said[0].style)
    reach = reached(found.stacks, review.unchanged) if found.stacks else ""
    where = ", ".join(filter(None, (reach, _named(found.environments))))
    return Text(" · ").join((*said, *([Text(where)] if where else [])))


def _phrase(said: Phrase) -> Text:
    what = said.count or listed([line(name, 100) for name in said.names], 4)
    style = "bold red" if said.grave else "bold yellow" if said.bad else ""
    return Text(f"{said.verb} {what}", style=style)


def _finding(console: Console, finding: Finding, names: Sequence[str]) -> None:
    style = "bold red" if finding.grave else _SENSES[finding.sense]
    said = Text(f"{topic(finding)}  ", style=style).append(_who(names), style="bold default")
    subject = f" · {line(finding.subject)}" if finding.subject else ""
    said.append(f"{subject}: ", style="bold default")
    where = f" (in {_named(finding.environments)})" if finding.environments else ""
    _say(console, said.append(line(finding.words, 1_000) + where, style="not bold default"))


def _stack(console: Console, stack: StackReview, names: Sequence[str]) -> None:
    head = Text(_who(names), style="bold").append(f": {changes(stack)}", style="not bold")
    where = f" · {_named(stack.environments)}" if stack.environments else ""
    _say(console, head.append(where, style="not bold dim"))
    for resource in stack.resources:
        _resource(console, resource, stack)
    for change in stack.others:
        _change(console, change, 2)
    for places, changed in stack.values.items():
        _say(console, Text(f"values in {_named(places)}"), 2)
        for change in changed:
            _change(console, change, 4)
    for service in (one for one in stack.services if one.what != "nothing"):
        why = f" ({line('; '.join(service.because), 1_000)})" if service.because else ""
        said = Text(f"{line(service.logical_id)} will notice: ").append(line(service.what), "bold")
        _say(console, said.append(why, "not bold"), 2)


def _resource(console: Console, resource: ResourceChange, stack: StackReview) -> None:
    what = happens(resource)
    said = Text(f"{line(resource.logical_id)} ").append(f"({line(resource.type)}) ", "dim")
    said.append(what, _HAPPENS.get(what, "yellow"))
    if resource.environments and set(resource.environments) != set(stack.environments):
        said.append(f" only in {_named(resource.environments)}")
    because = (*(resource.because if what != "new revision" else ()), *resource.refused)
    if because:
        said.append(f": {line('; '.join(because), 1_000)}")
    _say(console, said, 2)
    # Of a new stack everything is new: its template says it better.
    for change in () if stack.action is Action.ADDED else resource.properties:
        _change(console, change, 4, mark(change, resource))


def _change(console: Console, change: PropertyChange, indent: int, marked: str = "") -> None:
    said = Text(line(change.path))
    values = (None, None) if change.follows else short(change)
    if change.follows:
        said.append(f" follows {_named(change.follows)}")
    elif values and values != (None, None):
        shown = ["not set" if one is None else line(one) or '""' for one in values]
        said.append(": ").append(" → ".join(shown))
    if marked:
        said.append(f"  {marked}", "yellow")
    _say(console, said, indent)
    if values is None:
        for each in _diff(differing(change)):
            whole = console.soft_wrap  # in a file or a pipe no line is cut
            console.print(
                Text(" " * (indent + 2)).append_text(each), overflow="fold", soft_wrap=whole
            )


def _diff(lines: Iterator[str]) -> Iterator[Text]:
    every = list(lines)
    for each in every[:_LINES]:
        style = {"+": "green", "-": "red", "@": "cyan"}.get(each[:1], "dim")
        yield Text(line(each, 200), style)
    if len(every) > _LINES:
        yield Text(f"… {counted(len(every) - _LINES, 'more line')}", "dim")


def _named(names: Sequence[str]) -> str:
    return listed([line(name) for name in names])


def _who(names: Sequence[str]) -> str:
    shown = listed([line(name) for name in names], 4)
    return shown if len(names) == 1 else f"the same in {len(names)} stacks: {shown}"


def _say(console: Console, said: Text, indent: int = 0) -> None:
    """Print a paragraph; what has to be broken goes on under its own beginning."""
    if console.soft_wrap:
        console.print(Text(" " * indent).append_text(said))
        return
    width = max(20, console.width - indent - 2)
    for number, each in enumerate(said.wrap(console, width)):
        each.rstrip()
        console.print(Text(" " * (indent + (2 if number else 0))).append_text(each))
