"""Does it exist? Questions that rules ask of other services, with AWS's errors for a no."""

from __future__ import annotations

from collections.abc import Iterable

from ministack.core.responses import get_account_id
from ministack.services import alb, autoscaling, ec2, ecs, iam, servicediscovery

from generators.deploy.emulated.wire import Params, Refused

FARGATE = frozenset({"FARGATE", "FARGATE_SPOT"})
FORWARDS = "_forwards"  # where a listener or a rule notes all target groups that it forwards to


def tail(reference: str) -> str:
    """The last part of an ARN or path; a plain name is itself."""
    return reference.rpartition("/")[2]


def cluster(reference: str) -> Params:
    """An active ECS cluster by name or ARN."""
    found: Params | None = ecs._clusters.get(tail(reference))
    if not found or found["status"] != "ACTIVE":
        raise Refused("ClusterNotFoundException", "Cluster not found.")
    return found


def provider(reference: str) -> None:
    """An ECS capacity provider by name or ARN."""
    name = tail(reference)
    if name not in FARGATE and name not in ecs._capacity_providers:
        raise Refused(
            "InvalidParameterException", f"The specified capacity provider '{name}' was not found."
        )


def capacity_providers() -> dict[str, str]:
    """The ARN of each capacity provider's Auto Scaling group, by the provider's name."""
    return {
        name: str((one.get("autoScalingGroupProvider") or {}).get("autoScalingGroupArn", ""))
        for name, one in ecs._capacity_providers.items()
    }


def namespace(reference: str) -> Params:
    """A Cloud Map namespace by name, id or ARN."""
    for one in servicediscovery._namespaces.values():
        if reference in (one["Name"], one["Id"], one["Arn"]):
            return dict(one)
    raise Refused(
        "NamespaceNotFoundException", f"The specified namespace '{reference}' was not found."
    )


def task_definition(reference: str) -> Params:
    """An active task definition by family, family:revision or ARN."""
    key = ecs._resolve_td_key(reference)
    found: Params | None = ecs._task_defs.get(key) if key else None
    if not found:
        raise Refused("ClientException", "TaskDefinition not found.")
    if found["status"] != "ACTIVE":
        raise Refused("ClientException", "TaskDefinition is inactive")
    return found


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


def target_group(arn: str) -> Params:
    """A target group by ARN."""
    found: Params | None = alb._tgs.get(arn)
    if not found:
        raise Refused(
            "InvalidParameterException",
            "Unable to assume role and validate the specified targetGroupArn: "
            f"{arn} was not found.",
        )
    return found


def forwards(action: Params) -> set[str]:
    """The target groups that a load balancer's action forwards to."""
    groups = (action.get("ForwardConfig") or {}).get("TargetGroups") or ()
    found = {action.get("TargetGroupArn"), *(group.get("TargetGroupArn") for group in groups)}
    return {arn for arn in found if arn}


def listened(target_group_arn: str) -> bool:
    """Whether any listener or rule of a load balancer forwards to the target group."""
    users = (*alb._listeners.values(), *alb._rules.values())
    return any(target_group_arn in one.get(FORWARDS, ()) for one in users)
