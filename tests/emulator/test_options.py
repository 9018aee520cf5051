"""Every option of every kind, and pairs: deployed, changed, deleted, and nothing is left."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from generators.stacks import KINDS
from tests.emulator.conftest import Cloud
from tests.emulator.test_stacks import listings
from tests.options import EACH, PAIRS, Option
from tests.projects import IMAGE

FIRST = {kind: next(option for option in EACH if option.kind == kind) for kind in KINDS}
"""What each kind is without a word in its spec, or with the least."""

RELEASES = {
    "arm64": IMAGE.replace("amazon-linux-2023/", "amazon-linux-2023/arm64/").replace(
        "x86_64", "arm64"
    ),
    "gpu": IMAGE.replace("amazon-linux-2023/", "amazon-linux-2023/gpu/")
    .replace("ecs-hvm", "ecs-gpu-hvm")
    .replace("x86_64", "x86_64-ebs"),
}


WHOLE = Option(
    kind="cluster",
    words="",
    spec={
        "fargate": True,
        "load_balancer": {},
        "namespace": "private_dns",
        "execute_command": {},
    },
)
"""A cluster that has whatever an option of a service may want of it."""


@pytest.fixture(scope="module")
def ground(client: Callable[..., Any]) -> Iterator[Mapping[str, str]]:
    """The outputs of a network and of a cluster on it, for whatever takes from them."""
    cloud = Cloud(client)
    network = cloud.outputs(cloud.create(FIRST["network"].template()))
    name = cloud.create(WHOLE.template(), **_given(WHOLE, network))
    assert cloud.status(name) == "CREATE_COMPLETE", cloud.failures(name)
    certificate = client("acm").request_certificate(DomainName="example.com")["CertificateArn"]
    yield {**network, **cloud.outputs(name), "CertificateArn": certificate}
    client("acm").delete_certificate(CertificateArn=certificate)
    for name in reversed(cloud.made):
        cloud.delete(name)


@pytest.fixture(scope="module", autouse=True)
def boundary(client: Callable[..., Any]) -> Iterator[None]:
    """The managed policy that the options with a permissions boundary name."""
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [everything]}
    made = client("iam").create_policy(PolicyName="boundary", PolicyDocument=json.dumps(document))
    yield
    client("iam").delete_policy(PolicyArn=made["Policy"]["Arn"])


def _image(instances: Mapping[str, Any]) -> str:
    gpu, architecture = instances.get("gpu", False), instances.get("architecture", "x86_64")
    if instances.get("system") == "bottlerocket":
        end = "-nvidia" if gpu else ""
        return f"/aws/service/bottlerocket/aws-ecs-2{end}/{architecture}/1.66.0/image_id"
    return RELEASES["gpu"] if gpu else RELEASES.get(architecture, IMAGE)


def _plain(option: Option) -> Option:
    """The kind without the option, but for a VPC's addresses: another block is another VPC."""
    first = FIRST[option.kind]
    addresses = {key: option.spec[key] for key in ("cidr",) if key in option.spec}
    return replace(first, spec={**first.spec, **addresses})


def _given(option: Option, ground: Mapping[str, str]) -> dict[str, str]:
    """A value for each parameter of the template that has no default, as `make deploy` finds it;
    and for those with one that the ground has something for.
    """
    given = {
        **ground,
        "ImageId": _image(option.spec.get("instances") or {}),
        "LoadBalancerLocation": "10.0.0.0/8",
        "AlarmTopicArn": "arn:aws:sns:eu-west-1:000000000000:alarms",
        "ClientLocation": "10.0.0.0/8",
        "ContainerVersion": "1",
        "Domain": "example.com",
    }
    declared = option.template().get("Parameters", {})
    return {
        name: given[name] for name in declared if "Default" not in declared[name] or name in ground
    }


@pytest.mark.parametrize("option", [*EACH, *PAIRS], ids=lambda option: option.name)
def test_an_option_comes_changes_and_goes_and_leaves_nothing(
    option: Option, cloud: Cloud, ground: Mapping[str, str]
) -> None:
    first = _plain(option)
    before = listings(cloud)
    name = cloud.create(option.template(), **_given(option, ground))
    assert cloud.status(name) == "CREATE_COMPLETE", cloud.failures(name)
    for other in (first, option):
        if first.spec != option.spec:
            _updated(cloud, name, other, ground)
    cloud.delete(name)
    assert cloud.status(name) == "DELETE_COMPLETE", cloud.failures(name)
    assert _kept(listings(cloud)) == _kept(before)


@pytest.mark.parametrize("kind", KINDS)
def test_a_stack_goes_from_any_option_to_the_next(
    kind: str, cloud: Cloud, ground: Mapping[str, str]
) -> None:
    """But for options of other addresses, which make another VPC."""
    before = listings(cloud)
    first, *others = (one for one in EACH if one.kind == kind and "cidr" not in one.spec)
    name = cloud.create(first.template(), **_given(first, ground))
    for option in [*others, *reversed(others[:-1]), first]:
        _updated(cloud, name, option, ground)
    cloud.delete(name)
    assert _kept(listings(cloud)) == _kept(before)


def _updated(cloud: Cloud, name: str, option: Option, ground: Mapping[str, str]) -> None:
    """Bring the stack to the option; a log group that was replaced stays, and goes by hand."""
    before = {event["EventId"] for event in cloud.events(name)}
    cloud.update(name, option.template(), **_given(option, ground))
    assert cloud.status(name) == "UPDATE_COMPLETE", f"{option.name}: {cloud.failures(name)}"
    for event in cloud.events(name):
        if event["EventId"] not in before and event["ResourceStatus"] == "DELETE_SKIPPED":
            assert event["ResourceType"] == "AWS::Logs::LogGroup"
            cloud.client("logs").delete_log_group(logGroupName=event["PhysicalResourceId"])


def _kept(found: dict[str, Any]) -> dict[str, Any]:
    """What is listed, without revisions of task definitions, of which AWS forgets none."""
    return {name: listed for name, listed in found.items() if name != "task definitions"}
