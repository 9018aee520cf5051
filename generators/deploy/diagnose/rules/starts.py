"""Containers that do not start, or end too soon."""

from __future__ import annotations

from collections.abc import Iterator

from generators.deploy.diagnose.causes import (
    EVENT,
    LOG,
    TASK,
    Cause,
    Rule,
    evidence,
    spoken,
)
from generators.deploy.diagnose.facts import Container, Facts, TaskFacts
from generators.deploy.diagnose.rules.exit_codes import EXIT_CODES


def _out_of_memory(facts: Facts) -> Cause | None:
    for service, task, container in _containers(facts):
        text = f"{container.reason} {task.reason}"
        if "OutOfMemory" in text or "OOM" in text:
            return Cause(
                sentence=f"{service}'s {container.name} was killed, as it wanted more memory than"
                " it may have.",
                cure=f"Give it more `memory:` in {facts.file}.",
                evidence=evidence([_ended(container, task)]),
            )
    return None


def _exit(facts: Facts) -> Cause | None:
    ended = [(s, t, c) for s, t, c in _containers(facts) if _by_itself(t) and _tells(t, c)]
    # The first to end took the others along: those were killed.
    ended.sort(key=lambda found: found[2].exit_code in (137, 143))
    if not ended or any(rule.judge(facts) for rule in _PRECISE):
        return None
    service, _, container = ended[0]
    code = container.exit_code or 0
    other = ("ended with an error", "Its last log lines say more.")
    what, cure = EXIT_CODES.get(code, other)
    return Cause(
        sentence=f"{service}'s {container.name} {what}: exit code {code}.",
        cure=cure.format(file=facts.file),
        evidence=evidence(_ended(c, t) for _, t, c in ended),
    )


def _by_itself(task: TaskFacts) -> bool:
    return task.code == "EssentialContainerExited" or "Essential container" in task.reason


def _tells(task: TaskFacts, container: Container) -> bool:
    """A container that ended well may be one that only prepared something for the others."""
    codes = [one.exit_code for one in task.containers]
    return container.exit_code is not None and (container.exit_code != 0 or not any(codes))


def _ended(container: Container, task: TaskFacts) -> str:
    why = f": {container.reason}" if container.reason else ""
    return f"task {task.id}: {container.name} ended with exit code {container.exit_code}{why}"


def _containers(facts: Facts) -> Iterator[tuple[str, TaskFacts, Container]]:
    for service in facts.services:
        for task in service.tasks:
            for container in task.containers:
                yield service.name, task, container


_ABSENT = r"exec: \\?\"(?P<command>[^\"\\]+)\\?\":.*(?:executable file not found|no such file)"
_FORBIDDEN = r"exec: \\?\"(?P<command>[^\"\\]+)\\?\":.*permission denied"
_COMMAND = "Correct `entry_point:` or `command:` in {file}, or the image {image}."

_PRECISE = (
    spoken(
        "a program for other processors",
        r"exec format error",
        "{subject} has programs for other processors than those that it runs on.",
        "Build the image for the service's `architecture:` in {file}"
        " (`docker buildx build --platform linux/amd64,linux/arm64 …`).",
        where=(LOG, TASK, EVENT),
    ),
    spoken(
        "a command that is not in the image",
        _ABSENT,
        "There is no {command} in the image of {subject}.",
        _COMMAND,
        where=(TASK, EVENT, LOG),
    ),
    spoken(
        "a command that may not be executed",
        _FORBIDDEN,
        "{command} may not be executed in the image of {subject}.",
        _COMMAND,
        where=(TASK, EVENT, LOG),
    ),
    spoken(
        "a file system that cannot be mounted",
        r"EFS utils commands|mount\.nfs4?:|set up EFS volumes",
        "A file system of EFS cannot be mounted for {subject}.",
        "It wants a mount target in each zone, whose security group lets port 2049 in from the"
        " tasks; and `volumes:` in {file} must name it, with rights for the task role.",
        where=(TASK, EVENT),
    ),
    Rule(name="out of memory", judge=_out_of_memory),
)

RULES = (
    *_PRECISE,
    Rule(name="a container that ends", judge=_exit),
    spoken(
        "a container that does not start",
        r"CannotStartContainerError:? ?(?P<why>.*)|CannotCreateContainerError:? ?(?P<other>.*)",
        "{subject} could not be started[: {why}][: {other}].",
        "See the reason; compare the container's keys in {file}.",
        where=(TASK, EVENT),
        general=True,
    ),
    spoken(
        "a container that ends, of which nothing is known",
        r"Essential container in task exited",
        "A container without which the task of {subject} makes no sense has ended.",
        "Its log says more: `make logs STACK=…`.",
        where=(TASK,),
        general=True,
    ),
)
"""In the order in which they are asked."""
