"""Each event as a line or a few, as it comes."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from generators.deploy import events as ev
from generators.report.words import changed, coloured, duration

_STARTS = {"create": "creating", "update": "updating", "delete": "deleting"}


class Progress:
    """Prints each event as it comes; it is the `emit` that the engine wants."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def __call__(self, event: ev.Event) -> None:
        """Print what the event says, in a line or a few."""
        for line in _lines(event):
            self._console.print(line)


def _lines(event: ev.Event) -> list[str | Text]:
    match event:
        case ev.ResourceEvent():
            return [_resource(event)]
        case ev.StackStarted():
            return [_started(event)]
        case ev.StackFailed():
            return _failed(event)
        case ev.Waiting(stack=stack, status=status):
            return [f"{stack}: {status}, waiting for that to end"]
        case ev.ReplacementsFound(stack=stack, changes=changes):
            head = Text(
                f"{stack}: this change replaces or removes resources, or may do so:", style="yellow"
            )
            return [head, *(Text("  ").append_text(changed(change)) for change in changes)]
        case ev.StackFinished(stack=stack, outcome="up to date" | "nothing to delete" as outcome):
            return [f"{stack}: {outcome}"]
        case ev.StackFinished(stack=stack, outcome=outcome, seconds=seconds):
            done = Text(f"{stack}: {outcome} in {duration(seconds)}", style="green")
            return [done, *_left(event.left)]
        case ev.StackSkipped(stack=stack, because=because):
            return [Text(f"{stack}: skipped, as it waits for {', '.join(because)}", style="yellow")]
        case ev.Interrupted():
            return _interrupted(event)


def _started(event: ev.StackStarted) -> str:
    if event.action == "recreate":
        return (
            f"{event.stack}: {event.status}, which holds no resources and takes no update:"
            " deleting it and creating it anew"
        )
    return f"{event.stack}: {_STARTS[event.action]}"


def _failed(event: ev.StackFailed) -> list[str | Text]:
    status = f" ({event.status})" if event.status else ""
    what, style = ("not changed", "yellow") if event.declined else ("failed", "bold red")
    lines: list[str | Text] = [Text(f"{event.stack}: {what}{status}: {event.reason}", style=style)]
    if cause := event.cause:
        lines.append(f"  {cause.logical_id} ({cause.type}) {cause.status}: {cause.reason}")
    if event.advice:
        lines.append(f"  {event.advice}")
    return lines


def _left(left: tuple[ev.Cause, ...]) -> list[Text]:
    lines = [f"  {one.logical_id} ({one.type}): {one.reason}" for one in left]
    head = ["  No longer the stack's, but not deleted either; delete by hand:"] if left else []
    return [Text(line, style="yellow") for line in [*head, *lines]]


def _interrupted(event: ev.Interrupted) -> list[str | Text]:
    lines: list[str | Text] = [Text("Interrupted.", style="bold yellow")]
    if event.running:
        running = ", ".join(event.running)
        lines.append(f"  CloudFormation is still at work on {running}, and goes on without us.")
    if event.waiting:
        lines.append(f"  Not begun: {', '.join(event.waiting)}.")
    if event.resumable:
        lines.append("  Run the same command again: it waits for what runs and goes on from there.")
    return lines


def _resource(event: ev.ResourceEvent) -> Text:
    at = event.at.astimezone().strftime("%H:%M:%S")
    status = coloured(event.status)
    status.pad_right(len("CREATE_IN_PROGRESS") - len(event.status))
    line = Text(f"{at}  {event.stack}  ").append_text(status).append(f"  {event.logical_id}")
    return line.append(f"  {event.reason}", style="dim") if event.reason else line
