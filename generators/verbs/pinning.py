"""`make ami`: the AMI that AWS recommends now becomes a line in params/, for people to review."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from generators.verbs.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generators.pinning import Moves, Pin


def ami(options: Namespace) -> int:
    """Pin the newest AMI in params/."""
    from generators import params, pinning

    project = params.read(ROOT)
    found = pinning.find(project, options.env, options.stack)
    _say(found.notes)
    if not found.pins:
        return 0
    from generators.deploy import session

    environment = project.environment(options.env)
    parameters = session.connect(environment, ROOT).public_parameters()
    moved = pinning.moves(_texts(found.pins), found.pins, parameters.value)
    _write(moved)
    _say(moved.lines)
    if environment.emulator:
        _say([f"{environment.name} is an emulator, which knows a few releases; ENV= asks AWS"])
    if moved.texts:
        _say(_next(moved, options.env))
    return 0


def _texts(pins: Sequence[Pin]) -> dict[str, str]:
    """The files as they are, with their own line ends."""
    return {pin.file: (ROOT / pin.file).read_bytes().decode() for pin in pins}


def _write(moved: Moves) -> None:
    from generators.files import write_atomically

    for file, text in moved.texts.items():
        write_atomically((ROOT / file).resolve(), text)


def _next(moved: Moves, environment: str) -> list[str]:
    plans = (
        "make plan" if name == "local" else f"make plan ENV={name}"
        for name in (environment, *moved.environments)
    )
    files = " ".join((*moved.texts, "output/README.md"))
    return [f"next: make templates, {' and '.join(plans)}, read it, then commit {files}"]


def _say(lines: Sequence[str]) -> None:
    for line in lines:
        print(line, file=sys.stderr)
