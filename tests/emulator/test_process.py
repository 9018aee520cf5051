"""The emulator as a process: one for a checkout, on this machine alone, and gone when told."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from generators import errors
from generators.deploy import emulator
from tests.emulator.conftest import Cloud


def listening(pid: int) -> set[str]:
    """The local addresses that a process listens on, as the kernel tells them."""
    links = Path(f"/proc/{pid}/fd").iterdir()
    sockets = {str(link.readlink()) for link in links if link.is_symlink()}
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets:
                found.add(fields[1].split(":")[0])
    return found


def test_ensure_finds_the_one_that_is_running(root: Path, endpoint: emulator.Endpoint) -> None:
    assert emulator.ensure(root) == endpoint == emulator.running(root)
    assert endpoint.url == f"http://127.0.0.1:{endpoint.port}"


def test_every_port_it_opens_is_on_the_loopback_interface(endpoint: emulator.Endpoint) -> None:
    if Path("/proc/net/tcp").exists():  # only Linux tells
        assert listening(endpoint.pid) == {"0100007F"}


def test_two_at_once_start_one_and_stop_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "somebody-elses")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert emulator.running(tmp_path) is None
    try:
        with ThreadPoolExecutor() as pool:
            one, other = pool.map(emulator.ensure, [tmp_path, tmp_path])
        assert one == other
        environment = Path(f"/proc/{one.pid}/environ")
        if environment.exists():
            assert b"AWS_PROFILE" not in environment.read_bytes()
            assert b"AWS_ENDPOINT_URL" not in environment.read_bytes()
            assert b"MINISTACK_ACCOUNT_ID=000000000000" in environment.read_bytes()
    finally:
        assert emulator.stop(tmp_path)
    assert emulator.running(tmp_path) is None
    assert not emulator.stop(tmp_path)
    with pytest.raises(ProcessLookupError):
        os.kill(one.pid, 0)


def test_a_process_that_took_over_the_number_is_not_taken_for_ours(
    tmp_path: Path, endpoint: emulator.Endpoint
) -> None:
    facts = {"url": endpoint.url, "port": endpoint.port, "pid": os.getpid(), "token": "x" * 32}
    (tmp_path / ".local").mkdir()
    (tmp_path / ".local" / "emulator.json").write_text(json.dumps({**facts, "root": str(tmp_path)}))
    assert emulator.running(tmp_path) is None
    assert not emulator.stop(tmp_path)


def test_a_copied_checkout_leaves_its_originals_emulator_alone(
    root: Path, tmp_path: Path, endpoint: emulator.Endpoint
) -> None:
    (tmp_path / "link").symlink_to(root)
    assert emulator.running(tmp_path / "link") == endpoint
    copied = tmp_path / "copied"
    (copied / ".local").mkdir(parents=True)
    shutil.copy(root / ".local" / "emulator.json", copied / ".local")
    assert emulator.running(copied) is None
    assert not emulator.stop(copied)
    assert emulator.running(root) == endpoint


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}'])
def test_facts_that_cannot_be_read_count_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / ".local").mkdir()
    (tmp_path / ".local" / "emulator.json").write_text(text)
    assert emulator.running(tmp_path) is None


def test_one_that_cannot_start_says_so_with_the_end_of_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken"
    (broken / "ministack").mkdir(parents=True)
    (broken / "ministack" / "__init__.py").write_text("raise ImportError('not to be had')\n")
    monkeypatch.setenv("PYTHONPATH", str(broken))
    with pytest.raises(
        errors.EmulatorFailed, match=r"(?s)ended with status 1.*emulator\.log.*not to be had"
    ):
        emulator.ensure(tmp_path)
    assert emulator.running(tmp_path) is None
    assert not (tmp_path / ".local" / "emulator.json").exists()


def test_one_that_nobody_could_find_again_does_not_stay(tmp_path: Path) -> None:
    (tmp_path / ".local" / "emulator.tmp").mkdir(parents=True)  # so its facts cannot be written
    with pytest.raises(IsADirectoryError):
        emulator.ensure(tmp_path)
    assert not (tmp_path / ".local" / "emulator.json").exists()
    if Path("/proc/self").exists():
        assert str(tmp_path / ".local") not in working_directories()


def working_directories() -> Iterator[str]:
    """Where the processes of this machine are at work, as far as they can be asked."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            yield str((process / "cwd").readlink())


def test_starting_it_needs_neither_boto3_nor_ministack() -> None:
    told = "import sys, generators.deploy.emulator; print(sorted(sys.modules))"
    out = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    for heavy in ("boto3", "botocore", "ministack", "cfnlint"):
        assert f"'{heavy}'" not in out.stdout


def test_the_exports_lead_the_aws_cli_inside(endpoint: emulator.Endpoint) -> None:
    lines = "\n".join(emulator.exports(endpoint, "eu-west-1"))
    shown = subprocess.run(
        ["sh", "-c", f"{lines}\nenv; echo ${{AWS_PROFILE-unset}}"],
        env={**os.environ, "AWS_PROFILE": "somebody-elses"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert f"AWS_ENDPOINT_URL={endpoint.url}" in shown
    assert "AWS_DEFAULT_REGION=eu-west-1" in shown
    assert shown[-1] == "unset"
    if shutil.which("aws"):
        told = subprocess.run(
            ["sh", "-c", f"{lines}\naws sts get-caller-identity --output text --query Account"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert told.stdout.strip() == "000000000000"


SLOW = {
    "Resources": {
        "Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle"},
        "Slow": {
            "Type": "AWS::CloudFormation::WaitCondition",
            "Properties": {"Handle": {"Ref": "Handle"}, "Timeout": "20", "Count": 1},
        },
    }
}


@pytest.mark.parametrize(
    ("status", "end"), [("SUCCESS", "CREATE_COMPLETE"), ("FAILURE", "ROLLBACK_COMPLETE")]
)
def test_it_stays_responsive_while_a_stack_waits_for_a_signal(
    cloud: Cloud, status: str, end: str
) -> None:
    name = f"slow-{status.lower()}"
    cloud.client("cloudformation").create_stack(StackName=name, TemplateBody=json.dumps(SLOW))
    cloud.made.append(name)
    began = time.monotonic()
    while not any(one["LogicalResourceId"] == "Slow" for one in cloud.events(name)):
        assert time.monotonic() - began < 5
    assert cloud.client("ecs").list_clusters()["clusterArns"] == []
    assert cloud.status(name) == "CREATE_IN_PROGRESS"
    signal(cloud.physical(name, "Handle"), status)
    cloud.wait(name)
    assert cloud.status(name) == end


def signal(handle: str, status: str) -> None:
    """Send a wait condition its signal, as cfn-signal and curl do: without a content type."""
    place = urlsplit(handle)
    connection = http.client.HTTPConnection("127.0.0.1", place.port or 80)
    told = {"Status": status, "UniqueId": "one", "Reason": "because", "Data": ""}
    connection.request("PUT", place.path, json.dumps(told))
    assert connection.getresponse().status == 200
    connection.close()
