"""How CloudWatch and Application Auto Scaling name the target group and its load balancer.

All of it is for a service with a load balancer. The parameter that it takes is there for scaling by
requests and for alarms; whoever else uses any of it yields `parameters` too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import GetAtt, Join, Parameter, Ref
from troposphere.cloudwatch import MetricDimension

from generators.stacks.service.balancing.target import target_group_id
from generators.stacks.service.spec import ServiceSpec


def parameters(spec: ServiceSpec) -> Iterator[Parameter]:
    """The name of the cluster's load balancer, where the service is behind that one."""
    if spec.load_balancer and spec.load_balancer.rule:
        yield Parameter(
            "LoadBalancerFullName",
            Type="String",
            AllowedPattern=r"^app/[A-Za-z0-9-]+/[0-9a-z]+$",
            ConstraintDescription="must be app/, the load balancer's name, / and its id",
            Description="The name, in metrics, of the load balancer that services share",
        )


def namespace(spec: ServiceSpec) -> str:
    """CloudWatch's namespace of the load balancer's metrics."""
    return "AWS/NetworkELB" if spec.load_balancer and spec.load_balancer.nlb else _APPLICATION


_APPLICATION = "AWS/ApplicationELB"


def load_balancer_full_name(spec: ServiceSpec) -> Any:
    """The load balancer as metrics name it, such as app/web/0123456789abcdef."""
    shared = spec.load_balancer and spec.load_balancer.rule
    return Ref("LoadBalancerFullName") if shared else GetAtt("LoadBalancer", "LoadBalancerFullName")


def target_group_full_name(spec: ServiceSpec) -> Any:
    """The target group as metrics name it, such as targetgroup/web/0123456789abcdef."""
    if spec.load_balancer is None:
        raise ValueError("a service without a load balancer has no target group")
    return GetAtt(target_group_id(spec.load_balancer), "TargetGroupFullName")


def load_balancer_dimensions(spec: ServiceSpec) -> list[MetricDimension]:
    """The dimensions of metrics of the whole load balancer."""
    return [MetricDimension(Name="LoadBalancer", Value=load_balancer_full_name(spec))]


def target_group_dimensions(spec: ServiceSpec) -> list[MetricDimension]:
    """The dimensions of metrics of the target group, in its load balancer."""
    return [
        MetricDimension(Name="TargetGroup", Value=target_group_full_name(spec)),
        *load_balancer_dimensions(spec),
    ]


def resource_label(spec: ServiceSpec) -> Join:
    """What ALBRequestCountPerTarget counts by; not for an NLB.

    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html
    """
    return Join("/", [load_balancer_full_name(spec), target_group_full_name(spec)])
