"""Names that people give resources, which CloudFormation cannot give to a second one.

To replace a resource it makes the new one first: one whose name is given and stays the same cannot
be made beside the old one, and the deploy fails.
"""

from __future__ import annotations

from collections.abc import Mapping

from generators.review.nodes import Node, references

NAMES: Mapping[str, str] = {
    "AWS::AutoScaling::AutoScalingGroup": "AutoScalingGroupName",
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::CloudWatch::Dashboard": "DashboardName",
    "AWS::DynamoDB::Table": "TableName",
    "AWS::EC2::LaunchTemplate": "LaunchTemplateName",
    "AWS::EC2::SecurityGroup": "GroupName",
    "AWS::ECR::Repository": "RepositoryName",
    "AWS::ECS::CapacityProvider": "Name",
    "AWS::ECS::Cluster": "ClusterName",
    "AWS::ECS::Service": "ServiceName",
    "AWS::ElastiCache::CacheCluster": "ClusterName",
    "AWS::ElastiCache::ReplicationGroup": "ReplicationGroupId",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "Name",
    "AWS::ElasticLoadBalancingV2::TargetGroup": "Name",
    "AWS::Events::Rule": "Name",
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
    "AWS::Kinesis::Stream": "Name",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::RDS::DBCluster": "DBClusterIdentifier",
    "AWS::RDS::DBInstance": "DBInstanceIdentifier",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::SSM::Parameter": "Name",
    "AWS::SecretsManager::Secret": "Name",
    "AWS::ServiceDiscovery::Service": "Name",
}
"""The property that names a resource, by type; all are optional and cannot be changed."""

_WITHIN = {
    "AWS::EC2::SecurityGroup": "VpcId",
    "AWS::ECS::Service": "Cluster",
    "AWS::Events::Rule": "EventBusName",
}
"""What a name need only be unique within: in another of these it collides with nothing."""


def custom_name(type_: str, properties: Mapping[str, Node]) -> str | None:
    """The property that names the resource, if it is given; None where CloudFormation names it.

    A name made of others' ids is none of these: it is another whenever they are replaced.
    """
    name = NAMES.get(type_)
    given = properties.get(name) if name else None
    if not given or any(not to.startswith("AWS::") for to, _ in references(given)):
        return None
    return name


def collides(type_: str, before: Mapping[str, Node], after: Mapping[str, Node]) -> str | None:
    """The property whose name keeps a replacement from being made beside the old one."""
    name = custom_name(type_, after)
    if name is None or before.get(name) != after.get(name):
        return None
    return name if _place(type_, before) == _place(type_, after) else None


def _place(type_: str, properties: Mapping[str, Node]) -> Node:
    if type_ == "AWS::ServiceDiscovery::Service":
        return namespace(properties)
    return properties.get(_WITHIN.get(type_, ""))


def namespace(service: Mapping[str, Node]) -> Node:
    """The namespace of a service of Cloud Map, which stands in one of two places."""
    config = service.get("DnsConfig")
    within = config.get("NamespaceId") if isinstance(config, dict) else None
    return service.get("NamespaceId") or within
