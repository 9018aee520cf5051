"""`repository`: where the images of a service lie, in ECR."""

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field, StringConstraints
from troposphere import GetAtt, Output, Ref, Template
from troposphere.ecr import ImageScanningConfiguration, LifecyclePolicy, Repository

from generators.parts.keeping import KEPT_WHEN_REPLACED
from generators.parts.spec import Spec
from generators.stacks.kind import Kind

PULL = [
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
]
"""What another account may do that pulls an image."""


class RepositorySpec(Spec):
    """A repository of images, and how long they stay in it."""

    keep_images: int = Field(
        50, ge=1, le=1000, description="so many images with tags stay, the newest ones"
    )
    untagged_days: int = Field(
        7, ge=1, le=365, description="days after which an image that no tag names goes"
    )
    immutable_tags: bool = Field(
        True, description="whether a tag always stands for the image it was first given to"
    )
    scan_on_push: bool = Field(True, description="whether an image is scanned when it comes")
    pulling_accounts: tuple[Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")], ...] = Field(
        (), description="other accounts whose services may pull the images"
    )


def template(spec: RepositorySpec) -> Template:
    """The repository's template."""
    t = Template(Description="A repository of container images")
    spec.add_parameters(t)
    t.add_resource(repository(spec))
    for output in outputs():
        t.add_output(output)
    return t


def repository(spec: RepositorySpec) -> Repository:
    """The repository. It is not emptied when the stack is deleted: with images in it, it stays."""
    policy = {"RepositoryPolicyText": pulling(spec)} if spec.pulling_accounts else {}
    return Repository(
        "Repository",
        ImageScanningConfiguration=ImageScanningConfiguration(ScanOnPush=spec.scan_on_push),
        ImageTagMutability="IMMUTABLE" if spec.immutable_tags else "MUTABLE",
        LifecyclePolicy=LifecyclePolicy(
            LifecyclePolicyText=json.dumps({"rules": list(rules(spec))}, separators=(",", ":"))
        ),
        **policy,
        **KEPT_WHEN_REPLACED,
    )


def rules(spec: RepositorySpec) -> Iterator[Mapping[str, Any]]:
    """What goes: first what has no tag, then the oldest of the others.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
    """
    yield {
        "rulePriority": 1,
        "description": "Images without a tag",
        "selection": {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": spec.untagged_days,
        },
        "action": {"type": "expire"},
    }
    yield {
        "rulePriority": 2,
        "description": "All but the newest images",
        "selection": {
            "tagStatus": "any",
            "countType": "imageCountMoreThan",
            "countNumber": spec.keep_images,
        },
        "action": {"type": "expire"},
    }


def pulling(spec: RepositorySpec) -> Mapping[str, Any]:
    """The repository's policy: those accounts may pull, and nothing else."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "PullImages",
                "Effect": "Allow",
                "Principal": {"AWS": list(spec.pulling_accounts)},
                "Action": PULL,
            }
        ],
    }


def outputs() -> Iterator[Output]:
    """What services, and whoever pushes, need of it."""
    yield Output("RepositoryName", Value=Ref("Repository"), Description="The repository's name")
    yield Output(
        "RepositoryArn", Value=GetAtt("Repository", "Arn"), Description="The repository's ARN"
    )
    yield Output(
        "RepositoryUri",
        Value=GetAtt("Repository", "RepositoryUri"),
        Description="What docker push takes before the tag",
    )


OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "a repository": {},
    "for services of another account": {"pulling_accounts": ["210987654321"]},
    "few images, and tags that move": {
        "keep_images": 5,
        "untagged_days": 1,
        "immutable_tags": False,
        "scan_on_push": False,
    },
}
"""Specs by what they are, in a few words."""

KIND = Kind(
    summary="a repository of container images in ECR",
    Spec=RepositorySpec,
    template=template,
    options=OPTIONS,
)
