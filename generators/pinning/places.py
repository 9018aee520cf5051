"""Which parameters hold a release in an environment, and where in params/ each value stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generators.errors import ParamsError, UserError, did_you_mean
from generators.model import EnvVar, First, Joined, OutputOf, Previous, Stack, Value
from generators.params import ENVIRONMENTS, Project
from generators.params.yaml12 import Path
from generators.parts.ami import Ami
from generators.stacks import KINDS
from generators.stacks.kind import no_images


@dataclass(frozen=True, kw_only=True)
class Pin:
    """A parameter that holds the path of one release of a series of AMIs.

    `path` is where in `file` its value stands, or will; `held` is that value, None where there is
    none yet, and `line` the line it stands in. `followers` are the other environments that take
    the same value.
    """

    stack: str
    parameter: str
    ami: Ami
    file: str
    path: Path
    line: int
    held: str | None
    followers: tuple[str, ...]

    def said(self, message: str, line: int | None = None) -> str:
        """A line for people about this parameter."""
        return f"{self.file}:{line or self.line}: {self.parameter} of {self.stack}: {message}"


@dataclass(frozen=True, kw_only=True)
class Found:
    """The parameters that can be moved, and a line for whatever cannot."""

    pins: tuple[Pin, ...]
    notes: tuple[str, ...]


def find(project: Project, environment: str, only: str | None = None) -> Found:
    """What there is to pin in the environment, or in the one stack `only`; asks nobody.

    Raises ParamsError where a file that may have something to pin cannot be read, UserError for an
    environment or a stack that does not exist. Other complaints about params/ do not matter here.
    """
    stacks = _stacks(project, environment, only)
    pins: list[Pin] = []
    notes: list[str] = []
    for stack in stacks.values():
        images = KINDS[stack.kind].images
        named = images(stack.spec)
        if not named and (only or images is not no_images):
            notes.append(f"{stack.name} starts no instances of its own: no AMI to pin")
        for parameter, ami in named.items():
            held = stack.given(environment).get(parameter)
            pin = _pin(project, environment, stack, (parameter, ami))
            if held is None or isinstance(held, str):
                pins.append(pin)
            else:
                notes.append(pin.said(f"left as it is, for it is {_words(held)} and no plain text"))
    if not pins and not notes:
        notes.append(f"no stack of {environment} starts instances of its own: no AMI to pin")
    return Found(pins=tuple(pins), notes=tuple(notes))


def _stacks(project: Project, environment: str, only: str | None) -> Mapping[str, Stack]:
    """The stacks that are asked for, all of them read without a complaint."""
    if environment not in project.environments:
        _complain_of(project, f"params/{ENVIRONMENTS}")
    project.environment(environment)
    there = {n: stack for n, stack in project.stacks.items() if stack.is_in(environment)}
    for name in sorted(project.broken):
        if only in (None, name) and _may_have_images(project, name):
            _complain_of(project, project.documents[name].name)
    if only is not None and only not in there:
        raise UserError(f"STACK={only} is no stack of {environment}{did_you_mean(only, there)}")
    return {name: stack for name, stack in there.items() if only in (None, name)}


def _complain_of(project: Project, file: str) -> None:
    complaints = [complaint for complaint in project.complaints if complaint.file == file]
    if complaints:
        raise ParamsError(complaints)


def _may_have_images(project: Project, name: str) -> bool:
    """Whether that broken file is, for all that it says, of a kind that starts instances."""
    data = project.documents[name].data
    kind = data.get("kind") if isinstance(data, dict) else None
    return not (isinstance(kind, str) and kind in KINDS and KINDS[kind].images is no_images)


def _pin(project: Project, environment: str, stack: Stack, named: tuple[str, Ami]) -> Pin:
    parameter, ami = named
    document = project.documents[stack.name]
    own = parameter in _own(stack, environment)
    path: Path = (
        ("environments", environment, "parameters", parameter) if own else ("parameters", parameter)
    )
    held = stack.given(environment).get(parameter)
    return Pin(
        stack=stack.name,
        parameter=parameter,
        ami=ami,
        file=document.name,
        path=path,
        line=document.complain(path, "").line,
        held=held if isinstance(held, str) else None,
        followers=() if own else tuple(_followers(project, environment, stack, parameter)),
    )


def _followers(project: Project, environment: str, stack: Stack, parameter: str) -> Iterator[str]:
    for other in project.environments:
        shares = stack.is_in(other) and parameter not in _own(stack, other)
        if other != environment and shares:
            yield other


def _own(stack: Stack, environment: str) -> Mapping[str, Value]:
    return stack.environments.get(environment) or {}


def _words(value: Value) -> str:
    match value:
        case EnvVar(name):
            return f"!Env {name}"
        case OutputOf(stack, output):
            return f"!Output {stack}.{output}"
        case Previous():
            return "!Previous"
        case First():
            return "a !First"
        case Joined():
            return "a list"
    return "a text"
