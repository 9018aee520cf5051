"""The embedded AWS for `local`: one process for a checkout, started when needed.

The process is ministack with our additions (`generators.deploy.emulated`). It outlives the command
that started it, keeps its state in memory, and listens on 127.0.0.1 alone. What is known of it lies
in `.local/` under the project's root: `emulator.json`, `emulator.log` and a lock. The root is one
of the facts, so that a copy of a checkout does not take its original's emulator for its own.
"""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

from generators import errors
from generators.deploy.emulated import process

_PATIENCE = 60.0  # seconds to come up
_MODULE = "generators.deploy.emulated"


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """Where the emulator answers, and which process that is."""

    url: str
    pid: int
    port: int


def running(root: Path) -> Endpoint | None:
    """This checkout's emulator, if it is running and answers."""
    facts = _facts(root)
    if facts is None:
        return None
    endpoint = Endpoint(url=facts["url"], pid=int(facts["pid"]), port=int(facts["port"]))
    ours = process.is_ours(endpoint.pid, facts["token"])
    return endpoint if ours and process.answers(endpoint.url) else None


def ensure(root: Path) -> Endpoint:
    """This checkout's emulator, started if it is not running.

    Raises `EmulatorFailed`, with the end of the log, when it dies or is not up within a minute.
    """
    with _lock(root):
        return running(root) or _start(root)


def stop(root: Path) -> bool:
    """End this checkout's emulator and wait for its end; whether one was running."""
    with _lock(root):
        facts = _facts(root)
        alive = facts is not None and process.is_ours(int(facts["pid"]), facts["token"])
        if facts is not None and alive:
            process.end(int(facts["pid"]), facts["token"])
        _path(root, "json").unlink(missing_ok=True)
        return alive


def credentials() -> tuple[str, str]:
    """Access key and secret of the root user of account 000000000000.

    ministack takes an access key of twelve digits for that account's root; the secret is unchecked.
    """
    return process.ACCOUNT, "emulated"


def exports(endpoint: Endpoint, region: str) -> list[str]:
    """Lines for a shell to `eval`, so that the aws CLI talks to the emulator."""
    key, secret = credentials()
    values = {
        "AWS_ENDPOINT_URL": endpoint.url,
        "AWS_ACCESS_KEY_ID": key,
        "AWS_SECRET_ACCESS_KEY": secret,
        "AWS_DEFAULT_REGION": region,
        "AWS_REGION": region,
    }
    lines = [f"export {name}={value}" for name, value in values.items()]
    return [*lines, "unset AWS_PROFILE AWS_SESSION_TOKEN"]


def _start(root: Path) -> Endpoint:
    port, token = process.free_port(), uuid4().hex
    log = _path(root, "log")
    with log.open("wb") as out:
        child = subprocess.Popen(  # noqa: S603 - our own module, our own interpreter
            [sys.executable, "-m", _MODULE, token],
            cwd=root / ".local",
            env=process.environment(root, port),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    endpoint = Endpoint(url=f"http://127.0.0.1:{port}", pid=child.pid, port=port)
    try:
        facts = {**asdict(endpoint), "token": token, "root": str(root.resolve())}
        _write(_path(root, "json"), facts)
        _await(child, endpoint, log)
    except BaseException:
        # Ctrl-C, a full disk: what nobody could find again must not stay.
        child.kill()
        child.wait()
        _path(root, "json").unlink(missing_ok=True)
        raise
    # It is meant to outlive us, so its end is nobody's to collect here.
    child.returncode = 0
    return endpoint


def _await(child: subprocess.Popen[bytes], endpoint: Endpoint, log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while not process.answers(endpoint.url):
        ended = child.poll()
        if ended is None and time.monotonic() < until:
            time.sleep(0.05)
            continue
        what = "did not come up in a minute" if ended is None else f"ended with status {ended}"
        last = "\n  ".join(log.read_text(errors="replace").splitlines()[-8:])
        raise errors.EmulatorFailed(
            f"The emulator {what}. The end of its log, {log}:\n  {last}",
            advice=None if last else "Install it with: pip install 'ecs-stacks[local]'",
        )


def _facts(root: Path) -> Mapping[str, str] | None:
    try:
        found = json.loads(_path(root, "json").read_text())
    except (FileNotFoundError, ValueError):
        return None
    whole = isinstance(found, dict) and {"url", "pid", "port", "token", "root"} <= found.keys()
    return found if whole and found["root"] == str(root.resolve()) else None


def _write(path: Path, facts: Mapping[str, object]) -> None:
    draft = path.with_suffix(".tmp")
    draft.write_text(json.dumps(facts, indent=2) + "\n")
    draft.replace(path)


def _path(root: Path, kind: str) -> Path:
    return root / ".local" / f"emulator.{kind}"


@contextmanager
def _lock(root: Path) -> Iterator[None]:
    """One at a time may start or stop this checkout's emulator."""
    path = _path(root, "lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
