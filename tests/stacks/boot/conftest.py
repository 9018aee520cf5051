"""A machine for each test that wants one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stacks.boot import needs
from tests.stacks.boot.machine import Machine, NoNamespaces


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """An instance before its first boot."""
    for name in ("unshare", "nsenter", "ip", "iptables"):
        needs.command(name)
    try:
        made = Machine(tmp_path)
    except NoNamespaces as error:
        needs.lacking(f"network namespaces cannot be made here: {error}")
    with made:
        yield made
