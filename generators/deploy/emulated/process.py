"""The emulator's process from outside: its environment, whether it is ours, its end.

This module, unlike its neighbours, runs in the process that starts the emulator. It imports
neither ministack nor botocore.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

ACCOUNT = "000000000000"
_REGION = "us-east-1"
_PASSED_ON = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
_PASSED_ON_TOO = ("PYTHON", "LC_", "COVERAGE_")  # the last lets the tests measure the child


def environment(root: Path, port: int) -> dict[str, str]:
    """The child's environment, from nothing: no AWS variable of the caller reaches it."""
    mine = {
        name: value
        for name, value in os.environ.items()
        if name in _PASSED_ON or name.startswith(_PASSED_ON_TOO)
    }
    source = str(Path(__file__).resolve().parents[3])
    mine["PYTHONPATH"] = os.pathsep.join(filter(None, [source, mine.get("PYTHONPATH")]))
    folders = {name: root / ".local" / name for name in ("s3", "tmp")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    return {
        **mine,
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "AUTH": "true",
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "MINISTACK_REGION": _REGION,
        "S3_DATA_DIR": str(folders["s3"]),
        "TMPDIR": str(folders["tmp"]),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Whether the health page is there; no proxy is asked for it."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/_ministack/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def is_ours(pid: int, token: str) -> bool:
    """Whether that process is the one we started, and not a later one with its number.

    The token of this start is an argument of the process, so its command line tells.
    """
    try:
        return token in Path(f"/proc/{pid}/cmdline").read_text()
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return not Path("/proc/self").exists() and token in _command_line(pid)


def _command_line(pid: int) -> str:
    """A process's command line where there is no /proc (macOS)."""
    asked = ["ps", "-o", "command=", "-ww", "-p", str(pid)]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout  # noqa: S603


def end(pid: int, token: str) -> None:
    """Ask the process to end, then make it; wait until it has."""
    for sign, patience in ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0)):
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            return
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if not is_ours(pid, token):
                _collect(pid)
                return
            time.sleep(0.02)


def _collect(pid: int) -> None:
    """Take note of the end, if the process was a child of this one."""
    with suppress(ChildProcessError):
        os.waitpid(pid, 0)
