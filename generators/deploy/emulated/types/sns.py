"""AWS::SNS: topics, their policies, their subscriptions. Nothing is ever sent to the network."""

from __future__ import annotations

import json
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import sns

from generators.deploy.emulated import registry
from generators.deploy.emulated.changes import instead
from generators.deploy.emulated.registry import Made, Properties, Resource
from generators.deploy.emulated.services import call
from generators.deploy.emulated.wire import Params, Refused

_ATTRIBUTES = (
    "ContentBasedDeduplication",
    "DisplayName",
    "FifoTopic",
    "KmsMasterKeyId",
    "SignatureVersion",
    "TracingConfig",
)
_OF_SUBSCRIPTION = (
    "DeliveryPolicy",
    "FilterPolicy",
    "FilterPolicyScope",
    "RawMessageDelivery",
    "RedrivePolicy",
    "SubscriptionRoleArn",
)


def install() -> None:
    """Add the types; keep what a topic sends from leaving this machine."""
    instead(sns, "_http_post_sync", lambda *_: 200)
    registry.add(
        "AWS::SNS::Topic",
        keeps=frozenset({*_ATTRIBUTES, "Subscription", "Tags", "TopicName"}),
        create=_create,
        update=_update,
        delete=lambda arn, _: call("sns", "DeleteTopic", TopicArn=arn),
    )
    registry.add(
        "AWS::SNS::Subscription",
        keeps=frozenset({*_OF_SUBSCRIPTION, "Endpoint", "Protocol", "TopicArn"}),
        create=_subscribe,
        update=_resubscribe,
        delete=lambda arn, _: call("sns", "Unsubscribe", SubscriptionArn=arn),
    )
    registry.add("AWS::SNS::TopicPolicy", create=_allow, update=_allow_anew, delete=_disallow)


def _create(made: Resource) -> Made:
    fifo = str(made.properties.get("FifoTopic", "")).lower() == "true"
    own = made.name(limit=250) + (".fifo" if fifo else "")
    name = str(made.properties.get("TopicName") or own)
    if any(one["name"] == name for one in sns._topics.values()):
        raise Refused("AlreadyExists", f"Topic {name} already exists")
    given = {key: _text(made.properties[key]) for key in _ATTRIBUTES if key in made.properties}
    arn = call("sns", "CreateTopic", Name=name, Attributes=given, Tags=_tags(made.properties))[
        "TopicArn"
    ]
    with registry.undoing(lambda: call("sns", "DeleteTopic", TopicArn=arn)):
        _send_to(arn, {}, made.properties)
    return arn, {"TopicArn": arn, "TopicName": name}


def _update(arn: str, old: Properties, new: Properties) -> dict[str, Any]:
    for key in _ATTRIBUTES:
        if old.get(key) != new.get(key):
            value = _text(new.get(key, ""))
            call("sns", "SetTopicAttributes", TopicArn=arn, AttributeName=key, AttributeValue=value)
    keys = {tag["Key"] for tag in new.get("Tags") or ()}
    if gone := [tag["Key"] for tag in old.get("Tags") or () if tag["Key"] not in keys]:
        call("sns", "UntagResource", ResourceArn=arn, TagKeys=gone)
    if tags := _tags(new):
        call("sns", "TagResource", ResourceArn=arn, Tags=tags)
    _send_to(arn, old, new)
    return {"TopicArn": arn, "TopicName": arn.rpartition(":")[2]}


def _send_to(arn: str, old: Properties, new: Properties) -> None:
    """The subscriptions that stand in a topic's own properties."""
    before, after = (side.get("Subscription") or [] for side in (old, new))
    for one in before:
        if one not in after:
            call("sns", "Unsubscribe", SubscriptionArn=_subscription(arn, one))
    for one in after:
        if one not in before:
            call("sns", "Subscribe", TopicArn=arn, **one)


def _subscribe(made: Resource) -> Made:
    given = made.properties
    place = {key: str(given[key]) for key in ("TopicArn", "Protocol", "Endpoint") if key in given}
    attributes = {key: _text(given[key]) for key in _OF_SUBSCRIPTION if key in given}
    call("sns", "Subscribe", **place, Attributes=attributes)
    arn = _subscription(place["TopicArn"], place)
    return arn, {"Arn": arn}


def _resubscribe(arn: str, old: Properties, new: Properties) -> dict[str, Any]:
    for key in _OF_SUBSCRIPTION:
        if old.get(key) != new.get(key):
            place = {"SubscriptionArn": arn, "AttributeName": key}
            value = _text(new.get(key, ""))
            call("sns", "SetSubscriptionAttributes", **place, AttributeValue=value)
    return {"Arn": arn}


def _subscription(topic: str, wanted: Properties) -> str:
    """The ARN of a subscription, which the API does not tell of one that waits for its yes."""
    place = wanted["Protocol"], wanted.get("Endpoint")
    found = (one for one in sns._topics[topic]["subscriptions"])
    return str(next(one["arn"] for one in found if (one["protocol"], one["endpoint"]) == place))


def _allow(made: Resource) -> Made:
    _set_policy(made.properties["Topics"], _text(made.properties["PolicyDocument"]))
    name = made.name()
    return name, {"Id": name}


def _allow_anew(name: str, old: Properties, new: Properties) -> dict[str, Any]:
    _disallow(name, {"Topics": [one for one in old["Topics"] if one not in new["Topics"]]})
    _set_policy(new["Topics"], _text(new["PolicyDocument"]))
    return {"Id": name}


def _disallow(_: str, properties: Properties) -> None:
    for arn in properties["Topics"]:
        if arn in sns._topics:
            _set_policy([arn], json.dumps(_owners(arn)))


def _set_policy(topics: list[str], document: str) -> None:
    for arn in topics:
        place = {"TopicArn": arn, "AttributeName": "Policy"}
        call("sns", "SetTopicAttributes", **place, AttributeValue=document)


def _owners(arn: str) -> Params:
    """The policy that a topic has where nobody gave it one: the account may do as it likes."""
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": ["SNS:Publish", "SNS:Subscribe", "SNS:Receive"],
        "Resource": arn,
        "Condition": {"StringEquals": {"AWS:SourceOwner": get_account_id()}},
    }
    return {"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]}


def _tags(properties: Properties) -> list[Params]:
    return [{"Key": tag["Key"], "Value": str(tag["Value"])} for tag in properties.get("Tags") or ()]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value) if isinstance(value, dict | list) else str(value)
