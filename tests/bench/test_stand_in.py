"""The stand-in for CloudFormation answers as CloudFormation does."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.bench.stand_in.server import Server

SECONDS = 0.05
Client = Any

TEMPLATE = {
    "Parameters": {
        "Name": {"Type": "String", "Default": "web"},
        "Secret": {"Type": "String", "NoEcho": True, "Default": "hidden"},
        "Image": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/image"},
    },
    "Resources": {
        "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": {"Ref": "Name"}}},
        "Cluster": {"Type": "AWS::ECS::Cluster"},
    },
    "Outputs": {
        "Name": {"Value": {"Ref": "Name"}},
        "Arn": {"Value": {"Fn::GetAtt": ["Cluster", "Arn"]}},
    },
}
BODY = json.dumps(TEMPLATE)
OTHER = json.dumps(
    {
        **TEMPLATE,
        "Resources": {
            "Logs": TEMPLATE["Resources"]["Logs"],
            "Topic": {"Type": "AWS::SNS::Topic"},
        },
    }
)
VERSION_2 = [{"ParameterKey": "Name", "ParameterValue": "v2"}]


@pytest.fixture
def start() -> Iterator[Callable[..., tuple[Client, str]]]:
    """Starts a stand-in; gives a client that tries nothing twice, and the address."""
    servers: list[Server] = []

    def started(**options: Any) -> tuple[Client, str]:
        server = Server(**{"seconds": SECONDS, **options})
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        return _client("cloudformation", server.url), server.url

    yield started
    for server in servers:
        server.shutdown()
        server.server_close()


def _client(service: str, url: str) -> Client:
    return boto3.session.Session(
        aws_access_key_id="0" * 12, aws_secret_access_key="none", region_name="eu-west-1"
    ).client(
        service,
        endpoint_url=url,
        config=Config(retries={"total_max_attempts": 1}, proxies={}),
    )


@pytest.fixture
def client(start: Callable[..., tuple[Client, str]]) -> Client:
    return start()[0]


def ended(client: Client, stack: str) -> dict[str, Any]:
    """The stack once nothing is under way on it."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        found: dict[str, Any] = client.describe_stacks(StackName=stack)["Stacks"][0]
        if not found["StackStatus"].endswith("_IN_PROGRESS"):
            return found
        time.sleep(0.01)
    raise AssertionError(f"{stack} goes on and on")


def created(client: Client, name: str = "web", body: str = BODY, **more: Any) -> str:
    """The id of a stack that is complete."""
    stack: str = client.create_stack(StackName=name, TemplateBody=body, **more)["StackId"]
    assert ended(client, stack)["StackStatus"] == "CREATE_COMPLETE"
    return stack


def proposed(client: Client, name: str = "web", body: str = BODY, **more: Any) -> dict[str, Any]:
    """A change set of the stack, worked out."""
    asked = client.create_change_set(
        StackName=name, ChangeSetName="a-change", TemplateBody=body, **more
    )
    until = time.monotonic() + 10
    while time.monotonic() < until:
        found: dict[str, Any] = client.describe_change_set(ChangeSetName=asked["Id"])
        if found["Status"] != "CREATE_IN_PROGRESS":
            return found
        time.sleep(0.005)
    raise AssertionError("it is never worked out")


def code(call: Callable[..., Any], **given: Any) -> tuple[str, str]:
    """How the call is refused: the code and the message."""
    with pytest.raises(ClientError) as raised:
        call(**given)
    error = raised.value.response["Error"]
    return error["Code"], error["Message"]


def test_a_stack_is_created_in_its_time_with_parameters_outputs_and_tags(client: Client) -> None:
    began = time.monotonic()
    stack = created(client, Tags=[{"Key": "Team", "Value": "a<b"}])
    assert time.monotonic() - began >= SECONDS
    found = client.describe_stacks(StackName="web")["Stacks"][0]
    assert found["StackId"] == stack
    assert {one["ParameterKey"]: one["ParameterValue"] for one in found["Parameters"]} == {
        "Name": "web",
        "Secret": "****",
        "Image": "/image",
    }
    assert [one["ResolvedValue"][:4] for one in found["Parameters"] if "ResolvedValue" in one] == [
        "ami-"
    ]
    assert {one["OutputKey"]: one["OutputValue"] for one in found["Outputs"]} == {
        "Name": "web",
        "Arn": "web-Arn",
    }
    assert found["Tags"] == [{"Key": "Team", "Value": "a<b"}]


def test_events_are_newest_first_and_carry_the_token(client: Client) -> None:
    stack = created(client, ClientRequestToken="ours")
    events = client.describe_stack_events(StackName=stack)["StackEvents"]
    assert [(one["LogicalResourceId"], one["ResourceStatus"]) for one in events] == [
        ("web", "CREATE_COMPLETE"),
        ("Logs", "CREATE_COMPLETE"),
        ("Logs", "CREATE_IN_PROGRESS"),
        ("Cluster", "CREATE_COMPLETE"),
        ("Cluster", "CREATE_IN_PROGRESS"),
        ("web", "CREATE_IN_PROGRESS"),
    ]
    assert {one["ClientRequestToken"] for one in events} == {"ours"}
    assert len({one["EventId"] for one in events}) == len(events)


def test_a_request_that_comes_twice_begins_once(client: Client) -> None:
    stack = created(client, ClientRequestToken="ours")
    again = {"StackName": "web", "TemplateBody": BODY}
    assert client.create_stack(**again, ClientRequestToken="ours")["StackId"] == stack
    assert code(client.create_stack, **again, ClientRequestToken="other") == (
        "AlreadyExistsException",
        "Stack [web] already exists",
    )


def test_what_is_deleted_is_known_by_its_id_alone(client: Client) -> None:
    stack = created(client)
    client.delete_stack(StackName=stack)
    assert ended(client, stack)["StackStatus"] == "DELETE_COMPLETE"
    absent = ("ValidationError", "Stack with id web does not exist")
    assert code(client.describe_stacks, StackName="web") == absent
    assert client.describe_stacks()["Stacks"] == []
    assert [one["StackStatus"] for one in client.list_stacks()["StackSummaries"]] == [
        "DELETE_COMPLETE"
    ]
    client.delete_stack(StackName="web")
    assert created(client) != stack


@pytest.mark.parametrize(
    ("body", "parameters", "changed"),
    [
        (BODY, [], None),
        (
            json.dumps(TEMPLATE, indent=2),
            [{"ParameterKey": "Name", "UsePreviousValue": True}],
            None,
        ),
        (BODY, VERSION_2, {("Modify", "Logs")}),
        (OTHER, [], {("Add", "Topic"), ("Remove", "Cluster")}),
    ],
)
def test_a_change_set_has_what_differs_or_fails_for_want_of_it(
    client: Client, body: str, parameters: list[Any], changed: set[tuple[str, str]] | None
) -> None:
    created(client)
    found = proposed(client, body=body, Parameters=parameters)
    changes = [one["ResourceChange"] for one in found["Changes"]]
    assert {(one["Action"], one["LogicalResourceId"]) for one in changes} == (changed or set())
    assert found["Status"] == ("CREATE_COMPLETE" if changed else "FAILED")
    assert ("didn't contain changes" in found.get("StatusReason", "")) is (changed is None)


def test_a_change_set_of_tags_alone_is_not_empty(client: Client) -> None:
    created(client)
    found = proposed(client, Tags=[{"Key": "Team", "Value": "a"}])
    assert (found["Status"], found["Changes"]) == ("CREATE_COMPLETE", [])


def test_a_change_set_is_executed_once_and_the_update_goes_through_its_cleanup(
    client: Client,
) -> None:
    stack = created(client)
    made = proposed(client, body=OTHER, Parameters=VERSION_2)["ChangeSetId"]
    client.execute_change_set(ChangeSetName=made, ClientRequestToken="second")
    found = ended(client, stack)
    assert (found["StackStatus"], found["Outputs"][0]["OutputValue"]) == ("UPDATE_COMPLETE", "v2")
    statuses = [
        one["ResourceStatus"]
        for one in client.describe_stack_events(StackName=stack)["StackEvents"]
        if one["LogicalResourceId"] == "web" and one.get("ClientRequestToken") == "second"
    ]
    assert statuses[1] == "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
    assert [one["LogicalResourceId"] for one in _resources(client, stack)] == ["Logs", "Topic"]
    assert code(client.execute_change_set, ChangeSetName=made)[0] == "ChangeSetNotFound"


def _resources(client: Client, stack: str) -> list[dict[str, Any]]:
    found = client.list_stack_resources(StackName=stack)["StackResourceSummaries"]
    return sorted(found, key=lambda one: one["LogicalResourceId"])


def test_a_change_set_of_no_stack_makes_one_in_review(client: Client) -> None:
    made = proposed(client, ChangeSetType="CREATE")
    assert client.describe_stacks()["Stacks"][0]["StackStatus"] == "REVIEW_IN_PROGRESS"
    client.execute_change_set(ChangeSetName=made["ChangeSetId"])
    assert ended(client, "web")["StackStatus"] == "CREATE_COMPLETE"


def test_a_cancelled_update_leaves_what_was_there(start: Callable[..., Any]) -> None:
    client, _ = start(seconds=0.4)
    stack = created(client)
    made = proposed(client, body=OTHER, Parameters=VERSION_2)["ChangeSetId"]
    client.execute_change_set(ChangeSetName=made)
    client.cancel_update_stack(StackName=stack)
    found = ended(client, stack)
    assert found["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert found["Parameters"][0]["ParameterValue"] == "web"
    assert code(client.cancel_update_stack, StackName=stack)[0] == "ValidationError"


def test_a_stack_at_work_takes_no_other_operation(start: Callable[..., Any]) -> None:
    client, _ = start(seconds=30.0)
    client.create_stack(StackName="web", TemplateBody=BODY)
    asked = {"StackName": "web", "ChangeSetName": "a", "TemplateBody": OTHER}
    refusal, message = code(client.create_change_set, **asked)
    assert refusal == "ValidationError"
    assert "is in CREATE_IN_PROGRESS state and can not be updated" in message


@pytest.mark.parametrize(
    ("given", "refusal", "words"),
    [
        ({"TemplateBody": "nonsense"}, "ValidationError", "Template format error"),
        (
            {"Parameters": [{"ParameterKey": "Nobody", "ParameterValue": "1"}]},
            "ValidationError",
            "Parameters: [Nobody] do not exist in the template",
        ),
        (
            {"TemplateBody": BODY.replace(', "Default": "web"', "")},
            "ValidationError",
            "Parameters: [Name] must have values",
        ),
        (
            {"TemplateBody": BODY.replace("AWS::ECS::Cluster", "AWS::IAM::Role")},
            "InsufficientCapabilitiesException",
            "CAPABILITY_IAM",
        ),
    ],
)
def test_what_cannot_be_is_refused(
    client: Client, given: dict[str, Any], refusal: str, words: str
) -> None:
    found = code(client.create_stack, **{"StackName": "web", "TemplateBody": BODY, **given})
    assert found[0] == refusal
    assert words in found[1]
    assert client.describe_stacks()["Stacks"] == []


def test_a_protected_stack_is_not_deleted(client: Client) -> None:
    stack = created(client)
    client.update_termination_protection(StackName="web", EnableTerminationProtection=True)
    assert "TerminationProtection is enabled" in code(client.delete_stack, StackName=stack)[1]
    client.update_termination_protection(StackName="web", EnableTerminationProtection=False)
    client.delete_stack(StackName=stack)
    assert ended(client, stack)["StackStatus"] == "DELETE_COMPLETE"


def test_the_template_is_given_back_as_it_came(client: Client) -> None:
    created(client)
    found = client.get_template(StackName="web", TemplateStage="Original")
    assert json.loads(json.dumps(found["TemplateBody"])) == TEMPLATE


def test_lists_come_in_pages_and_by_status(client: Client) -> None:
    for number in range(130):
        client.create_stack(StackName=f"stack-{number}", TemplateBody=BODY)
    pages = list(client.get_paginator("describe_stacks").paginate())
    assert [len(page["Stacks"]) for page in pages] == [100, 30]
    ended(client, "stack-129")
    found = client.list_stacks(StackStatusFilter=["CREATE_IN_PROGRESS"])["StackSummaries"]
    assert found == []
    pages = list(
        client.get_paginator("list_stacks").paginate(StackStatusFilter=["CREATE_COMPLETE"])
    )
    assert sum(len(page["StackSummaries"]) for page in pages) == 130


def test_what_is_too_fast_is_throttled_and_reported(start: Callable[..., Any]) -> None:
    client, url = start(rate=0.001, burst=3.0)
    said: Counter[str] = Counter()
    for _ in range(5):
        try:
            client.describe_stacks()
        except ClientError as error:
            said[f"{error.response['Error']['Code']}: {error.response['Error']['Message']}"] += 1
    assert said == {"Throttling: Rate exceeded": 2}
    _client("sts", url).get_caller_identity()  # has a limit of its own
    with urllib.request.urlopen(f"{url}/report") as report:
        found = json.load(report)
    assert found["calls"] == {"DescribeStacks": 5, "GetCallerIdentity": 1}
    assert found["throttled"] == {"DescribeStacks": 2}
    assert found["first"] <= found["last"]


def test_there_is_nothing_on_a_cluster(start: Callable[..., Any]) -> None:
    _, url = start()
    ecs = _client("ecs", url)
    assert ecs.list_services(cluster="a")["serviceArns"] == []
    assert ecs.list_tasks(cluster="a")["taskArns"] == []
