from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import (
    ClientError,
    ConfigParseError,
    EndpointConnectionError,
    InvalidConfigError,
    LoginRefreshRequired,
    MissingDependencyException,
    NoCredentialsError,
    ParamValidationError,
    SSOTokenLoadError,
)
from botocore.stub import ANY, Stubber

from generators.deploy.aws_errors import said_at_first, said_of
from generators.deploy.cloud import (
    Change,
    ChangeSet,
    Desired,
    Operation,
    Proposal,
    Resource,
    StackState,
)
from generators.deploy.cloudformation import CloudFormation
from generators.errors import CannotReachAWS, Refused, TemplateTooLarge
from generators.model import Previous

AT = datetime(2020, 1, 1, tzinfo=UTC)
ID = "arn:aws:cloudformation:eu-west-1:123456789012:stack/web/1"
SET = "arn:aws:cloudformation:eu-west-1:123456789012:changeSet/c/1"
PROPOSAL = Proposal(stack="web", stack_id=ID, id=SET)
WEB = Desired(
    name="web",
    template="{}",
    parameters={"Version": "7", "Token": Previous()},
    tags={"team": "a"},
)
REQUEST = {
    "StackName": "web",
    "TemplateBody": "{}",
    "Parameters": [
        {"ParameterKey": "Version", "ParameterValue": "7"},
        {"ParameterKey": "Token", "UsePreviousValue": True},
    ],
    "Tags": [{"Key": "team", "Value": "a"}],
    "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
}


class Aws:
    """The adapter with scripted answers of AWS under it."""

    def __init__(self) -> None:
        client = boto3.client(
            "cloudformation",
            region_name="eu-west-1",
            aws_access_key_id="key",
            aws_secret_access_key="secret",
        )
        self.stubs = Stubber(client)
        self.cloud = CloudFormation(client)

    def answers(self, verb: str, answer: dict[str, Any], **expected: Any) -> None:
        self.stubs.add_response(verb, answer, expected or None)

    def refuses(self, verb: str, code: str, text: str = "", status: int = 400) -> None:
        self.stubs.add_client_error(verb, code, text, http_status_code=status)


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    aws = Aws()
    with aws.stubs:
        yield aws
        aws.stubs.assert_no_pending_responses()


def stack(status: str, **more: Any) -> dict[str, Any]:
    found = {"StackName": "web", "StackId": ID, "StackStatus": status, "CreationTime": AT, **more}
    return {"Stacks": [found]}


def test_a_stack_is_read_with_all_that_the_engine_wants(aws: Aws) -> None:
    answer = stack(
        "UPDATE_COMPLETE",
        LastUpdatedTime=AT,
        StackStatusReason="why",
        Parameters=[
            {"ParameterKey": "Version", "ParameterValue": "7"},
            {"ParameterKey": "Token", "ParameterValue": "****"},
        ],
        Outputs=[{"OutputKey": "Url", "OutputValue": "http://a"}],
        Tags=[{"Key": "team", "Value": "a"}],
    )
    aws.answers("describe_stacks", answer, StackName="web")
    assert aws.cloud.stack("web") == StackState(
        name="web",
        id=ID,
        status="UPDATE_COMPLETE",
        created=AT,
        updated=AT,
        reason="why",
        parameters={"Version": "7", "Token": "****"},
        outputs={"Url": "http://a"},
        tags={"team": "a"},
    )


def test_a_stack_that_is_not_there_is_none(aws: Aws) -> None:
    aws.refuses("describe_stacks", "ValidationError", "Stack with id web does not exist")
    aws.answers("describe_stacks", stack("DELETE_COMPLETE"))
    assert aws.cloud.stack("web") is None
    assert aws.cloud.stack(ID) is None


def test_the_resources_of_all_pages_are_read_but_those_that_are_none(aws: Aws) -> None:
    def summary(name: str, physical_id: str, status: str = "CREATE_COMPLETE") -> dict[str, Any]:
        return {
            "LogicalResourceId": name,
            "PhysicalResourceId": physical_id,
            "ResourceType": "A::B::C",
            "ResourceStatus": status,
            "LastUpdatedTimestamp": AT,
        }

    never = summary("Never", "", "CREATE_FAILED")
    del never["PhysicalResourceId"]
    pages = [
        [summary("One", "1"), never],
        [summary("Gone", "2", "DELETE_COMPLETE"), summary("Stuck", "3", "DELETE_FAILED")],
    ]
    first = {"StackResourceSummaries": pages[0], "NextToken": "2"}
    aws.answers("list_stack_resources", first, StackName="web")
    last = {"StackResourceSummaries": pages[1]}
    aws.answers("list_stack_resources", last, StackName="web", NextToken="2")
    assert aws.cloud.resources("web") == (
        Resource(logical_id="One", physical_id="1", type="A::B::C"),
        Resource(logical_id="Stuck", physical_id="3", type="A::B::C"),
    )
    aws.refuses("list_stack_resources", "ValidationError", "Stack with id web does not exist")
    assert aws.cloud.resources("web") == ()
    aws.refuses("list_stack_resources", "ValidationError", "otherwise")
    with pytest.raises(Refused, match="web: otherwise"):
        aws.cloud.resources("web")


def test_every_request_has_capabilities_tags_and_parameters_and_a_token(aws: Aws) -> None:
    aws.answers("create_stack", {"StackId": ID}, **REQUEST, ClientRequestToken=ANY)
    operation = aws.cloud.create(WEB)
    assert (operation.stack, operation.id) == ("web", ID)
    aws.answers(
        "create_change_set",
        {"Id": SET, "StackId": ID},
        **REQUEST,
        ChangeSetName=ANY,
        ClientToken=ANY,
        ChangeSetType="UPDATE",
    )
    assert aws.cloud.propose(WEB) == PROPOSAL
    aws.answers("execute_change_set", {}, ChangeSetName=SET, ClientRequestToken=ANY)
    executed = aws.cloud.execute(PROPOSAL)
    assert executed.id == ID
    assert executed.token != operation.token
    aws.answers("delete_change_set", {}, ChangeSetName=SET)
    aws.cloud.discard(PROPOSAL)
    aws.answers("delete_stack", {}, StackName=ID, ClientRequestToken=ANY)
    aws.cloud.delete(StackState(name="web", id=ID, status="CREATE_COMPLETE", created=AT))


def test_a_template_that_does_not_fit_into_the_call_is_refused_before_it(aws: Aws) -> None:
    # Bytes count, not characters: this has 25,601 characters and 51,201 bytes.
    large = Desired(name="web", template="x" + "é" * 25_600, parameters={}, tags={})
    for refused in (aws.cloud.create, aws.cloud.propose):
        with pytest.raises(TemplateTooLarge, match="web: its template has 51,201 bytes"):
            refused(large)
    aws.answers("create_stack", {"StackId": ID})
    aws.cloud.create(Desired(name="web", template="é" * 25_600, parameters={}, tags={}))


def described(status: str, reason: str = "", **more: Any) -> dict[str, Any]:
    return {"Status": status, "StatusReason": reason, **more}


def change(logical_id: str, **more: Any) -> dict[str, Any]:
    resource = {"Action": "Modify", "LogicalResourceId": logical_id, "ResourceType": "A::B::C"}
    return {"Type": "Resource", "ResourceChange": {**resource, **more}}


def test_a_change_set_is_pending_empty_failed_or_a_list_of_changes(aws: Aws) -> None:
    cases = {
        ("CREATE_PENDING", ""): None,
        ("CREATE_IN_PROGRESS", ""): None,
        ("FAILED", "The submitted information didn't contain changes. …"): ChangeSet(empty=True),
        ("FAILED", "No updates are to be performed."): ChangeSet(empty=True),
        ("FAILED", "Template error"): ChangeSet(failure="Template error"),
        ("FAILED", ""): ChangeSet(failure="FAILED"),
        # Only an output or a tag differs.
        ("CREATE_COMPLETE", ""): ChangeSet(),
    }
    for (status, reason), expected in cases.items():
        aws.answers("describe_change_set", described(status, reason), ChangeSetName=SET)
        assert aws.cloud.change_set(PROPOSAL) == expected


def test_the_changes_of_all_pages_are_read(aws: Aws) -> None:
    targets = [
        {"Target": {"Attribute": "Properties", "Name": "Image"}},
        {"Target": {"Attribute": "Properties", "Name": "Image"}},
        {"Target": {"Attribute": "Tags"}},
    ]
    first = [change("Task", Replacement="True", Details=targets)]
    aws.answers("describe_change_set", described("CREATE_COMPLETE", Changes=first, NextToken="2"))
    second = [change("Old", Action="Remove")]
    aws.answers(
        "describe_change_set",
        described("CREATE_COMPLETE", Changes=second),
        ChangeSetName=SET,
        NextToken="2",
    )
    found = aws.cloud.change_set(PROPOSAL)
    assert found == ChangeSet(
        changes=(
            Change(
                action="Modify",
                logical_id="Task",
                type="A::B::C",
                replacement="True",
                properties=("Image", "Tags"),
            ),
            Change(action="Remove", logical_id="Old", type="A::B::C"),
        )
    )


def event(number: int, token: str = "mine", status: str = "CREATE_FAILED", reason: str = "") -> Any:
    return {
        "StackId": ID,
        "StackName": "web",
        "EventId": str(number),
        "LogicalResourceId": "Task",
        "Timestamp": AT,
        "ResourceStatus": status,
        "ResourceStatusReason": reason,
        "ClientRequestToken": token,
    }


def test_only_an_operations_own_and_new_events_are_read_oldest_first(aws: Aws) -> None:
    mine = Operation(stack="web", id=ID, token="mine")

    def pages(*numbers: list[Any]) -> None:
        for page, events in enumerate(numbers):
            more = {"NextToken": "more"} if page < len(numbers) - 1 else {}
            aws.answers("describe_stack_events", {"StackEvents": events, **more})

    pages([event(5), event(4)], [event(3), event(2, "theirs")])
    assert [found.id for found in aws.cloud.events(mine, "")] == ["3", "4", "5"]
    # What is known already ends the reading: no second page is asked for.
    aws.answers("describe_stack_events", {"StackEvents": [event(5), event(4)], "NextToken": "more"})
    assert [found.id for found in aws.cloud.events(mine, "4")] == ["5"]
    aws.answers("describe_stack_events", {"StackEvents": [event(2, "theirs")], "NextToken": "more"})
    assert aws.cloud.events(mine, "") == ()


def test_a_failure_that_echoes_another_is_not_a_cause(aws: Aws) -> None:
    mine = Operation(stack="web", id=ID, token="mine")
    cases = {
        ("CREATE_FAILED", "no room"): True,
        ("DELETE_FAILED", "in use"): True,
        ("CREATE_FAILED", "Resource creation cancelled"): False,
        ("UPDATE_FAILED", "Resource update cancelled"): False,
        ("CREATE_COMPLETE", ""): False,
    }
    for (status, reason), cause in cases.items():
        events = [event(1, status=status, reason=reason)]
        aws.answers("describe_stack_events", {"StackEvents": events}, StackName=ID)
        assert aws.cloud.events(mine, "")[0].cause is cause


def test_aws_errors_become_ours_with_the_stack_named(aws: Aws) -> None:
    refused = {
        "ValidationError": "Parameters: [KeyName] must have values",
        "AccessDenied": "not authorized to perform cloudformation:CreateStack",
    }
    for code, text in refused.items():
        aws.refuses("create_stack", code, text)
        with pytest.raises(Refused) as raised:
            aws.cloud.create(WEB)
        assert raised.value.message == f"web: {text} ({code})"
        assert ("`make rights`" in (raised.value.advice or "")) is (code == "AccessDenied")
    unreachable = [
        ("ExpiredToken", 403),
        ("InvalidClientTokenId", 403),
        ("Throttling", 400),
        ("InternalFailure", 500),
    ]
    for code, status in unreachable:
        aws.refuses("create_stack", code, "text", status)
        with pytest.raises(CannotReachAWS, match=code):
            aws.cloud.create(WEB)


def test_a_stack_that_somebody_else_has_just_created_is_said_once(aws: Aws) -> None:
    aws.refuses("create_stack", "AlreadyExistsException", "Stack [web] already exists")
    with pytest.raises(Refused) as raised:
        aws.cloud.create(WEB)
    assert raised.value.message == "web: there is a stack of that name now"
    assert raised.value.advice == ("somebody else has just created it: run the same command again")


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (NoCredentialsError(), "`aws configure`"),
        (SSOTokenLoadError(error_msg="expired"), "`aws sso login`"),
        (LoginRefreshRequired(), "`aws sso login`"),
        (EndpointConnectionError(endpoint_url="http://a"), "it goes on where this one ended"),
        (ConfigParseError(path="config"), "~/.aws"),
        (InvalidConfigError(error_msg="no such source_profile"), "~/.aws"),
        (MissingDependencyException(msg="botocore[crt]"), "what is installed"),
    ],
)
def test_no_credentials_and_no_connection_are_said_so(error: Exception, advice: str) -> None:
    with pytest.raises(CannotReachAWS) as raised, said_of("web"):
        raise error
    assert str(error) in raised.value.message
    assert advice in (raised.value.advice or "")


def test_a_mistake_of_ours_stays_as_it_is() -> None:
    for said in (said_of, said_at_first):
        with pytest.raises(ParamValidationError), said("web"):
            raise ParamValidationError(report="no such parameter")
        with pytest.raises(KeyError), said("web"):
            raise KeyError("ours")
    with pytest.raises(ValueError, match="ours"), said_of("web"):
        raise ValueError("ours")


def test_before_the_first_answer_nothing_has_begun_that_could_go_on() -> None:
    throttled = ClientError({"Error": {"Code": "Throttling", "Message": "slow down"}}, "Get")
    for error in (EndpointConnectionError(endpoint_url="http://a"), throttled):
        with pytest.raises(CannotReachAWS, match="nothing has begun"), said_at_first("web"):
            raise error
    with (
        pytest.raises(CannotReachAWS, match=r"not trusted\n  correct that in"),
        said_at_first("web"),
    ):
        raise ValueError("not trusted")
