"""From an environment to AWS clients, once it is certain whose account they reach."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
from botocore.config import Config

from generators.deploy.aws_errors import said_at_first
from generators.deploy.models import hasten
from generators.errors import CannotReachAWS, WrongAccount
from generators.model import Environment

if TYPE_CHECKING:
    from generators.deploy.aws_shapes import Place
    from generators.deploy.cloudformation import CloudFormation
    from generators.deploy.ecs import ECS
    from generators.deploy.parameter_store import ParameterStore
    from generators.deploy.protecting import Protecting

# Retries are the SDK's: `adaptive` also slows down by itself once AWS says "Rate exceeded".
# An `endpoint_url` in a profile would lead past the account that the caller was checked against.
_PATIENT = Config(
    retries={"mode": "adaptive", "max_attempts": 10},
    connect_timeout=10,
    max_pool_connections=50,  # as many calls may be under way side by side
    read_timeout=60,
    ignore_configured_endpoint_urls=True,
)

# The engine paces and repeats its calls itself (`calls.Calls`). Two that slow down under each other
# leave a part of what AWS lets through unused, and neither knows how much that is.
_ONCE = Config(retries={"mode": "standard", "total_max_attempts": 1})

# Nothing has begun at the first call: whoever has no network is to hear of it within 15 seconds.
_BRIEF = Config(
    retries={"mode": "standard", "total_max_attempts": 2}, connect_timeout=3, read_timeout=4
)


@dataclass(frozen=True, kw_only=True)
class Connection:
    """Clients of one account and region; `caller` is the ARN of whoever the credentials are.

    `bucket` is where large templates go, empty for nowhere.
    """

    account: str
    region: str
    caller: str
    session: Any
    options: Mapping[str, Any]
    bucket: str = ""
    emulator: bool = False
    _one: Any = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    def client(self, service: str, config: Config | None = None) -> Any:
        """A boto3 client, such as `ecs`; may be called from any thread."""
        options = {**self.options, "config": self.options["config"].merge(config or Config())}
        with self._one:  # a session makes one client at a time
            return self.session.client(service, **options)

    def cloud(self) -> CloudFormation:
        """CloudFormation of this account and region, for whoever makes a few calls."""
        return self._cloud(None)

    def paced(self) -> CloudFormation:
        """The same for the engine: every call is made once, whatever comes of it."""
        return self._cloud(_ONCE)

    def _cloud(self, config: Config | None) -> CloudFormation:
        from generators.deploy.cloudformation import CloudFormation

        return CloudFormation(self.client("cloudformation", config), self._place())

    def protecting(self) -> Protecting:
        """The protection of this account and region's stacks, for the engine too."""
        from generators.deploy.aws_shapes import request
        from generators.deploy.protecting import Protecting

        return Protecting(
            self.client("cloudformation", _ONCE), partial(request, place=self._place())
        )

    def _place(self) -> Place | None:
        """Where large templates are put, if anywhere."""
        place = self.bucket or ("templates" if self.emulator else "")
        if not place:
            return None

        def put(template: str) -> str:
            # Hardly any stack needs it: its client is made for those that do.
            from generators.deploy.templates import Templates

            s3 = self.client("s3")
            return Templates(s3, place, account=self.account, made=self.emulator).url(template)

        return put

    def clusters(self) -> ECS:
        """The ECS clusters of this account and region."""
        from generators.deploy.ecs import ECS

        return ECS(self.client("ecs"))

    def public_parameters(self) -> ParameterStore:
        """The parameters that AWS publishes in this region."""
        from generators.deploy.parameter_store import ParameterStore

        return ParameterStore(self.client("ssm"))


def connect(environment: Environment, root: Path) -> Connection:
    """Clients for the environment; `root` is the checkout, where its emulator keeps its files.

    Raises `WrongAccount` where the credentials are those of another account, `CannotReachAWS`
    where there are none that AWS takes.
    """
    if environment.emulator:
        from generators.deploy.emulator import credentials, ensure

        url = ensure(root).url
        return checked(environment, *emulated(environment.region, url, credentials()))
    return checked(environment, *ambient(environment, os.environ))


def emulated(region: str, url: str, credentials: tuple[str, str]) -> tuple[Any, Mapping[str, Any]]:
    """A session and options for clients that heed no AWS_* variable, no profile and no proxy."""
    core = botocore.session.Session(
        session_vars={
            name: (None, None, default, convert)
            for name, (_, _, default, convert) in botocore.session.Session.SESSION_VARIABLES.items()
        }
    )
    for file in ("config_file", "credentials_file"):
        core.set_config_variable(file, os.devnull)
    hasten(core)
    key, secret = credentials
    session = boto3.session.Session(
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        region_name=region,
        botocore_session=core,
    )
    return session, {"endpoint_url": url, "config": _PATIENT.merge(Config(proxies={}))}


def ambient(environment: Environment, environ: Mapping[str, str]) -> tuple[Any, Mapping[str, Any]]:
    """A session and options for clients with the credentials that the AWS CLI would take."""
    for name, value in sorted(environ.items()):
        if name.startswith("AWS_ENDPOINT_URL") and value:
            raise CannotReachAWS(
                f"{name} is set, so this would not reach the AWS account of {environment.name}",
                advice=f"unset {name}",
            )
    with said_at_first(environment.name):
        core = botocore.session.Session()
        hasten(core)
        session = boto3.session.Session(region_name=environment.region, botocore_session=core)
        return session, {"config": _PATIENT}


def checked(environment: Environment, session: Any, options: Mapping[str, Any]) -> Connection:
    """The connection, if its account is the environment's."""
    brief = {**options, "config": options["config"].merge(_BRIEF)}
    with said_at_first(environment.name):
        caller = session.client("sts", **brief).get_caller_identity()
    if caller["Account"] != environment.account:
        raise WrongAccount(
            f"environment {environment.name} is account {environment.account}, the credentials"
            f" are those of {caller['Arn']} in account {caller['Account']}",
            advice=f"choose credentials of account {environment.account} (AWS_PROFILE=…)",
        )
    return Connection(
        account=caller["Account"],
        region=environment.region,
        caller=caller["Arn"],
        session=session,
        options=options,
        bucket=environment.bucket,
        emulator=environment.emulator,
    )
