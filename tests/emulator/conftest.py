"""One real emulator for the session, and a few verbs to speak with it through boto3."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest

from generators.deploy import emulator

REGION = "eu-west-1"
CAPABILITIES = ["CAPABILITY_NAMED_IAM"]
Template = Mapping[str, Any]


@dataclass
class Cloud:
    """The emulated AWS: clients by service, and stacks by name."""

    client: Callable[..., Any]
    made: list[str] = field(default_factory=list)

    def create(self, template: Template, name: str = "", **params: str) -> str:
        """Create a stack and wait for it; give its name."""
        name = name or f"test-{uuid4().hex[:8]}"
        self.client("cloudformation").create_stack(
            StackName=name,
            TemplateBody=body(template),
            Parameters=parameters(params),
            Capabilities=CAPABILITIES,
            Tags=[{"Key": "team", "Value": "blue"}],
        )
        self.made.append(name)
        self.wait(name)
        return name

    def update(self, name: str, template: Template, **params: str) -> None:
        self.client("cloudformation").update_stack(
            StackName=name,
            TemplateBody=body(template),
            Parameters=parameters(params),
            Capabilities=CAPABILITIES,
        )
        self.wait(name)

    def change_set(self, name: str, template: Template, **params: str) -> Any:
        """Make a change set and describe it."""
        made = self.client("cloudformation").create_change_set(
            StackName=name,
            ChangeSetName=f"c{uuid4().hex[:8]}",
            TemplateBody=body(template),
            Parameters=parameters(params),
            Capabilities=CAPABILITIES,
        )
        return self.client("cloudformation").describe_change_set(ChangeSetName=made["Id"])

    def changes(self, name: str, template: Template, **params: str) -> dict[str, tuple[str, str]]:
        """Action and Replacement of each resource that a change set would touch."""
        found = self.change_set(name, template, **params)["Changes"]
        each = [one["ResourceChange"] for one in found]
        return {
            one["LogicalResourceId"]: (one["Action"], one.get("Replacement", "")) for one in each
        }

    def delete(self, name: str) -> None:
        self.client("cloudformation").delete_stack(StackName=name)
        self.wait(name)

    def wait(self, name: str) -> None:
        until = time.monotonic() + 20
        while self.status(name).endswith("_IN_PROGRESS"):
            assert time.monotonic() < until, f"{name} is still {self.status(name)}"
            time.sleep(0.01)

    def stack(self, name: str) -> Any:
        return self.client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]

    def status(self, name: str) -> str:
        try:
            return str(self.stack(name)["StackStatus"])
        except self.client("cloudformation").exceptions.ClientError:
            return "DELETE_COMPLETE"

    def outputs(self, name: str) -> dict[str, str]:
        return {one["OutputKey"]: one["OutputValue"] for one in self.stack(name).get("Outputs", ())}

    def events(self, name: str) -> list[Any]:
        """Oldest first."""
        found = self.client("cloudformation").describe_stack_events(StackName=name)["StackEvents"]
        return list(reversed(found))

    def failures(self, name: str) -> str:
        """Why resources failed, a line for each."""
        return "\n".join(
            f"{one['LogicalResourceId']} {one['ResourceStatus']} {one.get('ResourceStatusReason')}"
            for one in self.events(name)
            if one["ResourceStatus"].endswith("_FAILED")
        )

    def physical(self, name: str, logical_id: str) -> str:
        found = self.client("cloudformation").describe_stack_resource(
            StackName=name, LogicalResourceId=logical_id
        )
        return str(found["StackResourceDetail"]["PhysicalResourceId"])


def body(template: Template) -> str:
    return json.dumps(template)


def parameters(values: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("checkout")


@pytest.fixture(scope="session")
def endpoint(root: Path) -> Iterator[emulator.Endpoint]:
    yield emulator.ensure(root)
    emulator.stop(root)


@pytest.fixture(scope="session", autouse=True)
def nobodys_environment() -> Iterator[None]:
    """Whoever runs the tests may have AWS variables; they change nothing here."""
    saved = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    for name in saved:
        del os.environ[name]
    yield
    os.environ.update(saved)


@pytest.fixture(scope="session")
def client(endpoint: emulator.Endpoint) -> Iterator[Callable[..., Any]]:
    """boto3's clients of the emulator, each made once: that takes longer than most calls do."""
    key, secret = emulator.credentials()
    session = boto3.Session(aws_access_key_id=key, aws_secret_access_key=secret)
    known: dict[tuple[str, str], Any] = {}

    def find(service: str, region: str = REGION) -> Any:
        if (service, region) not in known:
            made = session.client(service, region_name=region, endpoint_url=endpoint.url)
            known[service, region] = made
        return known[service, region]

    yield find
    for one in known.values():
        one.close()


@pytest.fixture
def cloud(client: Callable[..., Any]) -> Iterator[Cloud]:
    """The emulated AWS; the stacks that a test makes are gone after it."""
    cloud = Cloud(client)
    yield cloud
    for name in reversed(cloud.made):
        cloud.delete(name)
        assert cloud.status(name) == "DELETE_COMPLETE", cloud.failures(name)
