"""How the number of tasks follows their load."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import AWSObject, GetAtt, Parameter, Ref, Sub
from troposphere.applicationautoscaling import (
    CustomizedMetricSpecification,
    PredefinedMetricSpecification,
    ScalableTarget,
    ScalableTargetAction,
    ScalingPolicy,
    ScheduledAction,
    TargetTrackingMetric,
    TargetTrackingMetricDataQuery,
    TargetTrackingMetricDimension,
    TargetTrackingMetricStat,
    TargetTrackingScalingPolicyConfiguration,
)

from generators.stacks.service import balancing
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.scaling import QueueSpec, ScalingSpec, ScheduleSpec


def parameters(spec: ServiceSpec) -> Iterator[Parameter]:
    """What the load balancer is called in metrics, where its requests are followed."""
    if spec.scaling and spec.scaling.requests:
        yield from balancing.metrics.parameters(spec)


def resources(spec: ServiceSpec) -> Iterator[AWSObject]:
    """The target of scaling, and a policy for each thing that it follows."""
    scaling = spec.scaling
    if not scaling:
        return
    yield target(scaling)
    if scaling.cpu:
        average = _predefined("ECSServiceAverageCPUUtilization")
        yield policy("CPU", scaling, scaling.cpu, average)
    if scaling.memory:
        average = _predefined("ECSServiceAverageMemoryUtilization")
        yield policy("Memory", scaling, scaling.memory, average)
    if scaling.requests:
        label = {"ResourceLabel": balancing.resource_label(spec)}
        per_target = _predefined("ALBRequestCountPerTarget", **label)
        yield policy("Requests", scaling, scaling.requests, per_target)
    if scaling.queue:
        yield policy("Queue", scaling, scaling.queue.messages_per_task, backlog(scaling.queue))


def target(spec: ScalingSpec) -> ScalableTarget:
    """The service's count, within bounds, by the service-linked role of Application Auto Scaling.

    A count outside the bounds is brought within them, which is also how a new service gets more
    than the one task that ECS starts it with.
    """
    scheduled = [scheduled_action(name, one) for name, one in spec.schedules.items()]
    return ScalableTarget(
        "ScalableTarget",
        ServiceNamespace="ecs",
        ScalableDimension="ecs:service:DesiredCount",
        ResourceId=Sub("service/${ECSCluster}/${service.Name}"),
        MinCapacity=spec.min,
        MaxCapacity=spec.max,
        **({"ScheduledActions": scheduled} if scheduled else {}),
    )


def scheduled_action(name: str, spec: ScheduleSpec) -> ScheduledAction:
    """Other bounds from a time on, until the next schedule, or a deploy that changes the bounds."""
    bounds = {"MinCapacity": spec.min, "MaxCapacity": spec.max}
    return ScheduledAction(
        ScheduledActionName=name,
        Schedule=spec.when,
        **({"Timezone": spec.timezone} if spec.timezone is not None else {}),
        ScalableTargetAction=ScalableTargetAction(
            **{key: value for key, value in bounds.items() if value is not None}
        ),
    )


def policy(what: str, spec: ScalingSpec, aim: int, metric: dict[str, Any]) -> ScalingPolicy:
    """Keeps a metric at its aim. The name, which the API demands, is unique in the target alone."""
    return ScalingPolicy(
        f"{what}ScalingPolicy",
        PolicyName=what.lower(),
        PolicyType="TargetTrackingScaling",
        ScalingTargetId=Ref("ScalableTarget"),
        TargetTrackingScalingPolicyConfiguration=TargetTrackingScalingPolicyConfiguration(
            **metric,
            TargetValue=aim,
            ScaleInCooldown=spec.scale_in_cooldown,
            ScaleOutCooldown=spec.scale_out_cooldown,
        ),
    )


def _predefined(type_: str, **more: Any) -> dict[str, Any]:
    metric = PredefinedMetricSpecification(PredefinedMetricType=type_, **more)
    return {"PredefinedMetricSpecification": metric}


def backlog(spec: QueueSpec) -> dict[str, Any]:
    """Waiting messages for each running task.

    Container Insights says nothing of a service without tasks, and is late with its last minute:
    that is filled with what was before it, and with 0 where nothing was. Of no tasks a single
    message is more than they can bear, so that it starts one.
    https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html
    """
    visible = {"QueueName": spec.name}
    service = {"ClusterName": Ref("ECSCluster"), "ServiceName": GetAtt("service", "Name")}
    least = f"1 / {spec.messages_per_task + 1}"
    return {
        "CustomizedMetricSpecification": CustomizedMetricSpecification(
            Metrics=[
                _metric("visible", "AWS/SQS", "ApproximateNumberOfMessagesVisible", visible),
                _metric("counted", "ECS/ContainerInsights", "RunningTaskCount", service),
                _expression("running", "FILL(FILL(counted, REPEAT), 0)", returned=False),
                _expression("backlog", f"visible / IF(running > 0, running, {least})"),
            ]
        )
    }


def _metric(
    id_: str, namespace: str, name: str, dimensions: dict[str, Any]
) -> TargetTrackingMetricDataQuery:
    metric = TargetTrackingMetric(
        Namespace=namespace,
        MetricName=name,
        Dimensions=[TargetTrackingMetricDimension(Name=k, Value=v) for k, v in dimensions.items()],
    )
    stat = TargetTrackingMetricStat(Metric=metric, Stat="Average")
    return TargetTrackingMetricDataQuery(Id=id_, MetricStat=stat, ReturnData=False)


def _expression(id_: str, text: str, *, returned: bool = True) -> TargetTrackingMetricDataQuery:
    return TargetTrackingMetricDataQuery(Id=id_, Expression=text, ReturnData=returned)
