"""What rules ask of Amazon EC2 and its Auto Scaling, and IAM."""

from __future__ import annotations

from collections.abc import Iterable

from ministack.core.responses import get_account_id
from ministack.services import autoscaling, ec2, iam

from generators.deploy.emulated.lookups.ecs import tail
from generators.deploy.emulated.wire import Params, Refused


def vpc(name: str) -> None:
    """A VPC by id."""
    ec2._ensure_defaults_initialized()
    if name not in ec2._vpcs:
        raise Refused("InvalidVpcID.NotFound", f"The vpc ID '{name}' does not exist")


def subnets(names: Iterable[str], code: str = "InvalidSubnetID.NotFound") -> None:
    """Subnets by id; the error's code differs by the service that is asked."""
    ec2._ensure_defaults_initialized()
    for name in names:
        if name not in ec2._subnets:
            raise Refused(code, f"The subnet ID '{name}' does not exist")


def security_groups(names: Iterable[str], code: str = "InvalidGroup.NotFound") -> None:
    """Security groups by id."""
    ec2._ensure_defaults_initialized()
    for name in names:
        if name not in ec2._security_groups:
            raise Refused(code, f"The security group '{name}' does not exist")


def route_table(name: str) -> None:
    """A route table by id."""
    if name not in ec2._route_tables:
        raise Refused("InvalidRouteTableID.NotFound", f"The routeTable ID '{name}' does not exist")


def address(name: str) -> None:
    """An elastic IP address by its allocation."""
    if name not in ec2._addresses:
        raise Refused("InvalidAllocationID.NotFound", f"The allocation ID '{name}' does not exist")


def nat_gateway(name: str, code: str = "NatGatewayNotFound") -> None:
    """A NAT gateway by id; the error's code differs by the operation."""
    if name not in ec2._nat_gateways:
        raise Refused(code, f"The natGateway ID '{name}' does not exist")


def vpc_endpoint(name: str) -> None:
    """A VPC endpoint by id."""
    if name not in ec2._vpc_endpoints:
        raise Refused(
            "InvalidVpcEndpointId.NotFound", f"The VpcEndpoint ID '{name}' does not exist"
        )


def role(arn: str, code: str = "ClientException") -> None:
    """An IAM role of this account by ARN; roles of other accounts are taken on trust."""
    if f"::{get_account_id()}:role/" in arn and tail(arn) not in iam._roles:
        raise Refused(code, f"Role is not valid: {arn} does not exist")


def instance_profile(profile: Params) -> None:
    """An instance profile as a launch template names it, by Arn or by Name."""
    known = {one["Arn"] for one in iam._instance_profiles.values()} | set(iam._instance_profiles)
    wanted = profile.get("Arn") or profile.get("Name")
    if wanted not in known:
        value = f"Value ({wanted}) for parameter iamInstanceProfile is invalid."
        raise Refused("InvalidParameterValue", f"{value} Invalid IAM Instance Profile")


def auto_scaling_group(arn: str) -> None:
    """An Auto Scaling group by name or ARN."""
    if tail(arn) not in autoscaling._asgs:
        raise Refused(
            "ClientException", f"The specified Auto Scaling group ARN '{arn}' was not found."
        )


def launch_template(specification: Params) -> Params:
    """The launch template that a specification means, by id or by name."""
    known = ec2._launch_templates
    name, wanted = specification.get("LaunchTemplateName"), specification.get("LaunchTemplateId")
    for one in known.values():
        if wanted == one["LaunchTemplateId"] or (not wanted and name == one["LaunchTemplateName"]):
            return dict(one)
    raise Refused(
        "ValidationError",
        "You must use a valid fully-formed launch template. The specified launch template, with "
        f"template ID or name {wanted or name}, does not exist.",
    )
