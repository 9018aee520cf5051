"""Alarms about the instances' capacity, told to an SNS topic.

A cluster on Fargate alone has none: there CloudWatch keeps these metrics for each service.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
"""

from __future__ import annotations

from typing import Any

from troposphere import Ref
from troposphere.cloudwatch import Alarm, MetricDimension

from generators.parts.alarms import told
from generators.stacks.cluster.spec import AlarmsSpec

FIVE_MINUTES = 300


def cpu_utilization(spec: AlarmsSpec) -> Alarm:
    """Tasks use more CPU than the instances should give."""
    return _of_the_cluster("CPUUtilization", spec.cpu_utilization, "CPU in use")


def memory_utilization(spec: AlarmsSpec) -> Alarm:
    """Tasks use more memory than the instances should give."""
    return _of_the_cluster("MemoryUtilization", spec.memory_utilization, "memory in use")


def cpu_reservation(spec: AlarmsSpec) -> Alarm:
    """Tasks have reserved nearly all CPU units."""
    return _of_the_cluster("CPUReservation", spec.cpu_reservation, "CPU units reserved")


def memory_reservation(spec: AlarmsSpec) -> Alarm:
    """Tasks have reserved nearly all memory."""
    return _of_the_cluster("MemoryReservation", spec.memory_reservation, "memory reserved")


def _of_the_cluster(metric: str, threshold: int, words: str) -> Alarm:
    return Alarm(
        f"{metric}Alarm",
        AlarmDescription=f"Of the cluster's instances, over {threshold} % {words}",
        Namespace="AWS/ECS",
        MetricName=metric,
        Dimensions=[_cluster_name()],
        Statistic="Average",
        Period=FIVE_MINUTES,
        EvaluationPeriods=1,
        Threshold=threshold,
        **_common(),
    )


def no_capacity(spec: AlarmsSpec) -> Alarm:
    """Tasks have waited for instances longer than an instance takes to come: MaxSize, or no stock.

    ECS says over 100 while it wants more instances than there are.
    https://aws.amazon.com/blogs/containers/deep-dive-on-amazon-ecs-cluster-auto-scaling/
    """
    return Alarm(
        "NoCapacityAlarm",
        AlarmDescription=f"Tasks have found no instance for {spec.no_capacity_minutes} minutes: "
        "the group is at MaxSize, or EC2 has no such instance to give",
        Namespace="AWS/ECS/ManagedScaling",
        MetricName="CapacityProviderReservation",
        Dimensions=[
            _cluster_name(),
            MetricDimension(Name="CapacityProviderName", Value=Ref("CapacityProvider")),
        ],
        Statistic="Minimum",
        Period=60,
        EvaluationPeriods=spec.no_capacity_minutes,
        Threshold=100,
        **_common(),
    )


def _cluster_name() -> MetricDimension:
    return MetricDimension(Name="ClusterName", Value=Ref("ECSCluster"))


def _common() -> dict[str, Any]:
    """An empty cluster has no metrics, and is no reason to wake anybody."""
    return {
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
        **told(),
    }
