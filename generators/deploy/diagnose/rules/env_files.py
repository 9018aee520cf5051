"""Files of variables in S3 that a container is to have and that ECS cannot read."""

from __future__ import annotations

from generators.deploy.diagnose.causes import EVENT, TASK, spoken
from generators.deploy.diagnose.rules.network import NO_WAY

_TOLD = (TASK, EVENT)
_LOADING = r"(?:failed|unable) to download env(?:ironment)? files?"

RULES = (
    spoken(
        "no way to an environment file",
        rf"{_LOADING}.*{NO_WAY}",
        "There is no way from the task's network to the environment files of {subject}.",
        "A private subnet wants a NAT gateway or an endpoint for s3 (`nat:`, `endpoints:` of the"
        " network); a public one wants `public_ip: true` in {file}; and the security group must"
        " let HTTPS out.",
        where=_TOLD,
    ),
    spoken(
        "no right to an environment file",
        rf"{_LOADING}.*(?:AccessDenied|Access Denied|Forbidden|not authorized to perform)",
        "An environment file of {subject} may not be read; where it is not there, S3 says the"
        " same.",
        "`aws s3 ls s3://…` shows what there is. `environment_files:` in {file} must name bucket"
        " and key, and the bucket's own policy and key must let the account's roles in.",
        where=_TOLD,
    ),
    spoken(
        "no such environment file",
        rf"{_LOADING}.*(?:NoSuchKey|NoSuchBucket|not ?found|does not exist|StatusCode: 404)",
        "There is no such environment file as {subject} is to have.",
        "`aws s3 ls s3://…` shows what there is; correct `environment_files:` in {file}.",
        where=_TOLD,
    ),
    spoken(
        "an environment file that cannot be had",
        rf"{_LOADING}:? ?(?P<why>.*)",
        "An environment file of {subject} could not be read[: {why}].",
        "Compare `environment_files:` in {file} with what `aws s3 ls s3://…` shows.",
        where=_TOLD,
        general=True,
    ),
)
"""In the order in which they are asked."""
