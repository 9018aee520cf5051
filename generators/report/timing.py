"""The record of a deploy for people: the critical path in words, all of it as a timeline."""

from __future__ import annotations

from dataclasses import replace

from rich.console import Console
from rich.text import Text

from generators.deploy.records import (
    FAILED,
    SKIPPED,
    UNFINISHED,
    Record,
    ResourceRun,
    StackRun,
    critical_path,
)
from generators.picture.bars import Bar, Span, Timeline
from generators.report.words import duration


def took(console: Console, record: Record) -> None:
    """How long all of it took, and which stacks decided that; nothing where nothing was done."""
    path = critical_path(record)
    if not path:
        return
    line = Text(f"{duration(record.seconds)} in all", style="bold")
    if len(path) > 1:
        line.append(f", decided by {_chain(path, record.seconds)}", style="not bold")
    console.print(line)


def timeline(record: Record) -> Timeline:
    """The picture's own nouns for it."""
    path = critical_path(record)
    at = f"{record.at.astimezone():%Y-%m-%d %H:%M}"
    began = [run for run in record.stacks if run.began is not None]
    still = [run for run in record.stacks if run.began is None]
    return Timeline(
        title=f"{record.environment} · {at} · {duration(record.seconds)}",
        note=f"decided by {_chain(path, record.seconds)}" if len(path) > 1 else "",
        seconds=record.seconds,
        bars=tuple(_bar(run, record.seconds, run in path) for run in sorted(began, key=_order)),
        footer=" · ".join(_rest(still)),
    )


def _chain(path: tuple[StackRun, ...], end: float) -> str:
    """What had not ended counts up to the end of what is known."""
    known = (replace(run, ended=end) if run.ended is None else run for run in path)
    return " → ".join(f"{run.stack} {duration(run.seconds)}" for run in known)


def _order(run: StackRun) -> float:
    return run.began or 0.0


def _bar(run: StackRun, end: float, critical: bool) -> Bar:
    began, ended = run.began or 0.0, end if run.ended is None else run.ended
    looks = {FAILED: "failed", UNFINISHED: "running"}
    return Bar(
        name=run.stack,
        note=f"{run.outcome} {'after' if run.outcome == FAILED else 'in'} {duration(ended - began)}"
        if run.outcome != UNFINISHED
        else "was going on when we left",
        began=began,
        ended=ended,
        look=looks.get(run.outcome, "done"),
        critical=critical,
        spans=tuple(_span(one, ended) for one in run.resources),
    )


def _span(one: ResourceRun, end: float) -> Span:
    ended = end if one.ended is None else one.ended
    what = "failed after" if one.failed else "took" if one.ended is not None else "had not ended in"
    return Span(
        name=one.logical_id,
        title=f"{one.logical_id} ({one.type}) {what} {duration(ended - one.began)}",
        began=one.began,
        ended=ended,
        look="failed" if one.failed else "done" if one.ended is not None else "running",
    )


def _rest(still: list[StackRun]) -> list[str]:
    """The stacks without a bar, by what became of them."""
    words = {SKIPPED: "skipped", FAILED: "failed at once", UNFINISHED: "not begun"}
    found: dict[str, list[str]] = {}
    for run in still:
        found.setdefault(words.get(run.outcome, run.outcome), []).append(run.stack)
    return [f"{word}: {', '.join(names)}" for word, names in found.items()]
