"""What tests need of the machine that they run on."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""Where commands are looked for: those of administration too, whoever runs the tests."""


def command(name: str) -> str:
    """The path of a command that a test cannot do without."""
    return shutil.which(name, path=PATH) or lacking(f"there is no {name} here")


def lacking(reason: str) -> NoReturn:
    """Skip the test; in CI, where .ci/run sets up all that is needed, fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
