from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
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
from botocore.retries.standard import ThrottledRetryableChecker, TransientRetryableChecker
from botocore.stub import ANY, Stubber

from generators.deploy.aws_errors import said_at_first, said_of
from generators.deploy.calls import Calls
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
from generators.deploy.statuses import TELLING
from generators.errors import (
    CannotReachAWS,
    NoAnswer,
    Overtaken,
    Refused,
    TemplateTooLarge,
    Throttled,
)
from generators.model import Previous
from tests.deploy.virtual import Time

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


def test_all_stacks_and_all_statuses_come_page_by_page(aws: Aws) -> None:
    gone = {**stack("DELETE_COMPLETE")["Stacks"][0], "StackId": "gone"}
    answer = {"Stacks": [*stack("CREATE_COMPLETE")["Stacks"], gone], "NextToken": "2"}
    aws.answers("describe_stacks", answer)
    page = aws.cloud.stacks()
    assert ([state.id for state in page.stacks], page.more) == ([ID], "2")
    aws.answers("describe_stacks", {"Stacks": []}, NextToken="2")
    assert aws.cloud.stacks("2").stacks == ()

    summary = {"StackName": "web", "StackId": ID, "StackStatus": "UPDATE_IN_PROGRESS"}
    found = {"StackSummaries": [{**summary, "CreationTime": AT}], "NextToken": "2"}
    aws.answers("list_stacks", found, StackStatusFilter=list(TELLING))
    statuses = aws.cloud.statuses()
    assert (statuses.statuses, statuses.more) == ({ID: "UPDATE_IN_PROGRESS"}, "2")
    aws.answers("list_stacks", {"StackSummaries": []}, StackStatusFilter=ANY, NextToken="2")
    assert aws.cloud.statuses("2").more == ""


def test_the_deployed_template_is_read_as_it_was_given(aws: Aws) -> None:
    asked = {"StackName": "web", "TemplateStage": "Original"}
    aws.answers("get_template", {"TemplateBody": '{"Resources": {}}'}, **asked)
    assert aws.cloud.template("web") == {"Resources": {}}
    aws.answers("get_template", {"TemplateBody": "Resources: {}"}, **asked)
    assert aws.cloud.template("web") == "Resources: {}"
    aws.refuses("get_template", "ValidationError", "Stack with id web does not exist")
    assert aws.cloud.template("web") is None


def test_an_update_half_way_is_rolled_back_by_the_call_for_its_status(aws: Aws) -> None:
    def state(status: str) -> StackState:
        return StackState(name="web", id=ID, status=status, created=AT)

    sent = {"StackName": ID, "ClientRequestToken": "t"}
    aws.answers("cancel_update_stack", {}, **sent)
    mine = Operation(stack="web", id=ID, token="t")
    assert aws.cloud.cancel(state("UPDATE_IN_PROGRESS"), "t") == mine
    aws.answers("continue_update_rollback", {}, **sent)
    assert aws.cloud.roll_back(state("UPDATE_ROLLBACK_FAILED"), "t") == mine
    aws.answers("rollback_stack", {"StackId": ID}, **sent)
    assert aws.cloud.roll_back(state("UPDATE_FAILED"), "t") == mine


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("ValidationError", f"Stack:{ID} is in UPDATE_IN_PROGRESS state and can not be updated."),
        (
            "ValidationError",
            f"Stack [{ID}] cannot be deleted while in status UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
        ),
        ("ChangeSetNotFound", "ChangeSet [c] does not exist"),
        ("InvalidChangeSetStatus", "cannot be executed in its current status of [OBSOLETE]"),
        ("OperationInProgressException", "another operation is in progress"),
    ],
)
def test_whoever_was_overtaken_is_told_so(aws: Aws, code: str, text: str) -> None:
    aws.refuses("execute_change_set", code, text)
    with pytest.raises(Overtaken, match="web: ") as raised:
        aws.cloud.execute(PROPOSAL)
    assert "it waits for what runs" in (raised.value.advice or "")


def test_a_stack_that_is_protected_is_not_taken_for_one_that_is_busy(aws: Aws) -> None:
    text = f"Stack [{ID}] cannot be deleted while TerminationProtection is enabled"
    aws.refuses("delete_stack", "ValidationError", text)
    with pytest.raises(Refused) as raised:
        aws.cloud.delete(StackState(name="web", id=ID, status="CREATE_COMPLETE", created=AT))
    assert not isinstance(raised.value, Overtaken)


def test_a_change_set_is_deleted_by_its_name_where_nothing_else_is_known_of_it(aws: Aws) -> None:
    aws.answers("delete_change_set", {}, ChangeSetName="ecs-stacks-1", StackName="web")
    aws.cloud.discard(Proposal(stack="web", stack_id="", id="ecs-stacks-1"))


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("ValidationError", "Stack [web] does not exist"),
        ("ChangeSetNotFound", "ChangeSet [c] does not exist"),
    ],
)
def test_a_change_set_that_is_gone_need_not_be_deleted(aws: Aws, code: str, text: str) -> None:
    aws.refuses("delete_change_set", code, text)
    aws.cloud.discard(PROPOSAL)


def test_a_change_set_that_is_being_made_cannot_be_deleted_yet(aws: Aws) -> None:
    text = "Cannot delete ChangeSet in status CREATE_IN_PROGRESS"
    aws.refuses("delete_change_set", "InvalidChangeSetStatus", text)
    with pytest.raises(Overtaken):
        aws.cloud.discard(PROPOSAL)


SLEPT = "20261123T010203Z is now earlier than 20261123T040203Z (20261123T040703Z - 5 min.)"
AHEAD = "20261123T070203Z is still later than 20261123T040703Z (20261123T040203Z + 5 min.)"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("SignatureDoesNotMatch", f"Signature expired: {SLEPT}"),
        ("SignatureDoesNotMatch", f"Signature not yet current: {AHEAD}"),
        ("InvalidSignatureException", f"Signature expired: {SLEPT}"),
        ("RequestTimeTooSkewed", "The difference between the request time and the current time is"),
    ],
)
def test_a_call_that_was_signed_before_the_machine_slept_is_made_again(
    aws: Aws, code: str, text: str
) -> None:
    aws.refuses("create_stack", code, text, 403)
    with pytest.raises(NoAnswer) as raised:
        aws.cloud.create(WEB)
    assert "set this machine's clock" in (raised.value.advice or "")

    async def work(calls: Calls) -> Operation:
        return await calls(aws.cloud.create, WEB, "t")

    aws.refuses("create_stack", code, text, 403)
    aws.answers("create_stack", {"StackId": ID}, **REQUEST, ClientRequestToken="t")
    assert Time().run(work) == Operation(stack="web", id=ID, token="t")


@pytest.mark.parametrize("code", ["SignatureDoesNotMatch", "InvalidSignatureException"])
def test_a_wrong_secret_is_not_taken_for_a_wrong_clock(aws: Aws, code: str) -> None:
    text = "The request signature we calculated does not match the signature you provided."
    aws.refuses("create_stack", code, text, 403)
    with pytest.raises(CannotReachAWS, match="does not take the credentials") as raised:
        aws.cloud.create(WEB)
    assert not isinstance(raised.value, NoAnswer | Throttled)


def test_what_may_get_through_next_time_is_told_from_what_may_not(aws: Aws) -> None:
    cases = {
        ("Throttling", 400): Throttled,
        ("ThrottlingException", 400): Throttled,
        ("InternalFailure", 500): NoAnswer,
        ("ServiceUnavailable", 503): NoAnswer,
    }
    for (code, status), expected in cases.items():
        aws.refuses("create_stack", code, "text", status)
        with pytest.raises(expected):
            aws.cloud.create(WEB)
    with pytest.raises(NoAnswer), said_of("web"):
        raise EndpointConnectionError(endpoint_url="http://a")
    aws.refuses("create_stack", "ExpiredToken", "text", 403)
    with pytest.raises(CannotReachAWS) as raised:
        aws.cloud.create(WEB)
    assert not isinstance(raised.value, NoAnswer | Throttled)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        *((code, 400) for code in ThrottledRetryableChecker._THROTTLED_ERROR_CODES),
        *((code, 400) for code in TransientRetryableChecker._TRANSIENT_ERROR_CODES),
        *(("Other", status) for status in TransientRetryableChecker._TRANSIENT_STATUS_CODES),
        ("TooManyRequests", 429),
    ],
)
def test_what_the_sdk_would_repeat_is_repeated_without_its_retries(code: str, status: int) -> None:
    answer: Any = {
        "Error": {"Code": code, "Message": "x"},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    quota = code == "LimitExceededException"
    heard = code.startswith("RequestTimeout") or status >= 500
    with pytest.raises(Refused if quota else NoAnswer if heard else Throttled), said_of("web"):
        raise ClientError(answer, "CreateStack")


def test_a_large_template_goes_by_its_url_and_a_very_large_one_not_at_all() -> None:
    aws, placed = Aws(), []

    def place(template: str) -> str:
        placed.append(len(template))
        return "https://s3/bucket/key"

    cloud = CloudFormation(aws.stubs.client, place)
    request = {key: value for key, value in REQUEST.items() if key != "TemplateBody"}
    with aws.stubs:
        aws.answers(
            "create_stack", {"StackId": ID}, **request, TemplateURL=ANY, ClientRequestToken=ANY
        )
        cloud.create(replace(WEB, template="x" * 51_201))
        aws.answers("create_stack", {"StackId": ID}, **REQUEST, ClientRequestToken=ANY)
        cloud.create(WEB)
        with pytest.raises(TemplateTooLarge, match="CloudFormation takes 1,000,000"):
            cloud.create(replace(WEB, template="x" * 1_000_001))
    assert placed == [51_201]


def test_a_large_template_that_is_in_its_place_is_not_put_there_again() -> None:
    aws, placed = Aws(), []

    def place(template: str) -> str:
        placed.append(len(template))
        return "https://s3/bucket/key"

    cloud = CloudFormation(aws.stubs.client, place)
    large = cloud.place(replace(WEB, template="x" * 51_201))
    request = {key: value for key, value in REQUEST.items() if key != "TemplateBody"}
    with aws.stubs:
        aws.answers(
            "create_stack",
            {"StackId": ID},
            **request,
            TemplateURL="https://s3/bucket/key",
            ClientRequestToken=ANY,
        )
        cloud.create(large)
    assert placed == [51_201]
    assert cloud.place(WEB) == WEB


def test_without_a_bucket_the_advice_is_to_name_one(aws: Aws) -> None:
    with pytest.raises(TemplateTooLarge) as raised:
        aws.cloud.create(replace(WEB, template="x" * 51_201))
    assert "bucket: in params/environments.yaml" in (raised.value.advice or "")
