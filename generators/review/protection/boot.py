"""What instances boot with: the lines that keep tasks from what is the instance's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generators.review.model import Sense
from generators.review.nodes import Node, branches, written
from generators.review.settings import Verdict


@dataclass(frozen=True, kw_only=True)
class _Mark:
    """What a script or a file that an instance boots with says, in words for its loss."""

    pattern: re.Pattern[str]
    lost: str
    gained: str


_BOTTLEROCKET = re.compile(r"^\[settings\.", re.MULTILINE)
_DROP = _Mark(
    pattern=re.compile(r"169\.254\.169\.254(/32)?\s+(-\S+\s+\S+\s+)*-j\s+(DROP|REJECT)"),
    lost="no longer drops what containers send to the instance metadata service (iptables)",
    gained="drops what containers send to the instance metadata service (iptables)",
)
_MARKS = (
    _DROP,
    _Mark(
        pattern=re.compile(r"ECS_AWSVPC_BLOCK_IMDS\W+true|awsvpc-block-imds\s*=\s*true"),
        lost="no longer keeps awsvpc tasks from the instance metadata (ECS_AWSVPC_BLOCK_IMDS)",
        gained="keeps awsvpc tasks from the instance metadata (ECS_AWSVPC_BLOCK_IMDS)",
    ),
    _Mark(
        pattern=re.compile(
            r"ECS_DISABLE_PRIVILEGED\W+true|allow-privileged-containers\s*=\s*false"
        ),
        lost="no longer refuses privileged containers (ECS_DISABLE_PRIVILEGED)",
        gained="refuses privileged containers (ECS_DISABLE_PRIVILEGED)",
    ),
)


def verdicts(before: str, after: str) -> Iterator[Verdict]:
    """What is missing in the one text and was in the other, or the other way round."""
    for mark in _MARKS:
        had, has = bool(mark.pattern.search(before)), bool(mark.pattern.search(after))
        if had and not has:
            # On Bottlerocket nothing can lay a rule; there the hop limit keeps containers away.
            note = mark is _DROP and _BOTTLEROCKET.search(after)
            yield Verdict(sense=Sense.NOTE if note else Sense.WORSE, words=mark.lost)
        elif has and not had:
            yield Verdict(sense=Sense.BETTER, words=mark.gained)


def text(user_data: Node, metadata: Node) -> str:
    """All that instances boot with: user data and what cfn-init does; no comments."""
    texts = [written(one) for one in branches(user_data) if one is not None]
    texts += _texts(metadata)
    lines = (line for one in texts for line in one.splitlines())
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


def _texts(value: Node) -> Iterator[str]:
    """Every text in a value; the keys of mappings with what they hold, as `KEY=value`."""
    match value:
        case dict() if not any(key.startswith("Fn::") or key == "Ref" for key in value):
            for key, inner in value.items():
                yield from (f"{key}={one}" for one in _texts(inner))
        case list():
            for inner in value:
                yield from _texts(inner)
        case None:
            return
        case _:
            yield written(value)
