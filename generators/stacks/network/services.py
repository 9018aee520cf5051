"""The AWS services that can have an endpoint in the VPC, as AWS names them.

A name is what comes after `com.amazonaws.<region>.`:
https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Annotated, Literal

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

GatewayEndpoint = Literal["s3", "dynamodb"]
"""The two services that have gateway endpoints: routes, which cost nothing."""

InterfaceEndpoint = Literal[
    "acm-pca",
    "appconfig",
    "appconfigdata",
    "application-autoscaling",
    "athena",
    "autoscaling",
    "bedrock-runtime",
    "cloudformation",
    "cognito-idp",
    "data-servicediscovery",
    "ec2",
    "ec2messages",
    "ecr.api",
    "ecr.dkr",
    "ecs",
    "ecs-agent",
    "ecs-telemetry",
    "elasticache",
    "elasticfilesystem",
    "elasticloadbalancing",
    "events",
    "execute-api",
    "glue",
    "guardduty-data",
    "kinesis-firehose",
    "kinesis-streams",
    "kms",
    "lambda",
    "logs",
    "monitoring",
    "rds",
    "rds-data",
    "secretsmanager",
    "servicediscovery",
    "sns",
    "sqs",
    "ssm",
    "ssmmessages",
    "states",
    "sts",
    "xray",
]
"""Services with interface endpoints on port 443 that answer to the service's own name.

Only what containers and their instances have a use for; S3 and DynamoDB go by gateway endpoints.
"""


def _each_once(services: tuple[str, ...]) -> tuple[str, ...]:
    for service, count in Counter(services).items():
        if count > 1:
            raise PydanticCustomError("twice", "has {service} twice", {"service": service})
    return services


GatewayEndpoints = Annotated[tuple[GatewayEndpoint, ...], AfterValidator(_each_once)]
"""Gateway endpoints, none of them twice."""

InterfaceEndpoints = Annotated[tuple[InterfaceEndpoint, ...], AfterValidator(_each_once)]
"""Interface endpoints, none of them twice."""

GATEWAYS_OF_AN_INSTANCE: tuple[GatewayEndpoint, ...] = ("s3",)
"""The gateway endpoints without which an instance that has no other way out does not come up.

Layers of images in ECR and the packages of Amazon Linux lie in S3
(https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-setting-up-s3-gateway).
"""

INTERFACES_OF_AN_INSTANCE: tuple[InterfaceEndpoint, ...] = (
    "cloudformation",
    "ecs",
    "ecs-agent",
    "ecs-telemetry",
    "ecr.api",
    "ecr.dkr",
    "logs",
)
"""The interface endpoints without which it does not: cfn-init and cfn-signal call CloudFormation,
the agent calls ECS by three names and pulls from ECR by two, and containers log to CloudWatch
(https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html)."""


def lacking(gateways: Collection[str], interfaces: Collection[str]) -> list[str]:
    """What instances without another way out would miss, told in words for each sort."""
    wanted: dict[str, tuple[tuple[str, ...], Collection[str]]] = {
        "gateway_endpoints": (GATEWAYS_OF_AN_INSTANCE, gateways),
        "interface_endpoints": (INTERFACES_OF_AN_INSTANCE, interfaces),
    }
    missing = {
        key: [name for name in needed if name not in given]
        for key, (needed, given) in wanted.items()
    }
    return [f"{key} lack {', '.join(names)}" for key, names in missing.items() if names]
