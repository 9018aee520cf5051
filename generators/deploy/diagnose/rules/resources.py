"""Resources that AWS does not make: taken names and numbers, quotas, what is not there."""

from __future__ import annotations

from generators.deploy.diagnose.causes import EVENT, RESOURCE, spoken

_TOLD = (RESOURCE,)

RULES = (
    spoken(
        "a target group without a load balancer",
        r"target group.*does not have an associated load balancer",
        "The target group of {subject} belongs to no listener, so no request can come.",
        "Set `load_balancer: rule:` in {file} to a rule of the cluster's load balancer, and see"
        " that no `overrides:` take the service's DependsOn away.",
        where=_TOLD,
    ),
    spoken(
        "a rule's priority that is taken",
        r"Priority '?(?P<priority>\d+)'? is currently in use|PriorityInUse",
        "Another rule of the load balancer has the priority[ {priority}] already.",
        "Set another `priority:` under `load_balancer: rule:` in {file}; `make check` names a free"
        " one where the other service is in params/.",
        where=_TOLD,
    ),
    spoken(
        "a log group that is there already",
        r"AWS::Logs::LogGroup' with identifier '(?:\{\"[^\"]+\":\")?(?P<name>[^'\"]+)[^']*' already"
        r"|log group already exists",
        "There is a log group of that name already, which this stack did not make[: {name}].",
        "Leave the name to CloudFormation (no LogGroupName under `overrides:` in {file}), or remove"
        " the old one: `aws logs delete-log-group --log-group-name …`.",
        where=_TOLD,
    ),
    spoken(
        "a service of that name that still ends",
        r"still Draining",
        "A service of the same name was deleted a moment ago, and its tasks still end.",
        "Wait a minute, then deploy again; a name that CloudFormation chooses never collides.",
        where=_TOLD,
    ),
    spoken(
        "a name that is taken",
        r"(?:identifier '?(?P<name>[^'\s]+)'? )?already exists|HandlerErrorCode: AlreadyExists"
        r"|DuplicateLoadBalancerName|AlreadyExistsException|service was not idempotent",
        "{subject} has a name that something else has already[: {name}].",
        "Leave the name to CloudFormation (see `overrides:` in {file}); or delete the other one, if"
        " it is left over from a stack that is gone.",
        where=_TOLD,
    ),
    spoken(
        "a certificate that cannot be used",
        r"Certificate(?: ARN)? '?(?P<arn>arn:[^\s']+)'? (?:is not valid|not found)"
        r"|CertificateNotFound|UnsupportedCertificate|certificate .*(?:in region|us-east-1)",
        "The load balancer cannot use the certificate[ {arn}].",
        "CertificateArn under `parameters:` must be one of Certificate Manager in the region of the"
        " stack, issued, and of this account.",
        where=_TOLD,
    ),
    spoken(
        "a quota that is used up",
        r"The maximum number of (?P<what>[\w ]+?) has been reached|ServiceLimitExceeded"
        r"|(?P<other>\w+LimitExceeded)\b|TooMany(?!Requests)\w+"
        r"|(?:exceeded|reached) (?:the |your )?(?:limit|quota)",
        "A quota of the account is used up, so there is no {subject}[: no more {what}]"
        "[ ({other})].",
        "Ask for more in Service Quotas, or remove what nobody needs.",
        where=_TOLD,
    ),
    spoken(
        "AWS was asked too often",
        r"Rate exceeded|Throttling|TooManyRequests|are being throttled|RequestLimitExceeded",
        "AWS was asked too often in this account, and gave up on {subject}.",
        "Deploy again; fewer stacks at a time by JOBS=4.",
        where=(RESOURCE, EVENT),
    ),
    spoken(
        "something that is not there",
        r"The (?P<what>.{1,80}?) does not exist|(?P<code>Invalid\w+\.NotFound|\w+NotFoundException"
        r"|HandlerErrorCode: NotFound)",
        "{subject} refers to something that is not there[: {what}][ ({code})].",
        "Compare its `parameters:` in {file} with what there is in this account and region:"
        " `make plan` shows each value and where it comes from.",
        where=_TOLD,
        general=True,
    ),
)
"""In the order in which they are asked."""
