"""The cluster's parameters, its conditions, and the outputs that services build on."""

from __future__ import annotations

from troposphere import And, Condition, Equals, GetAtt, Join, Not, Output, Parameter, Ref, Template

FAMILIES = {
    "t3": ("micro", "small", "medium", "large", "xlarge", "2xlarge"),
    "t3a": ("micro", "small", "medium", "large", "xlarge", "2xlarge"),
    "c7i": ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge"),
    "m7i": ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge"),
    "r7i": ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge"),
}
"""Instance families of today with the sizes on offer, all x86-64 as the default AMI is."""

AMI = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
"""AWS's public parameter for the ECS-optimized Amazon Linux 2023, the same in every region."""

OCTET = r"(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
CIDR_OR_NOTHING = rf"^$|^({OCTET}\.){{3}}{OCTET}/([12]?[0-9]|3[0-2])$"


def add_parameters(t: Template) -> None:
    """What an environment decides: place, size, and who may log in."""
    for parameter in (*_place(), *_size(), *_login()):
        t.add_parameter(parameter)


def _place() -> list[Parameter]:
    return [
        Parameter("VpcId", Type="AWS::EC2::VPC::Id", Description="The VPC of the subnets"),
        Parameter(
            "SubnetID",
            Type="List<AWS::EC2::Subnet::Id>",
            Description="Subnets for the instances, with a way out to AWS's endpoints",
        ),
    ]


def _size() -> list[Parameter]:
    return [
        Parameter(
            "DesiredCapacity",
            Type="Number",
            Default=1,
            MinValue=1,
            Description="Instances to start with, and never to go below",
        ),
        Parameter(
            "MaxSize",
            Type="Number",
            Default=2,
            MinValue=1,
            Description="Instances never to exceed; one more than desired, for rolling updates",
        ),
        Parameter(
            "InstanceType",
            Type="String",
            Default="t3.micro",
            AllowedValues=[f"{family}.{size}" for family in FAMILIES for size in FAMILIES[family]],
            Description="EC2 instance type",
        ),
        Parameter(
            "ImageId",
            Type="AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
            Default=AMI,
            Description="SSM parameter that holds the AMI of the instances",
        ),
    ]


def _login() -> list[Parameter]:
    return [
        Parameter(
            "KeyName",
            Type="String",
            Default="",
            MaxLength=255,
            Description="EC2 key pair for SSH; empty for none (use SSM Session Manager)",
        ),
        Parameter(
            "SSHLocation",
            Type="String",
            Default="",
            AllowedPattern=CIDR_OR_NOTHING,
            ConstraintDescription="must be an IPv4 block such as 203.0.113.0/24, or empty",
            Description="Addresses that may reach port 22, if there is a key; empty for none",
        ),
    ]


def add_conditions(t: Template) -> None:
    """Port 22 opens only where a key and a block of addresses are given."""
    t.add_condition("HasKey", Not(Equals(Ref("KeyName"), "")))
    t.add_condition("HasSSHLocation", Not(Equals(Ref("SSHLocation"), "")))
    t.add_condition("AllowsSSH", And(Condition("HasKey"), Condition("HasSSHLocation")))


def add_outputs(t: Template) -> None:
    """What services take, under the names of their parameters."""
    outputs = {
        "ECSCluster": (Ref("ECSCluster"), "The cluster's name"),
        "ECSClusterArn": (GetAtt("ECSCluster", "Arn"), "The cluster's ARN"),
        "VpcId": (Ref("VpcId"), "The VPC of the cluster"),
        "SubnetID": (Join(",", Ref("SubnetID")), "The subnets of the cluster"),
        "InstanceSecurityGroup": (GetAtt("InstanceSecurityGroup", "GroupId"), "Of the instances"),
        "CapacityProvider": (Ref("CapacityProvider"), "What places tasks on the instances"),
    }
    for name, (value, description) in outputs.items():
        t.add_output(Output(name, Value=value, Description=description))
