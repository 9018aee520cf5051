"""Which resources have a policy that says what others may do with them, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generators.review.nodes import NO_VALUE, Node
from generators.review.rights.clauses import ALWAYS, When, template_condition
from generators.review.rights.grants import ITSELF, NONE, Grant, Rights
from generators.review.rights.reach import EVERYTHING, Reach

Path = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where resources of a type have a policy.

    `on` is the property that names what the policy stands on, if not the resource itself; of one
    that is `wide`, every resource means more than that. `without` is what holds where there is no
    policy, and a policy that only `filters` gives nobody a right.
    """

    path: Path
    on: str = ""
    wide: bool = False
    filters: bool = False
    without: Rights = NONE


def _open(*actions: str, resource: Reach, remark: str, to: Reach = EVERYTHING) -> Rights:
    """That all, or some, may do this as long as no policy says otherwise."""
    return Rights(
        allows=frozenset(
            Grant(
                action=EVERYTHING if action == "*" else Reach(pattern=action, fold=True),
                resource=resource,
                principal=to,
                remark=f"without a policy, {remark}",
            )
            for action in actions
        )
    )


_ENDPOINT = _open("*", resource=EVERYTHING, remark="an endpoint lets everything through")
_FILES = _open(
    *(f"elasticfilesystem:Client{right}" for right in ("Mount", "Write", "RootAccess")),
    resource=ITSELF,
    remark="every client that reaches a mount target has full access",
)
_KEY = _open(
    "kms:*",
    resource=ITSELF,
    remark="the account's own policies decide",
    to=Reach(pattern="AWS:arn:aws:iam::${AWS::AccountId}:root"),
)
_API = _open(
    "execute-api:Invoke", resource=ITSELF, remark="its methods alone decide who may call them"
)

PLACES: dict[str, Place] = {
    "AWS::ApiGateway::RestApi": Place(path=("Policy",), without=_API),
    "AWS::EC2::VPCEndpoint": Place(
        path=("PolicyDocument",), wide=True, filters=True, without=_ENDPOINT
    ),
    "AWS::ECR::RegistryPolicy": Place(path=("PolicyText",), wide=True),
    "AWS::EFS::FileSystem": Place(path=("FileSystemPolicy",), without=_FILES),
    "AWS::KMS::Key": Place(path=("KeyPolicy",), without=_KEY),
    "AWS::KMS::ReplicaKey": Place(path=("KeyPolicy",)),
    "AWS::Logs::ResourcePolicy": Place(path=("PolicyDocument",), wide=True),
    "AWS::XRay::ResourcePolicy": Place(path=("PolicyDocument",), wide=True),
    **{
        f"AWS::{kind}": Place(path=(path,))
        for kind, path in {
            "Backup::BackupVault": "AccessPolicy",
            "CodeArtifact::Domain": "PermissionsPolicyDocument",
            "CodeArtifact::Repository": "PermissionsPolicyDocument",
            "ECR::PublicRepository": "RepositoryPolicyText",
            "ECR::Repository": "RepositoryPolicyText",
            "Elasticsearch::Domain": "AccessPolicies",
            "Events::EventBus": "Policy",
            "Logs::Destination": "DestinationPolicy",
            "Logs::LogGroup": "ResourcePolicyDocument",
            "Oam::Sink": "Policy",
            "OpenSearchService::Domain": "AccessPolicies",
            "S3::AccessPoint": "Policy",
        }.items()
    },
    "AWS::DynamoDB::GlobalTable": Place(path=("Replicas", "ResourcePolicy", "PolicyDocument")),
    "AWS::DynamoDB::Table": Place(path=("ResourcePolicy", "PolicyDocument")),
    **{
        f"AWS::{kind}": Place(path=(path,), on=on)
        for kind, (path, on) in {
            "Bedrock::ResourcePolicy": ("PolicyDocument", "ResourceArn"),
            "CloudTrail::ResourcePolicy": ("ResourcePolicy", "ResourceArn"),
            "EventSchemas::RegistryPolicy": ("Policy", "RegistryName"),
            "Kinesis::ResourcePolicy": ("ResourcePolicy", "ResourceArn"),
            "Lambda::ResourcePolicy": ("PolicyDocument", "ResourceArn"),
            "MSK::ClusterPolicy": ("Policy", "ClusterArn"),
            "S3::BucketPolicy": ("PolicyDocument", "Bucket"),
            "S3::MultiRegionAccessPointPolicy": ("Policy", "MrapName"),
            "S3Express::BucketPolicy": ("PolicyDocument", "Bucket"),
            "S3ObjectLambda::AccessPointPolicy": ("PolicyDocument", "ObjectLambdaAccessPoint"),
            "S3Tables::TableBucketPolicy": ("ResourcePolicy", "TableBucketARN"),
            "S3Tables::TablePolicy": ("ResourcePolicy", "TableARN"),
            "SNS::TopicInlinePolicy": ("PolicyDocument", "TopicArn"),
            "SNS::TopicPolicy": ("PolicyDocument", "Topics"),
            "SQS::QueueInlinePolicy": ("PolicyDocument", "Queue"),
            "SQS::QueuePolicy": ("PolicyDocument", "Queues"),
            "SSM::ResourcePolicy": ("Policy", "ResourceArn"),
            "SecretsManager::ResourcePolicy": ("ResourcePolicy", "SecretId"),
            "VpcLattice::AuthPolicy": ("Policy", "ResourceIdentifier"),
        }.items()
    },
}
"""The types whose policies are known, each with where it has them."""


def at(node: Node, path: Path, when: When = ALWAYS) -> Iterator[tuple[When, Node | None]]:
    """All that a property may be, and None where it may be left out, each with when it is so."""
    match node:
        case {"Fn::If": [str(name), yes, no]}:
            yield from at(yes, path, when | template_condition(name, "true"))
            yield from at(no, path, when | template_condition(name, "false"))
        case list() if path:
            for item in node:
                yield from at(item, path, when)
        case _ if node is None or node == NO_VALUE or not path:
            yield when, None if node == NO_VALUE else node
        case _:
            yield from at(node.get(path[0]) if isinstance(node, dict) else None, path[1:], when)
