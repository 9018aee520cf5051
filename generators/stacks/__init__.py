"""The kinds of stacks: what `kind:` in a params file may say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generators.stacks.kind import Kind

_NAMES = ("network", "cluster", "service", "repository")


class _Kinds(Mapping[str, "Kind"]):
    """Each kind is loaded when it is first asked for: few projects have stacks of all of them."""

    def __getitem__(self, name: str) -> Kind:
        if name not in _NAMES:
            raise KeyError(name)
        kind: Kind = import_module(f"generators.stacks.{name}").KIND
        return kind

    def __contains__(self, name: object) -> bool:
        return name in _NAMES

    def __iter__(self) -> Iterator[str]:
        return iter(_NAMES)

    def __len__(self) -> int:
        return len(_NAMES)


KINDS: Mapping[str, Kind] = _Kinds()
"""Every kind by its name."""
