"""Containers: what they may do, where their logs go, and who notices when they are ill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generators.review.model import Sense
from generators.review.nodes import Node, items, written
from generators.review.settings import OFF, ON, Setting, Verdict, judged, leaves, none_of, text_at

_ROOT = ("", "0", "root", "0:0", "root:root", "0:root", "root:0")
_SETTINGS = (
    Setting(
        path=("Privileged",),
        safe=OFF,
        default="false",
        lost="is privileged: it may do on its instance what root may",
        gained="is no longer privileged",
        made="is privileged: it may do on its instance what root may",
    ),
    Setting(
        path=("ReadonlyRootFilesystem",),
        safe=ON,
        default="false",
        lost="may write to its root file system",
        gained="may no longer write to its root file system",
    ),
    Setting(
        path=("User",),
        safe=none_of(*_ROOT),
        default="",
        lost="no longer runs as a user other than root, unless its image says so",
        gained="runs as a user other than root",
        sense=Sense.NOTE,
    ),
)
_STAYING = ("", "none", "json-file", "local", "journald")
"""Log drivers that keep logs on the instance at most."""

_CAPABILITIES = ("LinuxParameters", "Capabilities")


def pairs(old: Node | None, new: Node) -> Iterator[tuple[str, Node | None, Node]]:
    """Each container of the new task by its name, with what it was in the old one.

    Where names changed one for one, the containers' places tell.
    """
    before, after = _named(old), _named(new)
    gone = [name for name in before if name not in after]
    come = [name for name in after if name not in before]
    renamed = dict(zip(come, gone, strict=True)) if len(gone) == len(come) else {}
    for name, container in after.items():
        yield name, before.get(name, before.get(renamed.get(name, ""))), container


def verdicts(old: Node | None, new: Node) -> Iterator[Verdict]:
    """What a change means for the containers of one task definition."""
    for name, before, after in pairs(old, new):
        for verdict in _of_one(before, after):
            words = f"its container {name} {verdict.words}"
            yield Verdict(sense=verdict.sense, words=words)


def _named(task: Node | None) -> dict[str, Node]:
    said = task.get("ContainerDefinitions") if isinstance(task, Mapping) else None
    return {text_at(one, "Name"): one for one in items(said) if isinstance(one, Mapping)}


def _of_one(old: Node | None, new: Node) -> Iterator[Verdict]:
    yield from judged(_SETTINGS, old, new)
    yield from _of_capabilities(old, new)
    if old is not None:
        yield from _of_health(old, new)
        yield from _of_logs(old, new)


def _of_capabilities(old: Node | None, new: Node) -> Iterator[Verdict]:
    """Linux's; those of a new container are worth a word only where they are nearly all."""
    before, after = _capabilities(old, "Add"), _capabilities(new, "Add")
    if old is None:
        after &= {"ALL", "SYS_ADMIN"}
    if more := sorted(after - before) if "ALL" not in before else []:
        yield Verdict(sense=Sense.WORSE, words=f"gets the capability {', '.join(more)}")
    elif less := sorted(before - after) if "ALL" not in after and old is not None else []:
        words = f"no longer gets the capability {', '.join(less)}"
        yield Verdict(sense=Sense.BETTER, words=words)
    if old is None:
        return
    before, after = _capabilities(old, "Drop"), _capabilities(new, "Drop")
    if back := sorted(before - after) if "ALL" not in after else []:
        words = f"no longer gives up the capability {', '.join(back)}"
        yield Verdict(sense=Sense.WORSE, words=words)
    elif given := sorted(after - before) if "ALL" not in before else []:
        yield Verdict(sense=Sense.BETTER, words=f"gives up the capability {', '.join(given)}")


def _capabilities(container: Node | None, key: str) -> set[str]:
    found = leaves(container, (*_CAPABILITIES, key))
    return {written(name) for names in found for name in items(names)}


def _of_health(old: Node, new: Node) -> Iterator[Verdict]:
    before, after = _checks(old), _checks(new)
    if before and not after:
        words = "has no health check any more: ECS does not notice when it is ill"
        yield Verdict(sense=Sense.WORSE, words=words)
    elif after and not before:
        yield Verdict(sense=Sense.BETTER, words="has a health check")


def _checks(container: Node) -> bool:
    command = text_at(container, "HealthCheck", "Command")
    return command not in ("", "[NONE]")


def _of_logs(old: Node, new: Node) -> Iterator[Verdict]:
    before, after = (text_at(one, "LogConfiguration", "LogDriver") for one in (old, new))
    if before not in _STAYING and after in _STAYING:
        by = f" ({after})" if after else ""
        yield Verdict(sense=Sense.WORSE, words=f"sends its logs nowhere any more{by}")
    elif after not in _STAYING and before in _STAYING:
        yield Verdict(sense=Sense.BETTER, words=f"sends its logs somewhere ({after})")
    elif before != after and after not in _STAYING:
        words = f"sends its logs by {after} instead of {before}"
        yield Verdict(sense=Sense.NOTE, words=words)
    else:
        group = ("LogConfiguration", "Options", "awslogs-group")
        was, is_now = text_at(old, *group), text_at(new, *group)
        if was != is_now and was and is_now:
            words = f"sends its logs to {is_now} instead of {was}"
            yield Verdict(sense=Sense.NOTE, words=words)
