"""From the first boot to a member of the cluster: what an instance is told, by operating system.

Tasks must not have the instance's role, CloudFormation must hear of success only where there is
some, and of failure at once. The modules say by which means, and where a system has none.
"""

from __future__ import annotations

from troposphere import AWSHelperFn, Base64
from troposphere.cloudformation import Metadata

from generators.stacks.cluster.boot import amazon_linux, bottlerocket
from generators.stacks.cluster.boot.text import lines
from generators.stacks.cluster.spec import InstancesSpec


def user_data(instances: InstancesSpec) -> AWSHelperFn:
    """The user data of these instances, in base64, for the launch template."""
    system = bottlerocket if instances.system == "bottlerocket" else amazon_linux
    return Base64(lines(system.user_data(instances)))


def metadata(instances: InstancesSpec) -> Metadata | None:
    """What cfn-init does on these instances: LaunchTemplate's metadata. Bottlerocket has none."""
    return None if instances.system == "bottlerocket" else amazon_linux.metadata(instances)
