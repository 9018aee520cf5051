"""What is printed on a console, read back line by line."""

from __future__ import annotations

import io

from rich.console import Console


def plain_console() -> Console:
    """Eighty columns without colours; long lines go on."""
    return Console(file=io.StringIO(), width=80, highlight=False, soft_wrap=True)


def shown(console: Console) -> list[str]:
    """The lines printed since this was last asked."""
    file = console.file
    assert isinstance(file, io.StringIO)
    lines = file.getvalue().splitlines()
    file.seek(0)
    file.truncate()
    return lines
