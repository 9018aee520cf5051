"""Each event as a line or a few, as it comes."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from generators.deploy import events as ev
from generators.report.words import changed, coloured, duration

_STARTS = {
    "create": "creating",
    "update": "updating",
    "delete": "deleting",
    "cancel": "cancelling its update",
    "roll back": "rolling back its update",
}


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
        case ev.Explained() | ev.Noted():
            return _said(event)
        case ev.TimedOut() | ev.Waiting():
            return [_delayed(event)]
        case ev.ReplacementsFound(stack=stack, changes=changes):
            head = Text(
                f"{stack}: this change replaces or removes resources, or may do so:", style="yellow"
            )
            return [head, *(Text("  ").append_text(changed(change)) for change in changes)]
        case ev.StackFinished():
            return _finished(event)
        case ev.StackSkipped(stack=stack, because=because):
            return [Text(f"{stack}: skipped, as it waits for {', '.join(because)}", style="yellow")]
        case ev.Interrupted():
            return _interrupted(event)


def _delayed(event: ev.TimedOut | ev.Waiting) -> str | Text:
    if isinstance(event, ev.Waiting):
        return f"{event.stack}: {event.status}, waiting for that to end"
    long = f"{event.stack}: still {event.status} after {duration(event.seconds)}"
    done = "cancelling it, which rolls it back" if event.cancelled else "it is left to itself"
    return Text(f"{long} (TIMEOUT=): {done}", style="yellow")


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


def _finished(event: ev.StackFinished) -> list[str | Text]:
    if event.outcome in ("up to date", "nothing to delete"):
        return [f"{event.stack}: {event.outcome}"]
    took = f"{event.stack}: {event.outcome} in {duration(event.seconds)}"
    return [Text(took, style="green"), *_left(event.left)]


def _said(event: ev.Explained | ev.Noted) -> list[str | Text]:
    if isinstance(event, ev.Noted):
        text = f"{event.stack}: {event.text}" if event.stack else event.text
        return [Text(text, style="yellow")]
    from generators.report.why import lines  # only what goes wrong needs it

    what = "why it fails" if event.failed else "a service has not settled yet"
    return [Text(f"{event.stack}: {what}:", style="bold"), *lines(event.explanation)]


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
