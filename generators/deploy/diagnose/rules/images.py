"""Images that cannot be pulled."""

from __future__ import annotations

from generators.deploy.diagnose.causes import EVENT, TASK, spoken
from generators.deploy.diagnose.rules.network import NO_WAY

_TOLD = (TASK, EVENT)
_PULL = (
    r"(?:CannotPull\w*|unable to retrieve ecr registry auth|failed to pull"
    r"|can(?:no|')t pull registry auth from)"
)
_LOGIN = r"registry auth from (?:asm|(?:AWS )?Secrets Manager)"
_REF = (
    r"(?:.*?(?:resolve ref(?:erence)?|manifest for|repository|access denied for"
    r"|task can(?:no|')t pull(?! registry auth))"
    r" \"?(?P<image>[^\s\"]+[^\s\":]))?"
)

RULES = (
    spoken(
        "the registry's rate limit",
        r"toomanyrequests|(?:unauthenticated )?pull rate limit",
        "The registry (mostly Docker Hub) gives no more images for now, so the image {image} could"
        " not be pulled.",
        "Keep a copy in ECR (`kind: repository`, or a pull-through cache) and name it under"
        " `image:` in {file}, or give `registry_credentials:` of an account of Docker Hub.",
        where=_TOLD,
    ),
    spoken(
        "an image for other processors",
        rf"{_PULL}.*(?:descriptor matching platform|no matching manifest for)"
        r" '?(?P<platform>[\w/]+)",
        "The image {image} is not built for {platform}.",
        "Build it for that too (`docker buildx build --platform {platform} …`), or set"
        " `architecture:` in {file} to what it is built for.",
        where=_TOLD,
    ),
    spoken(
        "no space for the image",
        rf"{_PULL}.*no space left on device",
        "There is no room on the disk for the image {image}.",
        "On Fargate set `ephemeral_storage:` in {file}; on instances a larger `VolumeSize` under"
        " `parameters:` of the cluster's file, and replace the one that is full.",
        where=_TOLD,
    ),
    spoken(
        "no right to pull the image",
        rf"{_PULL}.*(?:not authorized to perform: (?P<action>[\w-]+:\w+)|403 Forbidden"
        r"|no basic auth credentials|401 Unauthorized)",
        "{subject} may not pull the image {image}[ ({action})].",
        "The execution role may pull what `image:` in {file} names: see that no permissions"
        " boundary is in the way. An image of another account's ECR wants a repository policy"
        " there too; one of another registry wants `registry_credentials:`.",
        where=_TOLD,
    ),
    spoken(
        "no way to the registry",
        rf"{_PULL}{_REF}.*?{NO_WAY}",
        "There is no way from the task's network to the registry of the image {image}.",
        "A private subnet wants a NAT gateway or endpoints for ecr.api, ecr.dkr and s3 (`nat:`,"
        " `endpoints:` of the network); a public one wants `public_ip: true` in {file}; and the"
        " security group must let HTTPS out.",
        where=_TOLD,
    ),
    spoken(
        "an image that is private, or not there",
        rf"{_PULL}.*(?:pull access denied|may require|insufficient_scope)",
        "The image {image} does not exist, or its registry wants to know who asks.",
        "Correct `image:` in {file}; for a private one give `registry_credentials:`.",
        where=_TOLD,
    ),
    spoken(
        "no such image",
        rf"{_PULL}{_REF}.*?(?:manifest unknown|name unknown|not found|not exist|no such image)",
        "The image {image} does not exist.",
        "Push it, or correct `image:` (or the version that was deployed, VERSION=…) in {file}.",
        where=_TOLD,
    ),
    spoken(
        "a registry's login that cannot be read",
        rf"{_LOGIN}(?!.*{NO_WAY}).*?(?P<why>ResourceNotFoundException|AccessDeniedException"
        r"|can'?t find the specified secret|not authorized to perform: [\w-]+:\w+"
        r"|marked for deletion|invalid character|unmarshal\w*)",
        "The login to the registry of the image {image} cannot be read ({why}).",
        "`registry_credentials:` in {file} must name a secret of this account and region, which"
        ' holds `{{"username": "…", "password": "…"}}`:'
        " `aws secretsmanager describe-secret --secret-id …`.",
        where=_TOLD,
    ),
    spoken(
        "an image that cannot be pulled",
        rf"{_PULL}:? ?(?P<why>.*)",
        "The image {image} could not be pulled: {why}.",
        "See whether `docker pull` gets it; correct `image:` in {file}.",
        where=_TOLD,
        general=True,
    ),
)
"""In the order in which they are asked: what is more precise comes first."""
