"""Reviews made by hand, for tests of how they are shown."""

from __future__ import annotations

from typing import Any

from generators.review.model import (
    Action,
    Finding,
    PropertyChange,
    Replacement,
    ResourceChange,
    Review,
    Sense,
    ServiceNotice,
    StackReview,
    Topic,
)


def finding(topic: Topic, stack: str, subject: str, words: str, **more: Any) -> Finding:
    """Something worse, unless `sense` says otherwise."""
    given = {"sense": Sense.WORSE, **more}
    return Finding(topic=topic, stack=stack, subject=subject, words=words, **given)


def resource(logical_id: str, kind: str, *changed: PropertyChange, **more: Any) -> ResourceChange:
    """A resource that changes, unless `action` says otherwise."""
    given = {"action": Action.CHANGED, "properties": changed, **more}
    return ResourceChange(logical_id=logical_id, type=kind, **given)


def change(path: str, old: Any = None, new: Any = None, **more: Any) -> PropertyChange:
    """A property that differs."""
    return PropertyChange(path=path, old=old, new=new, **more)


def stack(name: str, *resources: ResourceChange, **more: Any) -> StackReview:
    """A stack in production, unless `environments` says otherwise."""
    given = {"action": None, "environments": ("production",), **more}
    return StackReview(stack=name, resources=resources, **given)


def review(*stacks: StackReview, findings: tuple[Finding, ...] = (), unchanged: int = 0) -> Review:
    """A review of these stacks, in their order."""
    order = {"production": tuple(one.stack for one in stacks)} if stacks else {}
    return Review(stacks=stacks, findings=findings, order=order, unchanged=unchanged)


SCRIPT = ("@@ -1,2 +1,2 @@", " set -eu", "-echo old", "+echo ```new``` </details> @all")

DATA = stack(
    "data",
    resource(
        "Files",
        "AWS::EFS::FileSystem",
        action=Action.REMOVED,
        because=("it is no longer in the template",),
    ),
)
CLUSTER = stack(
    "ecs-cluster",
    resource("Template", "AWS::EC2::LaunchTemplate", change("UserData", script=SCRIPT)),
    resource(
        "Logs",
        "AWS::Logs::LogGroup",
        change("LogGroupName", "/a|b", "/`b`", replacement=Replacement.YES),
        replacement=Replacement.YES,
        because=("LogGroupName cannot be changed in place",),
    ),
    resource("Alarm", "AWS::CloudWatch::Alarm", action=Action.ADDED, environments=("production",)),
    environments=("local", "production"),
    others=(change("Outputs.VpcId", {"Ref": "VpcId"}),),
    values={("production",): (change("InstanceType", "t3.micro", "m7i.large"),)},
)


def rolled(name: str) -> StackReview:
    """A service that gets a new revision of its task definition."""
    path = f"ContainerDefinitions[{name}].StopTimeout"
    return stack(
        name,
        resource(
            "taskdefinition",
            "AWS::ECS::TaskDefinition",
            change(path, None, "60", replacement=Replacement.YES),
            replacement=Replacement.YES,
        ),
        services=(
            ServiceNotice(
                logical_id="ecsservice", what="rolling", because=("its task definition is new",)
            ),
        ),
    )


LOUD = review(
    DATA,
    CLUSTER,
    rolled("api"),
    rolled("web"),
    findings=(
        finding(Topic.REPLACE, "data", "Files", "is removed; its files would be lost", grave=True),
        finding(Topic.REPLACE, "ecs-cluster", "Logs", "is replaced", environments=("production",)),
        finding(Topic.RIGHTS, "api", "TaskRole", "may now s3:* on *, says @octocat in #12"),
        finding(Topic.EXPOSURE, "ecs-cluster", "Group", "takes TCP 22 from 0.0.0.0/0"),
        finding(Topic.PROTECTION, "ecs-cluster", "Template", "takes IMDSv1 again"),
        finding(Topic.THREADS, "api", "VpcId", "has no value"),
        finding(Topic.RIGHTS, "api", "TaskRole", "api may no longer sqs:*", sense=Sense.BETTER),
        finding(Topic.RIGHTS, "web", "TaskRole", "web may no longer sqs:*", sense=Sense.BETTER),
    ),
    unchanged=4,
)
QUIET = review(rolled("api"), rolled("web"))
