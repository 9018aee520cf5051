"""Images that would not be the same at every start."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generators.parts.text import as_written
from generators.stacks.kind import Place
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.containers import ContainerSpec

WHY = (
    "nothing would tell a deploy that it has moved, nor a rollback where to go back to; "
    "give a tag such as ${ContainerVersion}, a digest, or say mutable_tag: true"
)


def faults(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    """Tags that move though nobody said so, and the other way about."""
    for i, container in enumerate(spec.containers):
        for key, message in _of(container):
            yield ("containers", i, key), message


def _of(container: ContainerSpec) -> Iterator[tuple[str, str]]:
    written = as_written(container.image)
    if re.match(r"\$\{[^}]*\}(:|@|$)", written):
        yield (
            "image",
            f"{written} leaves the repository to a parameter, so that no execution role could be "
            "given the right to pull it; write the repository, and leave the tag to a parameter",
        )
        return
    plain = re.sub(r"\$\{[^}]*\}", "$", written)
    name, _, digest = plain.partition("@")
    _, colon, tag = name.rpartition("/")[2].partition(":")
    # A reference at the end may hold a tag or a digest.
    fixed = bool(digest) or (bool(colon) and tag != "latest")
    unknown = not fixed and not colon and name.endswith("$")
    if container.mutable_tag and fixed:
        yield "mutable_tag", f"does not go with {written}, whose tag is fixed; take it out"
    if not container.mutable_tag and not fixed and not unknown:
        said = "has the tag latest" if colon else "has neither tag nor digest"
        yield "image", f"{written} {said}: {WHY}"
