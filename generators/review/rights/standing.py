"""Findings about policies that stand on a resource: what others may do with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from generators.review.evaluate import Evaluated, Resource
from generators.review.model import Finding, Sense, Topic
from generators.review.nodes import Node
from generators.review.pair import Pair
from generators.review.rights import phrases, sentences
from generators.review.rights.bundles import Bundle, bundled
from generators.review.rights.clauses import ALWAYS, template_condition
from generators.review.rights.comparing import changes
from generators.review.rights.documents import rights_of
from generators.review.rights.grants import ITSELF, NONE, Grant, Rights, together
from generators.review.rights.texts import alternatives, referred, said

_POLICIES = {
    "AWS::ECR::Repository": ("RepositoryPolicyText", ""),
    "AWS::KMS::Key": ("KeyPolicy", ""),
    "AWS::OpenSearchService::Domain": ("AccessPolicies", ""),
    "AWS::S3::AccessPoint": ("Policy", ""),
    "AWS::S3::BucketPolicy": ("PolicyDocument", "Bucket"),
    "AWS::SNS::TopicInlinePolicy": ("PolicyDocument", "TopicArn"),
    "AWS::SNS::TopicPolicy": ("PolicyDocument", "Topics"),
    "AWS::SQS::QueueInlinePolicy": ("PolicyDocument", "Queue"),
    "AWS::SQS::QueuePolicy": ("PolicyDocument", "Queues"),
    "AWS::SecretsManager::ResourcePolicy": ("ResourcePolicy", "SecretId"),
}
"""Where each type has a policy, and the property that names what it stands on, if not itself."""

_PERMISSION = "AWS::Lambda::Permission"

_NARROWING = {
    "EventSourceToken": ("StringEquals", "lambda:EventSourceToken"),
    "FunctionUrlAuthType": ("StringEquals", "lambda:FunctionUrlAuthType"),
    "PrincipalOrgID": ("StringEquals", "aws:PrincipalOrgID"),
    "SourceAccount": ("StringEquals", "aws:SourceAccount"),
    "SourceArn": ("ArnLike", "aws:SourceArn"),
}
"""The conditions that a permission of Lambda's comes to, by property."""


def findings(pair: Pair) -> Iterator[Finding]:
    """What others may do with each resource that they could not, and the other way round."""
    before, after = _standing(pair.before), _standing(pair.after)
    for name in sorted({*before, *after}):
        bundles = bundled(changes(before.get(name, NONE), after.get(name, NONE)))
        for sense, words in _told(pair, name, bundles):
            yield Finding(
                topic=Topic.RIGHTS, sense=sense, stack=pair.stack, subject=name, words=words
            )


def _told(pair: Pair, name: str, bundles: list[Bundle]) -> Iterator[tuple[Sense, str]]:
    """One finding for what is new or gone as a whole, else one for each difference."""
    was, is_ = name in pair.before.resources, name in pair.after.resources
    texts = [sentences.of_resource(one, name) for one in bundles if not one.denies]
    if was == is_:
        yield from ((one.sense, sentences.of_resource(one, name)) for one in bundles)
    elif is_ and texts:
        yield Sense.WORSE, f"is new: {phrases.listed(texts)}"
    elif was and texts:
        yield Sense.BETTER, f"is removed: {phrases.listed(texts)}"


def _standing(seen: Evaluated) -> dict[str, Rights]:
    """What stands on each resource, by its logical id, or its name if it is made elsewhere."""
    found: dict[str, list[Rights]] = defaultdict(list)
    for resource in seen.resources.values():
        for name, rights in _of(resource):
            found[name].append(rights)
    return {name: together(rights) for name, rights in found.items()}


def _of(resource: Resource) -> Iterator[tuple[str, Rights]]:
    under = template_condition(resource.condition, "true") if resource.condition else ALWAYS
    where, on = _POLICIES.get(resource.type, ("", ""))
    if resource.type == _PERMISSION:
        policy, on = {"Statement": _permission(resource.properties)}, "FunctionName"
    elif where in resource.properties:
        policy = resource.properties[where]
    else:
        return
    if not on:
        yield resource.logical_id, _on_itself(rights_of(policy))
        return
    for when, target in alternatives(resource.properties.get(on), under):
        yield referred(target) or said(target), _on_itself(rights_of(policy, when))


def _permission(properties: Mapping[str, Node]) -> dict[str, Node]:
    """A permission of Lambda's as the statement that it becomes."""
    who = properties.get("Principal", "*")
    kind = "Service" if ".amazonaws.com" in said(who) else "AWS"
    conditions: dict[str, dict[str, Node]] = defaultdict(dict)
    for name, (operator, key) in _NARROWING.items():
        if name in properties:
            conditions[operator][key] = properties[name]
    return {
        "Effect": "Allow",
        "Action": properties.get("Action"),
        "Principal": {kind: who},
        "Condition": dict(conditions),
    }


def _on_itself(rights: Rights) -> Rights:
    """Every resource, in a policy that stands on one, is that one."""

    def narrowed(grants: frozenset[Grant]) -> frozenset[Grant]:
        return frozenset(
            replace(one, resource=ITSELF) if one.resource.is_all else one for one in grants
        )

    return replace(rights, allows=narrowed(rights.allows), denies=narrowed(rights.denies))
