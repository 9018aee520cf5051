"""The views at the end and of what is to come: summary and plan."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from generators.deploy import events as ev
from generators.deploy.previews import StepPreview
from generators.report.words import Row, changed, duration, head, table

_VERDICTS = {
    "create": "will be created",
    "recreate": "will be deleted and created anew",
    "update": "will be updated",
    "up to date": "is up to date",
    "not known yet": "changes are known after",
    "refused": "can have no change set",
    "busy": "has an operation in progress, which a deploy would wait for",
    "stuck": "takes no update as it is",
}


def summary(console: Console, ended: ev.Summary) -> None:
    """The table at the end: each stack, how long it took, what happened, and its outputs below."""
    rows: list[Row] = [head("Stack", "How long", "What happened")]
    for end in ended.ended:
        match end:
            case ev.StackFinished(stack=stack, outcome=outcome, seconds=seconds):
                left = f", left behind: {len(end.left)}" if end.left else ""
                what = Text(outcome, style="green").append(left, style="yellow")
                rows.append((stack, _long(seconds), what))
                rows += [(f"  {key}", "", value) for key, value in end.outputs.items()]
            case ev.StackFailed(stack=stack, declined=True):
                rows.append((stack, "", Text("not changed: nobody said yes", style="yellow")))
            case ev.StackFailed(stack=stack, seconds=seconds):
                status = f" ({end.status})" if end.status else ""
                rows.append((stack, _long(seconds), Text(f"failed{status}", style="red")))
            case ev.StackSkipped(stack=stack, because=because):
                why = f"skipped, as it waits for {', '.join(because)}"
                rows.append((stack, "", Text(why, style="yellow")))
    table(console, rows)


def _long(seconds: float) -> str:
    """How long it took; nothing where nothing was begun."""
    return duration(seconds) if seconds else ""


def plan(console: Console, steps: Iterable[StepPreview]) -> None:
    """What a deploy would do: the order, every parameter's source and value, the changes."""
    for number, step in enumerate(steps, 1):
        console.print(_plan_head(number, step))
        values = ((p.name, p.source, "…" if p.value is None else p.value) for p in step.parameters)
        table(console, [(f"     {name}", *rest) for name, *rest in values])
        for change in step.changes:
            console.print(Text("     ").append_text(changed(change)))
        if step.verdict == "update" and not step.changes:
            console.print("     no resource changes: outputs, tags or the like do")
        if step.unsettled:
            stacks = ", ".join(step.unsettled)
            note = f"the outputs of {stacks} may be others by then"
            console.print(Text(f"     {note}", style="yellow"))
        if step.reason:
            console.print(Text(f"     {step.reason}", style="red"))
        if step.replace:
            console.print(Text(f"     wants REPLACE={','.join(step.replace)}", style="yellow"))


def _plan_head(number: int, step: StepPreview) -> Text:
    status = f" ({step.status})" if step.status else ""
    after = f" {', '.join(step.after)}" if step.verdict == "not known yet" else ""
    line = Text(f"{number:>2}.  ").append(step.stack, style="bold")
    today = ", as things stand" if step.unsettled else ""
    return line.append(f"{status} {_VERDICTS[step.verdict]}{after}{today}")
