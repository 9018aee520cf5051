"""The adapter for what is only looked at, with scripted answers of CloudFormation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from generators.deploy.drift import Detection, PropertyDrift
from generators.deploy.reading import Reading
from generators.errors import CannotReachAWS, Refused, TemplateTooLarge
from tests.deploy.scripted import Aws, scripted

AT = datetime(2020, 1, 1, tzinfo=UTC)
ABSENT = "Stack with id web does not exist"


@pytest.fixture
def aws() -> Iterator[Aws]:
    with scripted("cloudformation") as found:
        yield found


def _stack(name: str, status: str = "CREATE_COMPLETE") -> dict[str, Any]:
    return {
        "StackName": name,
        "StackId": f"id/{name}",
        "StackStatus": status,
        "CreationTime": AT,
    }


def _event(number: int, token: str, **more: Any) -> dict[str, Any]:
    return {
        "EventId": str(number),
        "StackId": "id/web",
        "StackName": "web",
        "Timestamp": AT,
        **({"ClientRequestToken": token} if token else {}),
        **more,
    }


def test_a_few_stacks_are_asked_for_by_name(aws: Aws) -> None:
    aws.answers("describe_stacks", {"Stacks": [_stack("web")]}, StackName="web")
    aws.refuses("describe_stacks", "ValidationError", ABSENT)
    aws.answers("describe_stacks", {"Stacks": [_stack("old", "DELETE_COMPLETE")]}, StackName="old")
    found = Reading(aws.client).states(["web", "page", "old"])
    assert {name: one and one.status for name, one in found.items()} == {
        "web": "CREATE_COMPLETE",
        "page": None,
        "old": None,
    }


def test_many_stacks_come_with_all_of_the_region_page_by_page(aws: Aws) -> None:
    first = {"Stacks": [_stack("d"), _stack("b")], "NextToken": "more"}
    aws.answers("describe_stacks", first)
    aws.answers("describe_stacks", {"Stacks": [_stack("other")]}, NextToken="more")
    found = Reading(aws.client).states(["a", "b", "c", "d"])
    assert [(name, one is not None) for name, one in found.items()] == [
        *(("a", False), ("b", True)),
        *(("c", False), ("d", True)),
    ]


def test_the_template_is_the_text_that_was_given(aws: Aws) -> None:
    asked = {"StackName": "web", "TemplateStage": "Original"}
    aws.answers("get_template", {"TemplateBody": "Resources: {}"}, **asked)
    aws.refuses("get_template", "ValidationError", ABSENT)
    reading = Reading(aws.client)
    assert reading.template("web") == "Resources: {}"
    assert reading.template("web") is None


STACK = {"PhysicalResourceId": "id/web", "ResourceType": "AWS::CloudFormation::Stack"}


def test_the_events_of_the_last_operation_come_oldest_first(aws: Aws) -> None:
    events = [
        _event(4, "cancel", ResourceStatus="UPDATE_ROLLBACK_IN_PROGRESS", **STACK),
        _event(3, "b", ResourceStatus="UPDATE_FAILED"),
        _event(2, "b", ResourceStatus="UPDATE_IN_PROGRESS", **STACK),
        _event(1, "a", ResourceStatus="CREATE_COMPLETE", **STACK),
    ]
    page = {"StackEvents": events[:1], "NextToken": "more"}
    aws.answers("describe_stack_events", page, StackName="web")
    rest = {"StackEvents": events[1:], "NextToken": "not asked for"}
    aws.answers("describe_stack_events", rest, StackName="web", NextToken="more")
    (found,) = Reading(aws.client).events("web")
    assert [event.id for event in found] == ["2", "3", "4"]


def test_older_events_are_read_to_the_last_page(aws: Aws) -> None:
    began = _event(3, "b", ResourceStatus="UPDATE_IN_PROGRESS", **STACK)
    ended = _event(2, "a", ResourceStatus="CREATE_COMPLETE", **STACK)
    page = {"StackEvents": [began, ended], "NextToken": "more"}
    aws.answers("describe_stack_events", page, StackName="web")
    rest = {"StackEvents": [_event(1, "")]}
    aws.answers("describe_stack_events", rest, StackName="web", NextToken="more")
    found = Reading(aws.client).events("web", older=True)
    assert [[event.id for event in one] for one in found] == [["1", "2"], ["3"]]


@pytest.mark.parametrize(("answer", "policy"), [({"StackPolicyBody": "{}"}, "{}"), ({}, None)])
def test_a_stacks_policy_is_its_text(aws: Aws, answer: dict[str, str], policy: str | None) -> None:
    aws.answers("get_stack_policy", answer, StackName="web")
    assert Reading(aws.client).policy("web") == policy


def test_of_a_stack_that_is_not_there_nothing_is_told(aws: Aws) -> None:
    aws.refuses("describe_stack_events", "ValidationError", ABSENT)
    aws.refuses("list_stack_resources", "ValidationError", ABSENT)
    reading = Reading(aws.client)
    assert reading.events("web") == ()
    assert reading.resources("web") == ()


def test_what_is_wrong_with_a_template_is_said_in_awss_words(aws: Aws) -> None:
    aws.answers("validate_template", {}, TemplateBody="{}")
    aws.refuses("validate_template", "ValidationError", "Template format error")
    reading = Reading(aws.client)
    assert reading.validate("web", "{}") is None
    assert reading.validate("web", "{") == "Template format error"


def test_a_template_too_large_for_a_call_is_told_apart(aws: Aws) -> None:
    with pytest.raises(TemplateTooLarge, match="51,201 bytes, of 51,200"):
        Reading(aws.client).validate("web", "ü" * 25_600 + "x")


def _detection(status: str, reason: str = "") -> dict[str, Any]:
    return {
        "StackId": "id/web",
        "StackDriftDetectionId": "d-1",
        "DetectionStatus": status,
        "DetectionStatusReason": reason,
        "Timestamp": AT,
    }


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (_detection("DETECTION_IN_PROGRESS"), None),
        (_detection("DETECTION_COMPLETE"), Detection()),
        (_detection("DETECTION_FAILED", "no right"), Detection(failure="no right")),
        (_detection("DETECTION_FAILED"), Detection(failure="CloudFormation does not say why")),
    ],
)
def test_a_detection_is_asked_about_until_it_has_ended(
    aws: Aws, answer: dict[str, Any], told: Detection | None
) -> None:
    aws.answers("detect_stack_drift", {"StackDriftDetectionId": "d-1"}, StackName="id/web")
    verb = "describe_stack_drift_detection_status"
    aws.answers(verb, answer, StackDriftDetectionId="d-1")
    reading = Reading(aws.client)
    assert reading.detection("id/web", reading.detect("id/web")) == told


def _drifted(status: str, **difference: str) -> dict[str, Any]:
    found = {
        "StackId": "id/web",
        "LogicalResourceId": "Role",
        "PhysicalResourceId": "web-Role",
        "ResourceType": "AWS::IAM::Role",
        "StackResourceDriftStatus": status,
        "Timestamp": AT,
    }
    one = {"PropertyPath": "/Tags/0", "ExpectedValue": "null", "ActualValue": "null", **difference}
    return {**found, **({"PropertyDifferences": [one]} if difference else {})}


@pytest.mark.parametrize(
    ("difference", "expected", "actual"),
    [
        ({"ExpectedValue": "30", "ActualValue": "1", "DifferenceType": "NOT_EQUAL"}, "30", "1"),
        ({"ActualValue": '{"Key": "a"}', "DifferenceType": "ADD"}, None, {"Key": "a"}),
        ({"ExpectedValue": "[broken", "DifferenceType": "REMOVE"}, "[broken", None),
    ],
)
def test_a_drift_is_read_with_values_as_they_are(
    aws: Aws, difference: dict[str, str], expected: object, actual: object
) -> None:
    page = {"StackResourceDrifts": [_drifted("MODIFIED", **difference)], "NextToken": "more"}
    aws.answers("describe_stack_resource_drifts", page, StackName="id/web")
    rest = {"StackResourceDrifts": [_drifted(s) for s in ("DELETED", "IN_SYNC", "NOT_CHECKED")]}
    aws.answers("describe_stack_resource_drifts", rest, StackName="id/web", NextToken="more")
    changed, *others = Reading(aws.client).drifts("id/web")
    assert changed.state == "changed"
    assert changed.properties == (PropertyDrift(path="/Tags/0", expected=expected, actual=actual),)
    assert [one.state for one in others] == ["deleted", "as it was", "not compared"]


@pytest.mark.parametrize(
    ("code", "error", "said"),
    [
        ("AccessDenied", Refused, "`make rights` prints the IAM policy"),
        ("ExpiredToken", CannotReachAWS, "AWS_PROFILE"),
        ("Throttling", CannotReachAWS, "nothing was changed; run the same command again"),
    ],
)
@pytest.mark.parametrize(
    ("verb", "method"),
    [
        ("describe_stacks", lambda reading: reading.states(["web"])),
        ("describe_stacks", lambda reading: reading.states(list("abcd"))),
        ("get_template", lambda reading: reading.template("web")),
        ("describe_stack_events", lambda reading: reading.events("web")),
        ("list_stack_resources", lambda reading: reading.resources("web")),
        ("validate_template", lambda reading: reading.validate("web", "{}")),
        ("get_stack_policy", lambda reading: reading.policy("web")),
        ("detect_stack_drift", lambda reading: reading.detect("web")),
        ("describe_stack_resource_drifts", lambda reading: reading.drifts("web")),
    ],
)
def test_what_aws_does_not_give_is_an_error_of_ours(
    aws: Aws, verb: str, method: Any, code: str, error: type[Exception], said: str
) -> None:
    aws.refuses(verb, code)
    with pytest.raises(error) as raised:
        method(Reading(aws.client))
    assert said in str(raised.value)
