"""What instances are told, as the templates have it after CloudFormation has put in its values."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from email import message_from_string, policy
from typing import Any

from generators.stacks.cluster import boot
from generators.stacks.cluster.spec import InstancesSpec, MixedInstancesSpec

VALUES = {
    "AWS::StackName": "ecs-cluster",
    "AWS::StackId": "arn:stack",
    "AWS::Region": "eu-west-1",
    "ECSCluster": "the-cluster",
}
"""What CloudFormation would put in."""

MIXED = MixedInstancesSpec(types=("m7i.large", "c7i.xlarge"), on_demand_percentage=0)
ON_DEMAND = MIXED.model_copy(update={"on_demand_percentage": 100})
SPECS = {
    "plain": InstancesSpec(),
    "gpu": InstancesSpec(gpu=True),
    "mixed": InstancesSpec(mixed=MIXED),
    "scale to zero": InstancesSpec(scale_to_zero=True),
}
"""Instances of Amazon Linux."""

BOTTLEROCKETS = {
    name: spec.model_copy(update={"system": "bottlerocket"}) for name, spec in SPECS.items()
}
"""The same, of Bottlerocket."""

GUARD = "/etc/systemd/system/ecs.service.d/50-imds.conf"


def flat(value: Any) -> str:
    """The text that CloudFormation makes of the intrinsic functions in use here."""
    match value:
        case str():
            return value
        case {"Fn::Sub": str(text)}:
            return re.sub(r"\$\{([^!}]+)\}", lambda m: VALUES[m[1]], text)
        case {"Fn::Base64": inner}:
            return flat(inner)
        case {"Fn::Join": [str(between), list(items)]}:
            return between.join(flat(item) for item in items)
    raise AssertionError(value)


def user_data(spec: InstancesSpec) -> str:
    """The user data, not in base64."""
    return flat(boot.user_data(spec).to_dict())


@dataclass(frozen=True)
class AmazonLinux:
    """The scripts and files of one variant."""

    hook: str
    setup: str
    files: dict[str, str]

    @property
    def signal(self) -> str:
        """The script that waits for the agent."""
        return self.files["/usr/local/sbin/signal-when-joined"]

    @property
    def scripts(self) -> dict[str, str]:
        """All scripts by a name for each."""
        return {"hook": self.hook, "setup": self.setup, "signal": self.signal}


def amazon_linux(spec: InstancesSpec = SPECS["plain"]) -> AmazonLinux:
    """What an instance of Amazon Linux is told."""
    message = message_from_string(user_data(spec), policy=policy.default)
    parts = [(part.get_content_type(), part.get_content()) for part in message.iter_parts()]
    assert [kind for kind, _ in parts] == ["text/cloud-boothook", "text/x-shellscript"]
    metadata = boot.metadata(spec)
    assert metadata is not None
    config = json.loads(json.dumps(metadata.to_dict()))["AWS::CloudFormation::Init"]["config"]
    files = {path: flat(file["content"]) for path, file in config["files"].items()}
    return AmazonLinux(hook=parts[0][1], setup=parts[1][1], files=files)
