"""Ctrl-C before anything is begun: while modules are loaded, while credentials are fetched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.projects import ROOT, checkout

PRESSING = """
import signal, sys
from generators.__main__ import main

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[1]:
            sys.meta_path.remove(self)
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Finder())
sys.exit(main(sys.argv[2:]))
"""
"""Ctrl-C as soon as a module of that name is looked for."""


def _ends(root: Path, *arguments: str, **environ: str) -> None:
    """It ends with 130 and that one word."""
    known = {name: text for name, text in os.environ.items() if not name.startswith("AWS_")}
    found = subprocess.run(
        [sys.executable, "-c", PRESSING, *arguments],
        cwd=root,
        env={**known, "PYTHONPATH": str(ROOT), "AWS_EC2_METADATA_DISABLED": "true", **environ},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (found.returncode, found.stdout) == (130, ""), found.stderr
    assert found.stderr.splitlines()[-1] == "interrupted"
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize("module", ["generators.planning", "botocore.session"])
def test_ctrl_c_while_modules_are_loaded_is_no_crash(tmp_path: Path, module: str) -> None:
    _ends(checkout(tmp_path), module, "deploy", "--env", "production")


def test_ctrl_c_while_credentials_are_fetched_is_no_crash(tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text('[default]\ncredential_process = sh -c "kill -INT $PPID; sleep 0.3"\n')
    files = {"AWS_CONFIG_FILE": str(config), "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none")}
    _ends(checkout(tmp_path), "", "deploy", "--env", "production", **files)
