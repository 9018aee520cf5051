"""Alarms about the service's tasks, told to an SNS topic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import GetAtt, Ref
from troposphere.cloudwatch import Alarm, Metric, MetricDataQuery, MetricDimension, MetricStat

from generators.parts.alarms import told
from generators.stacks.service.balancing import metrics, target_group_dimensions
from generators.stacks.service.spec import ServiceSpec

FIVE_MINUTES = 300


def alarms(spec: ServiceSpec) -> Iterator[Alarm]:
    """Each alarm that the spec asks for, as far as there is something for it to watch."""
    if spec.alarms is None:
        return
    if spec.alarms.cpu is not None:
        yield utilization("CPU", spec.alarms.cpu, "CPU")
    if spec.alarms.memory is not None:
        yield utilization("Memory", spec.alarms.memory, "memory")
    if spec.alarms.unhealthy_tasks and spec.load_balancer:
        yield unhealthy_tasks(spec)
    if spec.alarms.errors is not None and spec.load_balancer and not spec.load_balancer.nlb:
        yield errors(spec, spec.alarms.errors)
    if spec.alarms.too_few_tasks_minutes is not None:
        yield too_few_tasks(spec, spec.alarms.too_few_tasks_minutes)


def utilization(metric: str, threshold: int, words: str) -> Alarm:
    """Tasks use more of what they have set aside than they should."""
    return Alarm(
        f"{metric}Alarm",
        AlarmDescription=f"The tasks of a service use over {threshold} % of their {words}",
        Namespace="AWS/ECS",
        MetricName=f"{metric}Utilization",
        Dimensions=service_dimensions(),
        Statistic="Average",
        Period=FIVE_MINUTES,
        EvaluationPeriods=1,
        ComparisonOperator="GreaterThanThreshold",
        Threshold=threshold,
        TreatMissingData="notBreaching",
        **told(),
    )


def unhealthy_tasks(spec: ServiceSpec) -> Alarm:
    """The load balancer finds a task ill. A single minute counts, for ECS soon replaces it."""
    return Alarm(
        "UnhealthyTasksAlarm",
        AlarmDescription="The load balancer of a service calls a task unhealthy",
        Namespace=metrics.namespace(spec),
        MetricName="UnHealthyHostCount",
        Dimensions=target_group_dimensions(spec),
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=1,
        ComparisonOperator="GreaterThanThreshold",
        Threshold=0,
        TreatMissingData="notBreaching",
        **told(),
    )


def errors(spec: ServiceSpec, threshold: int) -> Alarm:
    """Tasks answer that they have failed. What the load balancer itself answers is not counted."""
    return Alarm(
        "ErrorsAlarm",
        AlarmDescription=f"The tasks of a service have answered 500 or above {threshold} times",
        Namespace=metrics.namespace(spec),
        MetricName="HTTPCode_Target_5XX_Count",
        Dimensions=target_group_dimensions(spec),
        Statistic="Sum",
        Period=FIVE_MINUTES,
        EvaluationPeriods=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        Threshold=threshold,
        TreatMissingData="notBreaching",
        **told(),
    )


def too_few_tasks(spec: ServiceSpec, minutes: int) -> Alarm:
    """Tasks that should run do not. Container Insights falls silent when the last one is gone, so
    that silence counts as well, but where the service may be without tasks by its own spec.
    """
    return Alarm(
        "TooFewTasksAlarm",
        AlarmDescription=f"For {minutes} minutes fewer tasks of a service have run than should",
        Metrics=[
            _counted("desired", "DesiredTaskCount"),
            _counted("running", "RunningTaskCount"),
            MetricDataQuery(
                Id="missing", Label="Missing tasks", Expression="desired - running", ReturnData=True
            ),
        ],
        EvaluationPeriods=minutes,
        ComparisonOperator="GreaterThanThreshold",
        Threshold=0,
        TreatMissingData="notBreaching" if may_be_empty(spec) else "breaching",
        **told(),
    )


def may_be_empty(spec: ServiceSpec) -> bool:
    """Whether no tasks at all may be as the spec wants it; not known of what a parameter says."""
    if spec.scaling is None:
        return bool(spec.desired_count == 0)
    bounds = (one for s in spec.scaling.schedules.values() for one in (s.min, s.max))
    return 0 in (spec.scaling.min, spec.scaling.max, *bounds)


def service_dimensions() -> list[MetricDimension]:
    """The service as ECS and Container Insights name it in metrics."""
    return [
        MetricDimension(Name="ClusterName", Value=Ref("ECSCluster")),
        MetricDimension(Name="ServiceName", Value=GetAtt("service", "Name")),
    ]


def _counted(id_: str, metric: str) -> MetricDataQuery:
    found: dict[str, Any] = {"Namespace": "ECS/ContainerInsights", "MetricName": metric}
    return MetricDataQuery(
        Id=id_,
        MetricStat=MetricStat(
            Metric=Metric(**found, Dimensions=service_dimensions()), Period=60, Stat="Average"
        ),
        ReturnData=False,
    )
