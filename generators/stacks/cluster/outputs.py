"""What services build on: the cluster's outputs."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import GetAtt, Join, Output, Ref, Template

from generators.stacks.cluster import execute_command, load_balancer, namespace
from generators.stacks.cluster.spec import ClusterSpec


def add_outputs(t: Template, spec: ClusterSpec) -> None:
    """What services take, under the names of their parameters; the same on EC2 and on Fargate."""
    for output in _outputs(spec):
        t.add_output(output)


def _outputs(spec: ClusterSpec) -> Iterator[Output]:
    subnets = Join(",", Ref("SubnetID"))
    yield Output("ECSCluster", Value=Ref("ECSCluster"), Description="The cluster's name")
    yield Output(
        "ECSClusterArn", Value=GetAtt("ECSCluster", "Arn"), Description="The cluster's ARN"
    )
    yield Output("VpcId", Value=Ref("VpcId"), Description="The VPC of the cluster")
    yield Output("SubnetID", Value=subnets, Description="The subnets of instances and tasks")
    if spec.instances:
        yield Output(
            "InstanceSecurityGroup",
            Value=GetAtt("InstanceSecurityGroup", "GroupId"),
            Description="The security group of the instances",
        )
        yield Output(
            "CapacityProvider",
            Value=Ref("CapacityProvider"),
            Description="What places tasks on the instances",
        )
    if spec.load_balancer:
        yield from load_balancer.outputs()
    if spec.namespace:
        yield from namespace.outputs(spec.namespace)
    if spec.execute_command:
        yield from execute_command.outputs()
