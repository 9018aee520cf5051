"""The launch template: what an instance is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import GetAtt, If, NoValue, Ref, Tags, ec2

from generators.stacks.cluster import boot
from generators.stacks.cluster.spec import InstancesSpec

BOTTLEROCKETS_OWN = 4
"""GiB of Bottlerocket's first volume, which holds the system and nothing else."""


def launch_template(instances: InstancesSpec) -> ec2.LaunchTemplate:
    """The launch template; each change of it is a new version, which the group then rolls out."""
    metadata = boot.metadata(instances)
    return ec2.LaunchTemplate(
        "LaunchTemplate",
        **({"Metadata": metadata} if metadata else {}),
        LaunchTemplateData=ec2.LaunchTemplateData(
            ImageId=Ref("ImageId"),
            **_type_and_key(instances),
            IamInstanceProfile=ec2.IamInstanceProfile(Arn=GetAtt("EC2InstanceProfile", "Arn")),
            SecurityGroupIds=[GetAtt("InstanceSecurityGroup", "GroupId")],
            MetadataOptions=metadata_options(),
            BlockDeviceMappings=list(volumes(instances)),
            TagSpecifications=[
                ec2.TagSpecifications(ResourceType=kind, Tags=_tags(instances))
                for kind in ("instance", "volume")
            ],
            UserData=boot.user_data(instances),
        ),
    )


def _type_and_key(instances: InstancesSpec) -> dict[str, Any]:
    """With mixed instances the group says the types; Bottlerocket takes no key on the host."""
    found: dict[str, Any] = {} if instances.mixed else {"InstanceType": Ref("InstanceType")}
    if instances.system == "al2023":
        found["KeyName"] = If("HasKey", Ref("KeyName"), NoValue)
    return found


def _tags(instances: InstancesSpec) -> Tags:
    return Tags({"Name": Ref("AWS::StackName"), **instances.tags})


def metadata_options() -> ec2.MetadataOptions:
    """Credentials only for who asks from the instance itself: an answer crosses no bridge."""
    return ec2.MetadataOptions(
        HttpTokens="required", HttpPutResponseHopLimit=1, HttpProtocolIpv6="disabled"
    )


def volumes(instances: InstancesSpec) -> Iterator[ec2.LaunchTemplateBlockDeviceMapping]:
    """Encrypted. Bottlerocket keeps images and containers on a volume apart from the system's.

    https://bottlerocket.dev/en/os/latest/#/concepts/storage/
    """
    if instances.system == "bottlerocket":
        yield _volume("/dev/xvda", BOTTLEROCKETS_OWN)
        yield _volume("/dev/xvdb", Ref("VolumeSize"))
    else:
        yield _volume("/dev/xvda", Ref("VolumeSize"))


def _volume(device: str, size: Any) -> ec2.LaunchTemplateBlockDeviceMapping:
    return ec2.LaunchTemplateBlockDeviceMapping(
        DeviceName=device,
        Ebs=ec2.EBSBlockDevice(
            VolumeType="gp3", VolumeSize=size, Encrypted=True, DeleteOnTermination=True
        ),
    )
