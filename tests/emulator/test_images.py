"""Public images: their names have the forms of real ones, and each name is one image."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from generators.deploy.emulated import images
from tests.emulator.conftest import Cloud
from tests.emulator.templates import alone

AL2023 = "/aws/service/ecs/optimized-ami/amazon-linux-2023"
BOTTLEROCKET = "/aws/service/bottlerocket"


def value(cloud: Cloud, name: str) -> str:
    return str(cloud.client("ssm").get_parameter(Name=name)["Parameter"]["Value"])


@pytest.mark.parametrize(
    ("folder", "begin", "end"),
    [
        ("", "al2023-ami-ecs-hvm-2023.0.", "-kernel-6.1-x86_64"),
        ("/arm64", "al2023-ami-ecs-hvm-2023.0.", "-kernel-6.1-arm64"),
        ("/gpu", "al2023-ami-ecs-gpu-hvm-2023.0.", "-kernel-6.1-x86_64-ebs"),
    ],
)
def test_the_recommended_image_is_the_newest_release(
    cloud: Cloud, folder: str, begin: str, end: str
) -> None:
    facts = json.loads(value(cloud, f"{AL2023}{folder}/recommended"))
    name = facts["image_name"]
    assert name.startswith(begin)
    assert name.endswith(end)
    assert facts["image_version"] in name
    assert (facts["schema_version"], facts["os"]) == (1, "Amazon Linux 2023")
    assert facts["ecs_agent_version"].count(".") == 2
    for place in ("recommended", name):
        assert value(cloud, f"{AL2023}{folder}/{place}/image_id") == facts["image_id"]
        assert value(cloud, f"{AL2023}{folder}/{place}/image_name") == name


@pytest.mark.parametrize("variant", ["aws-ecs-2", "aws-ecs-2-nvidia"])
@pytest.mark.parametrize(("architecture", "machine"), [("x86_64", "x86_64"), ("arm64", "aarch64")])
def test_bottlerocket_is_there_by_its_versions(
    cloud: Cloud, variant: str, architecture: str, machine: str
) -> None:
    folder = f"{BOTTLEROCKET}/{variant}/{architecture}"
    version = value(cloud, f"{folder}/latest/image_version")
    image = value(cloud, f"{folder}/latest/image_id")
    for same in (version, version.partition("-")[0]):
        assert value(cloud, f"{folder}/{same}/image_id") == image
        assert value(cloud, f"{folder}/{same}/image_version") == version
    (found,) = cloud.client("ec2").describe_images(ImageIds=[image])["Images"]
    assert found["Name"] == f"bottlerocket-{variant}-{machine}-v{version}"
    assert found["Architecture"] == architecture


@pytest.mark.parametrize(
    "parameter",
    [
        f"{AL2023}/al2023-ami-ecs-hvm-2023.0.20280229-kernel-6.12-x86_64/image_id",
        f"{AL2023}/arm64/al2023-ami-ecs-hvm-2023.0.20280229-kernel-6.1-arm64/image_id",
        f"{AL2023}/gpu/al2023-ami-ecs-gpu-hvm-2023.0.20280229-kernel-6.1-x86_64-ebs/image_id",
        f"{BOTTLEROCKET}/aws-ecs-2/x86_64/9.9.9/image_id",
        f"{BOTTLEROCKET}/aws-ecs-2-nvidia/arm64/1.42.0-5ed15786/image_id",
    ],
)
def test_a_newer_release_is_believed_and_may_be_launched(cloud: Cloud, parameter: str) -> None:
    image = value(cloud, parameter)
    name = cloud.create(alone("AWS::EC2::LaunchTemplate", LaunchTemplateData={"ImageId": image}))
    assert cloud.status(name) == "CREATE_COMPLETE", cloud.failures(name)
    assert cloud.client("ec2").describe_images(ImageIds=[image])["Images"]


@pytest.mark.parametrize(
    "parameter",
    [
        f"{AL2023}/newest/image_id",
        f"{AL2023}/recommended/image",
        f"{AL2023}/al2023-ami-ecs-hvm-2023.0.20241301-kernel-6.1-x86_64/image_id",
        f"{AL2023}/al2023-ami-ecs-hvm-2023.0.20241001-kernel-6.1-arm64/image_id",
        f"{AL2023}/arm64/al2023-ami-ecs-hvm-2023.0.20241001-kernel-6.1-x86_64/image_id",
        f"{AL2023}/gpu/al2023-ami-ecs-gpu-hvm-2023.0.20241001-kernel-6.1-x86_64/image_id",
        f"{AL2023}/gpu/al2023-ami-ecs-gpu-hvm-2023.0.20241001-kernel-6.1-arm64-ebs/image_id",
        f"{BOTTLEROCKET}/aws-ecs-2/aarch64/latest/image_id",
        f"{BOTTLEROCKET}/aws-ecs-2/x86_64/1.42/image_id",
        f"{BOTTLEROCKET}/aws-ecs-2/x86_64/1.42.0-5ed/image_id",
        f"{BOTTLEROCKET}/aws-ecs-2/x86_64/latest",
        f"{BOTTLEROCKET}/aws-k8s-1.34/x86_64/latest/image_id",
    ],
)
def test_a_name_that_no_release_has_is_not_found(cloud: Cloud, parameter: str) -> None:
    with pytest.raises(ClientError) as caught:
        value(cloud, parameter)
    assert caught.value.response["Error"]["Code"] == "ParameterNotFound"


def test_each_name_is_an_image_of_its_own() -> None:
    found = [images.at(parameter) for parameter in images.parameters()]
    ids = [one[0].id for one in found if one]
    assert len(set(ids)) == len(ids) == len(found)
