from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config

from generators.deploy.cloudformation import CloudFormation
from generators.deploy.ecs import ECS
from generators.deploy.parameter_store import ParameterStore
from generators.deploy.session import ambient, checked, connect, emulated
from generators.errors import CannotReachAWS, WrongAccount
from generators.model import Environment

LOCAL = Environment(name="local", account="000000000000", region="eu-west-1", emulator=True)
PRODUCTION = Environment(name="production", account="123456789012", region="eu-west-1")

ANSWER = b"""<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<GetCallerIdentityResult><Arn>arn:aws:iam::000000000000:root</Arn><UserId>A</UserId>
<Account>000000000000</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"""


class Sts(BaseHTTPRequestHandler):
    """Says who is calling, and remembers with which key."""

    signed: list[str] = []  # noqa: RUF012 - one server, one list

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.signed.append(self.headers["Authorization"])
        self.send_response(200)
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def sts() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Sts) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every variable that leads boto3 astray, each set to what would break the call."""
    config = tmp_path / "config"
    config.write_text("[default]\nregion = us-east-1\nendpoint_url = http://127.0.0.1:1\n")
    for name, value in {
        "AWS_PROFILE": "there-is-no-such-profile",
        "AWS_DEFAULT_PROFILE": "nor-this",
        "AWS_CONFIG_FILE": str(config),
        "AWS_ACCESS_KEY_ID": "AKIAREALONE",
        "AWS_SECRET_ACCESS_KEY": "real",
        "AWS_SESSION_TOKEN": "real",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "AWS_USE_DUALSTACK_ENDPOINT": "true",
        "AWS_CA_BUNDLE": "/nowhere",
        "AWS_RETRY_MODE": "nonsense",
        "AWS_MAX_ATTEMPTS": "nonsense",
        "AWS_DEFAULTS_MODE": "nonsense",
        "AWS_STS_REGIONAL_ENDPOINTS": "nonsense",
        "HTTP_PROXY": "http://127.0.0.1:1",
        "http_proxy": "http://127.0.0.1:1",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("nowhere")
def test_the_emulator_is_reached_whatever_the_environment_says(sts: str) -> None:
    connection = checked(LOCAL, *emulated("eu-west-1", sts, ("test", "secret")))
    assert connection.account == "000000000000"
    assert connection.caller == "arn:aws:iam::000000000000:root"
    assert "Credential=test/" in Sts.signed[-1]
    assert "/eu-west-1/sts/" in Sts.signed[-1]
    assert connection.client("ecs").meta.endpoint_url == sts
    alone = connection.session.client("ecs", config=connection.options["config"])
    assert alone.meta.endpoint_url == "https://ecs.eu-west-1.amazonaws.com"
    assert isinstance(connection.cloud(), CloudFormation)
    assert isinstance(connection.clusters(), ECS)
    assert isinstance(connection.public_parameters(), ParameterStore)


def test_another_account_than_the_environments_is_refused_with_both_named(sts: str) -> None:
    with pytest.raises(WrongAccount) as raised:
        checked(PRODUCTION, *emulated("eu-west-1", sts, ("test", "secret")))
    for word in ("production", "123456789012", "000000000000", "arn:aws:iam::000000000000:root"):
        assert word in str(raised.value)


def test_a_real_environment_refuses_to_be_led_elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_CLOUDFORMATION"):
        with pytest.raises(CannotReachAWS, match=f"{name} is set"):
            ambient(PRODUCTION, {name: "http://127.0.0.1:1"})
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    with pytest.raises(CannotReachAWS, match="unset AWS_ENDPOINT_URL"):
        connect(PRODUCTION, tmp_path)


def test_a_real_environment_takes_its_own_region_and_the_credentials_at_hand(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_PROFILE", "there-is-no-such-profile")
    with pytest.raises(CannotReachAWS, match="there-is-no-such-profile"):
        ambient(PRODUCTION, {"AWS_ENDPOINT_URL": ""})
    monkeypatch.delenv("AWS_PROFILE")
    session, options = ambient(PRODUCTION, {})
    assert session.client("cloudformation", **options).meta.endpoint_url == (
        "https://cloudformation.eu-west-1.amazonaws.com"
    )


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file of an own profile, and nothing else that has to do with AWS."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return tmp_path / "config"


KEYS = "[default]\naws_access_key_id = AKIA\naws_secret_access_key = secret\n"


def test_no_profile_leads_a_real_environment_elsewhere(home: Path) -> None:
    elsewhere = "endpoint_url = http://127.0.0.1:1\n"
    home.write_text(f"{KEYS}{elsewhere}services = there\n[services there]\nsts =\n  {elsewhere}")
    session, options = ambient(PRODUCTION, {})
    assert session.client("sts").meta.endpoint_url == "http://127.0.0.1:1"
    for service in ("sts", "cloudformation"):
        endpoint = session.client(service, **options).meta.endpoint_url
        assert endpoint == f"https://{service}.eu-west-1.amazonaws.com"


def test_whoever_has_no_credentials_yet_is_told_how_to_get_some(home: Path) -> None:
    with pytest.raises(CannotReachAWS) as raised:
        checked(PRODUCTION, *ambient(PRODUCTION, {}))
    for way in ("AWS_PROFILE=…", "`aws configure`", "`aws sso login`"):
        assert way in (raised.value.advice or "")


@pytest.mark.parametrize(
    ("config", "variable", "said"),
    [
        ("[profile", "", "Unable to parse config file"),
        ("[default]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = no\n", "", "no"),
        ("", "http://169.254.1.1/creds", "Unsupported host"),
    ],
)
def test_settings_that_cannot_be_are_no_bug_of_ours(
    home: Path, monkeypatch: pytest.MonkeyPatch, config: str, variable: str, said: str
) -> None:
    home.write_text(config)
    if variable:
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", variable)
    with pytest.raises(CannotReachAWS, match=f"the AWS settings at hand do not work: .*{said}"):
        checked(PRODUCTION, *ambient(PRODUCTION, {}))


def test_the_first_call_waits_less_long_than_the_others(sts: str) -> None:
    session, options = emulated("eu-west-1", sts, ("test", "secret"))
    asked: list[Config] = []

    class Asking:
        def client(self, service: str, **given: Any) -> Any:
            asked.append(given["config"])
            return session.client(service, **given)

    connection = checked(LOCAL, Asking(), options)
    (brief,) = asked
    each = brief.connect_timeout + brief.read_timeout
    assert brief.retries["total_max_attempts"] * each <= 15
    assert brief.ignore_configured_endpoint_urls
    assert brief.proxies == {}
    assert connection.options == options
    assert connection.options["config"].retries["mode"] == "adaptive"
    for client in (connection.paced, connection.protecting):
        client()
        assert asked[-1].retries == {"mode": "standard", "total_max_attempts": 1}
        assert asked[-1].ignore_configured_endpoint_urls


def test_an_aws_that_nobody_can_reach_is_given_up_soon_and_promises_nothing() -> None:
    began = time.monotonic()
    with pytest.raises(CannotReachAWS, match="could not be reached") as raised:
        checked(LOCAL, *emulated("eu-west-1", "http://127.0.0.1:1", ("test", "secret")))
    assert time.monotonic() - began < 15
    assert "nothing has begun" in (raised.value.advice or "")
