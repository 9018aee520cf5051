"""Lines of logs, each after what wrote it."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from generators.deploy.tailing import Line

_STYLES = ("cyan", "magenta", "green", "yellow", "blue", "bright_black")


class LogView:
    """Prints each line after its time, its container and the beginning of its task.

    A stream of ECS is called prefix/container/task; any other is told by its name.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._styles: dict[str, str] = {}

    def __call__(self, line: Line) -> None:
        """Print one line."""
        writer = self._writer(line.stream)
        style = self._styles.setdefault(writer, _STYLES[len(self._styles) % len(_STYLES)])
        shown = Text(f"{line.at.astimezone():%H:%M:%S} ", style="dim")
        shown.append(f"{writer}  ", style=f"not dim {style}")
        # What a container writes may hold colours of its own, and anything else.
        self._console.print(shown.append_text(_plain(line.text)))

    def _writer(self, stream: str) -> str:
        parts = stream.split("/")
        return f"{parts[-2]}/{parts[-1][:8]}" if len(parts) >= 3 else stream


def _plain(text: str) -> Text:
    """The text in its own colours; what else a terminal would obey is left out."""
    return Text.from_ansi(text)
