"""Types of resources that hold state, or by whose loss something breaks that people rely on."""

from __future__ import annotations

from collections.abc import Mapping

_DATA = "its data"
_NAME = "its DNS name"

LOST: Mapping[str, str] = {
    "AWS::ApiGateway::RestApi": "its address",
    "AWS::ApiGatewayV2::Api": "its address",
    "AWS::Backup::BackupVault": "its backups",
    "AWS::CertificateManager::Certificate": "its validated certificate",
    "AWS::CloudFormation::Stack": "all that it holds",
    "AWS::CloudFront::Distribution": _NAME,
    "AWS::CloudTrail::Trail": "its record of the time until the new one",
    "AWS::CodeCommit::Repository": "its commits",
    "AWS::Cognito::UserPool": "its users",
    "AWS::DocDB::DBCluster": _DATA,
    "AWS::DocDB::DBInstance": "its address",
    "AWS::DynamoDB::GlobalTable": _DATA,
    "AWS::DynamoDB::Table": _DATA,
    "AWS::EC2::CustomerGateway": "its VPN connections",
    "AWS::EC2::EIP": "its address",
    "AWS::EC2::Instance": "its disks and addresses",
    "AWS::EC2::InternetGateway": "its network's way to the internet",
    "AWS::EC2::NatGateway": "its connections",
    "AWS::EC2::NetworkInterface": "its addresses",
    "AWS::EC2::Route": "its subnets' way to where it leads",
    "AWS::EC2::RouteTable": "its routes",
    "AWS::EC2::Subnet": "its addresses",
    "AWS::EC2::TransitGateway": "its networks' connections",
    "AWS::EC2::VPC": "its whole network",
    "AWS::EC2::VPCEndpoint": "its network's way to the service",
    "AWS::EC2::VPCGatewayAttachment": "its network's way to the internet",
    "AWS::EC2::VPCPeeringConnection": "its networks' connection",
    "AWS::EC2::VPNConnection": "its tunnels",
    "AWS::EC2::Volume": _DATA,
    "AWS::ECR::PublicRepository": "its images",
    "AWS::ECR::Repository": "its images",
    "AWS::ECS::Cluster": "the capacity of its services",
    "AWS::EFS::AccessPoint": "its way into the file system",
    "AWS::EFS::FileSystem": "its files",
    "AWS::EKS::Cluster": "all that runs on it",
    "AWS::ElastiCache::CacheCluster": _DATA,
    "AWS::ElastiCache::ReplicationGroup": _DATA,
    "AWS::ElastiCache::ServerlessCache": _DATA,
    "AWS::ElasticLoadBalancing::LoadBalancer": _NAME,
    "AWS::ElasticLoadBalancingV2::LoadBalancer": _NAME,
    "AWS::Elasticsearch::Domain": _DATA,
    "AWS::Events::Archive": "its events",
    "AWS::FSx::FileSystem": "its files",
    "AWS::FSx::Volume": "its files",
    "AWS::GlobalAccelerator::Accelerator": "its addresses",
    "AWS::IAM::AccessKey": "its key",
    "AWS::IAM::User": "its keys and password",
    "AWS::KMS::Key": "all that is encrypted with it",
    "AWS::Kinesis::Stream": "its records",
    "AWS::Lambda::Url": "its address",
    "AWS::Logs::LogGroup": "its logs",
    "AWS::MSK::Cluster": "its topics",
    "AWS::MemoryDB::Cluster": _DATA,
    "AWS::Neptune::DBCluster": _DATA,
    "AWS::Neptune::DBInstance": "its address",
    "AWS::OpenSearchService::Domain": _DATA,
    "AWS::RDS::DBCluster": _DATA,
    "AWS::RDS::DBInstance": _DATA,
    "AWS::RDS::GlobalCluster": _DATA,
    "AWS::Redshift::Cluster": _DATA,
    "AWS::Route53::HostedZone": "its name servers and records",
    "AWS::S3::Bucket": "its objects, or else it stays where it is",
    "AWS::SNS::Topic": "its subscriptions",
    "AWS::SQS::Queue": "its messages",
    "AWS::SSM::Parameter": "its value",
    "AWS::SecretsManager::Secret": "its value",
    "AWS::ServiceDiscovery::HttpNamespace": "its services' names",
    "AWS::ServiceDiscovery::PrivateDnsNamespace": "its services' names",
    "AWS::ServiceDiscovery::PublicDnsNamespace": "its services' names",
    "AWS::ServiceDiscovery::Service": "its registered tasks",
    "AWS::Timestream::Table": _DATA,
}
"""What is lost with a resource, by its type."""


def holds_state(type_: str) -> bool:
    """Whether something is lost that making the resource anew does not bring back."""
    return type_ in LOST


def lost(type_: str) -> str | None:
    """What is lost with a resource of the type, such as "its logs"; None where nothing is."""
    return LOST.get(type_)
