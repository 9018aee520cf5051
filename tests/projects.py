"""Projects for tests: folders with params/, read and built as the command line does it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

from generators import overview, params, proof, render
from generators.errors import Complaint
from generators.fitting import fitting
from generators.params import Project
from generators.wiring import Wiring

ROOT = Path(__file__).resolve().parent.parent
"""This project's root."""

IMAGE = (
    "/aws/service/ecs/optimized-ami/amazon-linux-2023/"
    "al2023-ami-ecs-hvm-2023.0.20260918-kernel-6.1-x86_64/image_id"
)
"""One release of the AMI of instances whose spec says nothing about it."""


STACKS = ("network", "ecs-cluster", "tatsu-hubot")
"""The stacks that tests are about; whatever a repository has besides is not for them."""


def copy_shipped(folder: Path) -> None:
    """Put the shipped params into the folder, in place of what params it has."""
    shutil.rmtree(folder / "params", ignore_errors=True)
    (folder / "params").mkdir()
    for name in ("environments", *STACKS):
        shutil.copy(ROOT / f"params/{name}.yaml", folder / f"params/{name}.yaml")
    shutil.copytree(ROOT / "params/schema", folder / "params/schema")


def checkout(folder: Path) -> Path:
    """A folder with the shipped params and all that is generated of them; its root."""
    copy_shipped(folder)
    shutil.copytree(ROOT / "docs/kinds", folder / "docs/kinds")
    (folder / "output").mkdir()
    for name in STACKS:
        shutil.copy(ROOT / f"output/{name}-stack.json", folder / "output")
    (folder / overview.PATH).write_text(_page(folder))
    return folder


def _page(root: Path) -> str:
    project = params.read(root)
    return overview.page(project, render.build_all(project)[0])


def shipped(folder: Path, **files: str) -> Path:
    """A copy of the shipped params in the folder, with further files by their stem; its root."""
    copy_shipped(folder)
    return write(folder, **files)


def write(folder: Path, **files: str) -> Path:
    """Write `params/<stem>.yaml` for each of the files (`_` in a stem is a dash); the root."""
    (folder / "params").mkdir(exist_ok=True)
    for stem, text in files.items():
        (folder / "params" / f"{stem.replace('_', '-')}.yaml").write_text(dedent(text))
    return folder


def load(root: Path) -> tuple[Project, dict[str, render.TemplateDict], list[Complaint]]:
    """The project, its templates, and every complaint that `make check` would print of params."""
    project = params.read(root)
    templates, unbuilt = render.build_all(project)
    fits = fitting(project, templates)
    proven = proof.prove(project, templates, explained=fits.explained)
    found = [*project.complaints, *unbuilt, *proven, *fits.complaints]
    return project, templates, sorted(set(found))


def wire(root: Path, environment: str = "local") -> Wiring:
    """The wiring of a project that has nothing to complain of."""
    project, templates, complaints = load(root)
    assert not complaints, complaints
    return Wiring(project=project, templates=templates, environment=environment)


def command(root: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """The command line, run in the project at the root."""
    return subprocess.run(
        [sys.executable, "-m", "generators", *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
    )
