"""Instances that EC2 does not launch."""

from __future__ import annotations

from generators.deploy.diagnose.causes import ACTIVITY, EVENT, RESOURCE, TASK, spoken

_TOLD = (ACTIVITY, RESOURCE)

RULES = (
    spoken(
        "no Spot capacity",
        r"Could not launch Spot Instances.*apacity|no Spot capacity|spot instance count exceeded",
        "EC2 has no Spot instances for {subject} just now.",
        "Name more types under `instances: mixed: types:` of the cluster, or set"
        " `on_demand_base:`.",
        where=_TOLD,
    ),
    spoken(
        "no capacity on EC2",
        r"sufficient (?P<type>\S+) capacity in the (?:requested )?Availability Zone"
        r"(?: you requested)? ?\(?(?P<zone>[\w-]*)|InsufficientInstanceCapacity",
        "EC2 has no[ {type}] instances left[ in {zone}] just now.",
        "Deploy again later; give another `InstanceType` or a SubnetID in more zones under"
        " `parameters:` of the cluster's file, or several types (`instances: mixed:`).",
        where=_TOLD,
    ),
    spoken(
        "EC2's quota",
        r"current vCPU limit of (?P<limit>\d+)|VcpuLimitExceeded|InstanceLimitExceeded"
        r"|quota for maximum Fleet Requests|MaxSpotInstanceCountExceeded|VolumeLimitExceeded",
        "The account's quota on EC2[ ({limit} vCPUs of this family)] allows no more instances.",
        "Ask for more in Service Quotas (EC2, Running On-Demand or Spot Instance Requests), take a"
        " smaller `InstanceType`, or end instances that nobody needs.",
        where=_TOLD,
    ),
    spoken(
        "an instance type that the zone does not have",
        r"instance type \((?P<type>[^)]+)\) is not supported in your requested Availability Zone"
        r" \((?P<zone>[^)]+)\)",
        "There are no {type} instances in {zone}.",
        "Give another `InstanceType` or SubnetID under `parameters:` of the cluster's file.",
        where=_TOLD,
    ),
    spoken(
        "an instance type that the account may not have",
        r"not eligible for Free Tier|not authorized to use this instance type",
        "The account's plan does not have this instance type.",
        "Give a free `InstanceType` (t3.micro), or upgrade the account's plan.",
        where=_TOLD,
    ),
    spoken(
        "an AMI for other processors",
        r"architecture '(?P<type>\w+)' of the specified instance type does not match the"
        r" architecture '(?P<ami>\w+)' of the specified AMI",
        "The AMI is for {ami}, the instance type for {type}.",
        "Set `instances: architecture:` of the cluster to what InstanceType is, then `make ami`.",
        where=_TOLD,
    ),
    spoken(
        "no such AMI",
        r"image id '?\[?(?P<ami>ami-\w+)\]?'? does not exist|InvalidAMIID"
        r"|(?P<other>ami-\w+)\W* (?:is no longer available|no longer exists)",
        "The AMI[ {ami}][ {other}] is not there (any more) in this region.",
        "`make ami` pins the newest one that AWS recommends; then deploy again.",
        where=_TOLD,
    ),
    spoken(
        "no such key pair",
        r"key ?pair '?(?P<key>[^\s']+)'? does not exist",
        "There is no key pair {key} in this region.",
        "Make one of that name, or take `KeyName` out of the cluster's `parameters:` (Session"
        " Manager needs none).",
        where=_TOLD,
    ),
    spoken(
        "a security group of another VPC",
        r"security group '?(?P<group>sg-\w+)'? does not exist(?: in VPC '?(?P<vpc>vpc-\w+))?",
        "The security group {group} is not in the VPC[ {vpc}] of the instances' subnets.",
        "VpcId and SubnetID under `parameters:` of the cluster's file must go together.",
        where=_TOLD,
    ),
    spoken(
        "no addresses left in the subnet",
        r"not enough free addresses in subnet '?(?P<subnet>subnet-\w+)?"
        r"|InsufficientFreeAddressesInSubnet|has insufficient free addresses",
        "The subnet[ {subnet}] has no free addresses left.",
        "Give a larger or another SubnetID under `parameters:`.",
        where=(*_TOLD, EVENT, TASK),
    ),
    spoken(
        "an encrypted volume without its key",
        r"Client\.InternalError: Client error on launch|Client\.InvalidKMSKey",
        "The instance ended at its launch: its volume is encrypted with a KMS key that Auto Scaling"
        " may not use.",
        "Let the role AWSServiceRoleForAutoScaling use the key (its policy, and a grant).",
        where=_TOLD,
    ),
    spoken(
        "an instance profile that is not there yet",
        r"Invalid IAM Instance Profile|Authentication Failure\. Launching",
        "EC2 does not know the instances' role, or Auto Scaling may not use it (yet).",
        "Roles take a while to be known everywhere: deploy again.",
        where=_TOLD,
    ),
    spoken(
        "a group that does not get its instances",
        r"Group did not stabilize",
        "{subject} did not get the instances that it wants.",
        "`aws autoscaling describe-scaling-activities --auto-scaling-group-name …` says what it"
        " could not do; compare `InstanceType` and SubnetID under `parameters:` in {file}.",
        where=(RESOURCE,),
        general=True,
    ),
    spoken(
        "an instance that cannot be launched",
        r"(?P<why>.*?)\.? ?Launching EC2 instance failed",
        "EC2 launched no instance for {subject}: {why}.",
        "See the reason; compare `parameters:` of the cluster's file.",
        where=_TOLD,
    ),
)
"""In the order in which they are asked."""
