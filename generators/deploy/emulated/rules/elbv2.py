"""What Elastic Load Balancing refuses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import acm, alb, ec2, s3

from generators.deploy.emulated import lookups
from generators.deploy.emulated.services import rule
from generators.deploy.emulated.wire import Params, Refused


@rule("elbv2", "CreateLoadBalancer")
def a_balancer_stands_in_subnets(params: Params) -> None:
    """Subnets and security groups exist; an application load balancer wants two zones."""
    mapped = [one["SubnetId"] for one in params.get("SubnetMappings") or ()]
    names = [*(params.get("Subnets") or ()), *mapped]
    lookups.subnets(names, "SubnetNotFound")
    lookups.security_groups(params.get("SecurityGroups") or (), "InvalidSecurityGroup")
    zones = {ec2._subnets[name]["AvailabilityZone"] for name in names}
    if params.get("Type", "application") == "application" and len(zones) < 2:
        raise Refused(
            "ValidationError",
            "At least two subnets in two different Availability Zones must be specified",
        )


@rule("elbv2", "CreateTargetGroup")
def a_target_group_lies_in_a_vpc(params: Params) -> None:
    """The VPC of a target group exists; all but Lambda's need one."""
    if params.get("TargetType") == "lambda":
        return
    if not params.get("VpcId"):
        raise Refused("ValidationError", "A VPC ID must be specified")
    try:
        lookups.vpc(params["VpcId"])
    except Refused as error:
        raise Refused("ValidationError", error.message) from error


@rule("elbv2", "CreateListener", "ModifyListener", "CreateRule", "ModifyRule")
def actions_name_what_exists(params: Params) -> None:
    """Target groups and certificates of a listener or a rule."""
    for action in (*(params.get("DefaultActions") or ()), *(params.get("Actions") or ())):
        for arn in lookups.forwards(action):
            if arn not in alb._tgs:
                raise Refused("TargetGroupNotFound", "One or more target groups not found")
    for certificate in params.get("Certificates") or ():
        a_certificate_exists(certificate.get("CertificateArn", ""))


@rule("elbv2", "CreateListener")
def a_secure_listener_has_a_certificate(params: Params) -> None:
    """HTTPS and TLS want a certificate, and a security policy of AWS's."""
    if params.get("Protocol") in {"HTTPS", "TLS"} and not params.get("Certificates"):
        raise Refused(
            "ValidationError",
            f"A certificate must be specified for {params['Protocol']} listeners",
        )


@rule("elbv2", "CreateListener", "ModifyListener")
def a_security_policy_is_one_of_awss(params: Params) -> None:
    """Their names all begin alike."""
    policy = params.get("SslPolicy", "")
    if policy and not policy.startswith("ELBSecurityPolicy-"):
        raise Refused("SSLPolicyNotFound", f"SSL policy '{policy}' not found")


@rule("elbv2", "ModifyLoadBalancerAttributes")
def access_logs_have_a_bucket_to_go_to(params: Params) -> None:
    """The bucket of access logs exists, and somebody has been allowed to write into it."""
    given = {one["Key"]: one.get("Value") for one in params["Attributes"]}
    bucket = given.get("access_logs.s3.bucket")
    if given.get("access_logs.s3.enabled") != "true" or not bucket:
        return
    if s3._bucket_owner_account(bucket) is None:
        raise Refused("InvalidConfigurationRequest", f"S3 bucket does not exist: {bucket}")
    if bucket not in s3._bucket_policies:
        raise Refused(
            "InvalidConfigurationRequest",
            f"Access Denied for bucket: {bucket}. Please check S3bucket permission",
        )


@rule("elbv2", "CreateListener")
def a_port_is_listened_on_once(params: Params) -> None:
    """One listener for a port of a load balancer."""
    balancer = params["LoadBalancerArn"]
    if balancer not in alb._lbs:
        raise Refused("LoadBalancerNotFound", f"Load balancer '{balancer}' not found")
    for other in alb._listeners.values():
        if (other["LoadBalancerArn"], other["Port"]) == (balancer, params.get("Port")):
            raise Refused(
                "DuplicateListener", "A listener already exists on this port for this load balancer"
            )


@rule("elbv2", "CreateRule")
def a_new_rules_priority_is_free(params: Params) -> None:
    """Each rule of a listener has a priority of its own."""
    if params["ListenerArn"] not in alb._listeners:
        raise Refused("ListenerNotFound", f"Listener '{params['ListenerArn']}' not found")
    _free(params["ListenerArn"], [(None, params["Priority"])])


@rule("elbv2", "SetRulePriorities")
def a_changed_priority_is_free(params: Params) -> None:
    """Rules may trade priorities among themselves, but not take another's."""
    wanted = [(one["RuleArn"], one["Priority"]) for one in params["RulePriorities"]]
    for arn, _ in wanted:
        if arn not in alb._rules:
            raise Refused("RuleNotFound", f"Rule '{arn}' not found")
    _free(alb._rules[wanted[0][0]]["ListenerArn"], wanted)


@rule("elbv2", "DeleteTargetGroup")
def a_target_group_in_use_stays(params: Params) -> None:
    """A target group that a listener or a rule forwards to cannot be deleted."""
    arn = params["TargetGroupArn"]
    if lookups.listened(arn):
        raise Refused(
            "ResourceInUse", f"Target group '{arn}' is currently in use by a listener or a rule"
        )


@rule("elbv2", "DeleteLoadBalancer")
def a_protected_balancer_stays(params: Params) -> None:
    """Deletion protection protects."""
    for attribute in alb._lb_attrs.get(params["LoadBalancerArn"]) or ():
        if attribute == {"Key": "deletion_protection.enabled", "Value": "true"}:
            raise Refused(
                "OperationNotPermitted",
                f"Load balancer '{params['LoadBalancerArn']}' cannot be deleted because deletion "
                "protection is enabled",
            )


def _free(listener: str, wanted: Iterable[tuple[str | None, Any]]) -> None:
    moving = {arn for arn, _ in wanted}
    taken = {
        str(one["Priority"])
        for one in alb._rules.values()
        if one["ListenerArn"] == listener and one["RuleArn"] not in moving
    }
    for _, priority in wanted:
        if str(priority) in taken:
            raise Refused("PriorityInUse", f"Priority '{priority}' is currently in use")


def a_certificate_exists(arn: str) -> None:
    """ACM's certificates of this account are known; what IAM or another account has is not."""
    if f":{get_account_id()}:certificate/" in arn and arn not in acm._certificates:
        raise Refused("CertificateNotFound", f"Certificate '{arn}' not found")
