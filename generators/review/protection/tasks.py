"""Task definitions: how far a task is kept apart from its instance, and where its volumes lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generators.review.model import Finding, Sense, Topic
from generators.review.nodes import Node, items
from generators.review.pair import Pair
from generators.review.protection import containers
from generators.review.settings import Setting, Verdict, judged, none_of, one_of, text_at, told

TASK = "AWS::ECS::TaskDefinition"
"""The type of task definitions."""

_SETTINGS = (
    Setting(
        path=("NetworkMode",),
        safe=none_of("host"),
        default="bridge",
        lost="shares the network of its instance (NetworkMode is host)",
        gained="no longer shares the network of its instance",
        made="shares the network of its instance (NetworkMode is host)",
    ),
    Setting(
        path=("PidMode",),
        safe=none_of("host"),
        default="",
        lost="sees all processes of its instance (PidMode is host)",
        gained="no longer sees all processes of its instance",
        made="sees all processes of its instance (PidMode is host)",
    ),
    Setting(
        path=("IpcMode",),
        safe=none_of("host"),
        default="",
        lost="shares memory with all of its instance (IpcMode is host)",
        gained="no longer shares memory with all of its instance",
        made="shares memory with all of its instance (IpcMode is host)",
    ),
)
_TRANSIT = Setting(
    path=("EFSVolumeConfiguration", "TransitEncryption"),
    safe=one_of("ENABLED"),
    default="DISABLED",
    lost="is no longer encrypted on the way (TransitEncryption)",
    gained="is encrypted on the way (TransitEncryption)",
    made="is mounted without encryption on the way (TransitEncryption)",
)
_SOCKETS = ("/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock")
_WHOLE = ("/", "/var/run", "/run", "/var", "/etc", "/root", "/proc", "/sys", "/var/lib/docker")


def findings(pair: Pair) -> Iterator[Finding]:
    """Every task definition, and the containers in it."""
    for name, new in pair.after.resources.items():
        if new.type != TASK:
            continue
        old = pair.before.resources.get(name)
        before = old.properties if old and old.type == TASK else None
        verdicts = (
            *judged(_SETTINGS, before, new.properties),
            *_of_volumes(before, new.properties),
            *containers.verdicts(before, new.properties),
        )
        yield from (told(pair, Topic.PROTECTION, name, verdict) for verdict in verdicts)


def _of_volumes(old: Node | None, new: Node) -> Iterator[Verdict]:
    before, after = _volumes(old), _volumes(new)
    known = {text_at(volume, "Host", "SourcePath") for volume in before.values()}
    for name, volume in after.items():
        path = text_at(volume, "Host", "SourcePath")
        if path and path not in known:
            yield Verdict(sense=_sense(path, old), words=_words(path))
        if "EFSVolumeConfiguration" in volume:
            own = before.get(name)
            same = own if own and "EFSVolumeConfiguration" in own else None
            if found := _TRANSIT.judge(same, volume):
                yield Verdict(sense=found.sense, words=f"its volume {name} {found.words}")
    paths = {text_at(volume, "Host", "SourcePath") for volume in after.values()}
    for path in sorted(known - paths - {""}):
        words = f"no longer has {path} of its instance"
        yield Verdict(sense=Sense.BETTER, words=words)


def _sense(path: str, old: Node | None) -> Sense:
    """A folder is what a new task may need; the runtime's socket and the system are all of it."""
    grim = path.rstrip("/") in (*_SOCKETS, *_WHOLE) or path == "/"
    return Sense.WORSE if grim or old is not None else Sense.NOTE


def _words(path: str) -> str:
    if path in _SOCKETS:
        return f"has {path} of its instance: whoever has that has the instance"
    return f"has {path} of its instance"


def _volumes(task: Node | None) -> dict[str, Mapping[str, Node]]:
    said = task.get("Volumes") if isinstance(task, Mapping) else None
    return {text_at(one, "Name"): one for one in items(said) if isinstance(one, Mapping)}
