"""The whole road: params, templates, the emulator, and what AWS's own APIs say afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generators.deploy import emulator, engine
from generators.deploy.deletion import delete
from generators.deploy.events import Event, ResourceEvent, StackFailed, StackFinished, Summary
from generators.deploy.guard import allowing
from generators.deploy.session import Connection, connect
from generators.deploy.terms import Terms
from generators.model import Assignment, Environment, OutputOf, Plan, Step
from generators.planning import outline, plan
from tests.projects import IMAGE, ROOT, checkout, command, copy_shipped, wire, write

LOCAL = Environment(name="local", account="000000000000", region="eu-west-1", emulator=True)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of params/ and output/ with an emulator of its own."""
    folder = tmp_path_factory.mktemp("checkout")
    checkout(folder)
    yield folder
    emulator.stop(folder)


@pytest.fixture(scope="module")
def aws(root: Path) -> Connection:
    return connect(LOCAL, root)


@pytest.fixture(autouse=True)
def clean(root: Path, aws: Connection) -> Iterator[None]:
    """Every test begins and ends with the shipped params and with nothing deployed."""
    copy_shipped(root)
    yield
    _delete_all(aws)


def _delete_all(aws: Connection) -> None:
    client = aws.client("cloudformation")
    stacks = client.describe_stacks()["Stacks"]
    names = [s["StackName"] for s in sorted(stacks, key=lambda s: s["CreationTime"], reverse=True)]
    for name in names:
        client.delete_stack(StackName=name)
        client.get_waiter("stack_delete_complete").wait(StackName=name, WaiterConfig={"Delay": 1})


def _deploy(
    root: Path, aws: Connection, *, replace: tuple[str, ...] = (), **environ: str
) -> tuple[Summary, list[Event]]:
    events: list[Event] = []
    todo = plan(wire(root), environ)
    ended = engine.deploy(todo, aws.cloud(), events.append, allowing(replace), Terms())
    return ended, events


def _outcomes(summary: Summary) -> dict[str, str]:
    return {
        end.stack: end.outcome if isinstance(end, StackFinished) else type(end).__name__
        for end in summary.ended
    }


def _calls(aws: Connection) -> list[str]:
    """The names of every call from here on, as they are made."""
    calls: list[str] = []
    aws.session.events.register(
        "before-call.*", lambda model, **_: calls.append(model.name), unique_id="calls"
    )
    return calls


def _service(aws: Connection) -> dict[str, Any]:
    ecs = aws.client("ecs")
    (cluster,) = ecs.list_clusters()["clusterArns"]
    (service,) = ecs.list_services(cluster=cluster)["serviceArns"]
    found: dict[str, Any] = ecs.describe_services(cluster=cluster, services=[service])["services"][
        0
    ]
    return found


def _task_definition(aws: Connection) -> dict[str, Any]:
    ecs = aws.client("ecs")
    arn = _service(aws)["taskDefinition"]
    found: dict[str, Any] = ecs.describe_task_definition(taskDefinition=arn)["taskDefinition"]
    return found


def test_hubot_runs_on_the_cluster_that_was_deployed_before_it(root: Path, aws: Connection) -> None:
    ended, _ = _deploy(root, aws)
    assert _outcomes(ended) == dict.fromkeys(("network", "ecs-cluster", "tatsu-hubot"), "created")
    service = _service(aws)
    (cluster,) = [end for end in ended.ended if end.stack == "ecs-cluster"]
    assert isinstance(cluster, StackFinished)
    assert service["clusterArn"] == cluster.outputs["ECSClusterArn"]
    strategy = [item["capacityProvider"] for item in service["capacityProviderStrategy"]]
    assert strategy == [cluster.outputs["CapacityProvider"]]
    task = _task_definition(aws)
    (container,) = task["containerDefinitions"]
    assert container["image"] == "pgarbe/tatsu-hubot:v_1"
    assert (container["cpu"], container["memory"]) == (10, 250)
    assert container["secrets"][0]["valueFrom"].endswith(":parameter/tatsu-hubot/slack-token")
    roles = {role["Arn"] for role in aws.client("iam").list_roles()["Roles"]}
    assert {task["taskRoleArn"], task["executionRoleArn"]} <= roles
    group = container["logConfiguration"]["options"]["awslogs-group"]
    groups = aws.client("logs").describe_log_groups()["logGroups"]
    assert (group, 30) in {(g["logGroupName"], g["retentionInDays"]) for g in groups}


def test_the_cluster_is_what_its_template_says(root: Path, aws: Connection) -> None:
    _deploy(root, aws)
    (group,) = aws.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    assert (group["MinSize"], group["MaxSize"]) == (1, 2)
    ec2 = aws.client("ec2")
    subnets = ec2.describe_subnets(Filters=[{"Name": "tag:Name", "Values": ["network"]}])
    assert set(group["VPCZoneIdentifier"].split(",")) == {
        subnet["SubnetId"] for subnet in subnets["Subnets"]
    }
    assert len({subnet["AvailabilityZone"] for subnet in subnets["Subnets"]}) == 2
    launch = group["LaunchTemplate"]["LaunchTemplateId"]
    versions = ec2.describe_launch_template_versions(LaunchTemplateId=launch)
    data = versions["LaunchTemplateVersions"][0]["LaunchTemplateData"]
    assert data["MetadataOptions"]["HttpTokens"] == "required"
    assert data["MetadataOptions"]["HttpPutResponseHopLimit"] == 1
    assert data["ImageId"].startswith("ami-")
    assert "KeyName" not in data
    groups = ec2.describe_security_groups(GroupIds=data["SecurityGroupIds"])["SecurityGroups"]
    assert [(one["FromPort"], one["IpRanges"]) for one in groups[0]["IpPermissions"]] == [
        (32768, [])
    ]


def test_a_second_deploy_changes_nothing_and_asks_where_only_cloudformation_can_tell(
    root: Path, aws: Connection
) -> None:
    _deploy(root, aws)
    before = _service(aws)["taskDefinition"]
    calls = _calls(aws)
    ended, events = _deploy(root, aws)
    assert set(_outcomes(ended).values()) == {"up to date"}
    assert not [event for event in events if isinstance(event, ResourceEvent)]
    assert sorted(call for call in calls if not call.startswith("Describe")) == [
        # an SSM parameter gives the cluster's AMI: it may have moved
        "CreateChangeSet",
        "DeleteChangeSet",
        "GetTemplate",
        "GetTemplate",
    ]
    assert _service(aws)["taskDefinition"] == before


def test_a_new_version_registers_a_revision_and_moves_the_service_and_nothing_else(
    root: Path, aws: Connection
) -> None:
    _deploy(root, aws)
    before = _task_definition(aws)
    ended, events = _deploy(root, aws, VERSION="2")
    assert _outcomes(ended) == {
        "network": "up to date",
        "ecs-cluster": "up to date",
        "tatsu-hubot": "updated",
    }
    touched = {e.logical_id for e in events if isinstance(e, ResourceEvent)}
    assert touched == {"tatsu-hubot", "taskdefinition", "service"}
    after = _task_definition(aws)
    assert (before["revision"] + 1, before["family"]) == (after["revision"], after["family"])
    (was,), (now,) = before["containerDefinitions"], after["containerDefinitions"]
    assert now["image"] == "pgarbe/tatsu-hubot:v_2"
    assert {**now, "image": was["image"]} == was
    for key in ("taskRoleArn", "executionRoleArn", "networkMode"):
        assert after[key] == before[key]
    ended, _ = _deploy(root, aws)
    assert set(_outcomes(ended).values()) == {"up to date"}, "!Previous keeps version 2"


def _listings(aws: Connection) -> dict[str, Any]:
    ecs, iam, ec2 = aws.client("ecs"), aws.client("iam"), aws.client("ec2")
    clusters = ecs.list_clusters()["clusterArns"]
    providers = ecs.describe_capacity_providers()["capacityProviders"]
    return {
        "clusters": clusters,
        "capacity providers": sorted(provider["name"] for provider in providers),
        "task definitions": ecs.list_task_definitions()["taskDefinitionArns"],
        "roles": sorted(role["RoleName"] for role in iam.list_roles()["Roles"]),
        "profiles": iam.list_instance_profiles()["InstanceProfiles"],
        "vpcs": sorted(vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"]),
        "subnets": sorted(s["SubnetId"] for s in ec2.describe_subnets()["Subnets"]),
        "gateways": ec2.describe_internet_gateways()["InternetGateways"],
        "routes": sorted(t["RouteTableId"] for t in ec2.describe_route_tables()["RouteTables"]),
        "groups": sorted(g["GroupId"] for g in ec2.describe_security_groups()["SecurityGroups"]),
        "launch templates": ec2.describe_launch_templates()["LaunchTemplates"],
        "auto scaling": aws.client("autoscaling").describe_auto_scaling_groups()[
            "AutoScalingGroups"
        ],
        "logs": aws.client("logs").describe_log_groups()["logGroups"],
        "stacks": aws.client("cloudformation").describe_stacks()["Stacks"],
    }


def test_delete_leaves_every_listing_as_it_was(root: Path, aws: Connection) -> None:
    before = _listings(aws)
    _deploy(root, aws)
    during = _listings(aws)
    assert all(before[name] != during[name] for name in before)
    todo = outline(wire(root), {})
    ended = delete(todo, aws.cloud(), lambda _event: None, Terms())
    assert [end.stack for end in ended.ended] == ["tatsu-hubot", "ecs-cluster", "network"]
    assert _listings(aws) == before


def test_an_update_that_fails_is_rolled_back_and_its_reason_told(
    root: Path, aws: Connection
) -> None:
    _deploy(root, aws)
    before = _task_definition(aws)
    hubot = (root / "params/tatsu-hubot.yaml").read_text()
    wrong = hubot.replace("spec: ", "spec:\n  network_mode: awsvpc  ").replace(
        "parameters:                 #",
        "parameters:\n  SubnetID: subnet-0123456789abcdef0  #",
    )
    (root / "params/tatsu-hubot.yaml").write_text(wrong)
    ended, _ = _deploy(root, aws)
    assert _outcomes(ended)["tatsu-hubot"] == "StackFailed"
    (failed,) = [end for end in ended.ended if isinstance(end, StackFailed)]
    assert failed.status == "UPDATE_ROLLBACK_COMPLETE"
    assert failed.cause is not None
    assert failed.cause.logical_id == "service"
    assert "subnet-0123456789abcdef0" in failed.cause.reason
    after = _task_definition(aws)
    assert after["containerDefinitions"] == before["containerDefinitions"]
    assert _service(aws)["status"] == "ACTIVE"


def test_a_failure_stops_what_depends_on_it_and_the_next_deploy_begins_it_anew(
    root: Path, aws: Connection
) -> None:
    wrong = (
        "kind: cluster\nparent: network\nparameters:\n"
        f"  ImageId: {IMAGE}\n  VpcId: vpc-0123456789abcdef0\n"
    )
    good = (root / "params/ecs-cluster.yaml").read_text()
    write(
        root,
        ecs_cluster=wrong
        + "environments: {production: {parameters: {SubnetID: subnet-7f885626}}}\n",
    )
    ended, _ = _deploy(root, aws)
    assert _outcomes(ended) == {
        "network": "created",
        "ecs-cluster": "StackFailed",
        "tatsu-hubot": "StackSkipped",
    }
    (failed,) = [end for end in ended.ended if isinstance(end, StackFailed)]
    assert failed.cause is not None
    assert "vpc-0123456789abcdef0" in failed.cause.reason
    (root / "params/ecs-cluster.yaml").write_text(good)
    ended, _ = _deploy(root, aws)
    assert _outcomes(ended) == {
        "network": "up to date",
        "ecs-cluster": "created anew",
        "tatsu-hubot": "created",
    }


def test_what_would_be_replaced_wants_a_yes(root: Path, aws: Connection) -> None:
    _deploy(root, aws)
    write(
        root,
        network="kind: network\nspec: {cidr: 10.1.0.0/16}\nenvironments: {production: false}\n",
    )
    ended, _ = _deploy(root, aws)
    (failed,) = [end for end in ended.ended if isinstance(end, StackFailed)]
    assert failed.stack == "network"
    assert "REPLACE=network." in str(failed.advice)
    assert "network.VPC" in str(failed.advice)
    client = aws.client("cloudformation")
    assert client.list_change_sets(StackName="network")["Summaries"] == []


def test_other_instances_roll_in_without_a_yes(root: Path, aws: Connection) -> None:
    _deploy(root, aws)
    cluster = root / "params/ecs-cluster.yaml"
    given = "  InstanceType: t3.small\nenvironments:"
    cluster.write_text(cluster.read_text().replace("environments:", given))
    ended, events = _deploy(root, aws)
    assert _outcomes(ended)["ecs-cluster"] == "updated"
    touched = {e.logical_id for e in events if isinstance(e, ResourceEvent)}
    assert "LaunchTemplate" in touched
    assert "InstanceSecurityGroup" not in touched
    (group,) = aws.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    version = group["LaunchTemplate"]["Version"]
    data = aws.client("ec2").describe_launch_template_versions(
        LaunchTemplateId=group["LaunchTemplate"]["LaunchTemplateId"], Versions=[version]
    )["LaunchTemplateVersions"][0]["LaunchTemplateData"]
    assert data["InstanceType"] == "t3.small"


WAITING = """{
  "Parameters": {"Greeting": {"Type": "String"}},
  "Resources": {
    "Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle"},
    "Condition": {
      "Type": "AWS::CloudFormation::WaitCondition",
      "Properties": {"Handle": {"Ref": "Handle"}, "Timeout": "30", "Count": "1"}
    },
    "Role": {
      "Type": "AWS::IAM::Role",
      "DependsOn": "Condition",
      "Properties": {"AssumeRolePolicyDocument": {"Statement": []}}
    }
  },
  "Outputs": {"Handle": {"Value": {"Ref": "Handle"}}, "Said": {"Value": {"Ref": "Greeting"}}}
}"""


def _step(name: str, greeting: Assignment, *, needs: tuple[str, ...] = ()) -> Step:
    return Step(
        stack=name,
        name=name,
        template=WAITING,
        parameters={"Greeting": greeting},
        tags={},
        needs=frozenset(needs),
    )


SLOW = Plan(
    environment=LOCAL,
    steps=(
        _step("slow", Assignment(value="hello", origin="given")),
        _step("next", Assignment(value=OutputOf("slow", "Said"), origin="given"), needs=("slow",)),
    ),
)


def _signal_when_waiting(aws: Connection, stacks: list[str]) -> threading.Thread:
    """Signals each stack's wait condition once it waits, as an instance would."""

    def work() -> None:
        for stack in stacks:
            body = b'{"Status": "SUCCESS", "UniqueId": "1", "Data": "up", "Reason": "done"}'
            # CloudFormation wants no content type, as with any URL signed without one.
            request = urllib.request.Request(
                _handle(aws, stack), data=body, method="PUT", headers={"Content-Type": ""}
            )
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request).close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def _handle(aws: Connection, stack: str) -> str:
    """Where to signal the stack's wait condition, once CloudFormation waits for it."""
    client = aws.client("cloudformation")
    until = time.monotonic() + 20
    while time.monotonic() < until:
        time.sleep(0.2)
        try:
            # By id: there may have been another stack of this name.
            (found,) = client.describe_stacks(StackName=stack)["Stacks"]
            events = client.describe_stack_events(StackName=found["StackId"])["StackEvents"]
        except client.exceptions.ClientError:
            continue
        if any(event["LogicalResourceId"] == "Condition" for event in events):
            handles = [e for e in events if e["LogicalResourceId"] == "Handle"]
            return str(handles[0]["PhysicalResourceId"])
    raise TimeoutError(stack)


def test_a_stack_starts_only_when_what_it_takes_from_has_come_up(aws: Connection) -> None:
    events: list[Event] = []
    thread = _signal_when_waiting(aws, ["slow", "next"])
    ended = engine.deploy(SLOW, aws.cloud(), events.append, allowing(()), Terms())
    thread.join()
    assert _outcomes(ended) == {"slow": "created", "next": "created"}
    seen = [(e.stack, e.logical_id, e.status) for e in events if isinstance(e, ResourceEvent)]
    up = seen.index(("slow", "Role", "CREATE_COMPLETE"))
    assert all(stack == "slow" for stack, *_ in seen[:up])
    (last,) = [end for end in ended.ended if end.stack == "next"]
    assert isinstance(last, StackFinished)
    assert last.outputs["Said"] == "hello"


def test_a_stack_that_somebody_else_is_creating_is_waited_for(aws: Connection) -> None:
    client = aws.client("cloudformation")
    client.create_stack(
        StackName="slow",
        TemplateBody=WAITING,
        Parameters=[{"ParameterKey": "Greeting", "ParameterValue": "hello"}],
        Capabilities=["CAPABILITY_IAM"],
    )
    assert client.describe_stacks(StackName="slow")["Stacks"][0]["StackStatus"] == (
        "CREATE_IN_PROGRESS"
    )
    events: list[Event] = []
    thread = _signal_when_waiting(aws, ["slow"])
    only = Plan(environment=LOCAL, steps=SLOW.steps[:1])
    ended = engine.deploy(only, aws.cloud(), events.append, allowing(()), Terms())
    thread.join()
    assert _outcomes(ended) == {"slow": "up to date"}
    assert [type(event).__name__ for event in events][:1] == ["Waiting"]


DEPLOY_SLOW = """
import sys
from pathlib import Path
from generators import report
from generators.deploy import engine
from generators.deploy.guard import allowing
from generators.deploy.session import connect
from generators.deploy.terms import Terms
from tests.test_end_to_end import LOCAL, SLOW
cloud = connect(LOCAL, Path(sys.argv[1])).cloud()
try:
    engine.deploy(SLOW, cloud, report.Progress(report.err()), allowing(()), Terms())
except KeyboardInterrupt:
    sys.exit(130)
"""


def test_ctrl_c_says_what_goes_on_without_us_and_the_next_deploy_takes_it_up(
    root: Path, aws: Connection
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", DEPLOY_SLOW, str(root)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    _handle(aws, "slow")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "CloudFormation is still at work on slow, and goes on without us." in said
    assert "Not begun: next." in said
    thread = _signal_when_waiting(aws, ["slow", "next"])
    ended = engine.deploy(SLOW, aws.cloud(), lambda _event: None, allowing(()), Terms())
    thread.join()
    assert _outcomes(ended) == {"slow": "up to date", "next": "created"}


def test_the_command_line_deploys_shows_and_deletes(root: Path) -> None:
    planned = command(root, "plan", "--env", "local")
    assert planned.returncode == 0, planned.stderr
    assert "known after network" in planned.stdout
    done = command(
        root, "deploy", "--env", "local", AWS_PROFILE="nobody", AWS_ENDPOINT_URL="http://x"
    )
    assert done.returncode == 0, done.stderr
    assert "ecsservice" in done.stdout
    assert "CREATE_COMPLETE" in done.stderr
    one = command(root, "deploy", "--env", "local", "--stack", "tatsu-hubot", VERSION="7")
    assert one.returncode == 0, one.stderr
    assert "up to date" not in one.stdout
    shown = command(root, "plan", "--env", "local", "--stack", "tatsu-hubot", VERSION="8")
    assert "taskdefinition (AWS::ECS::TaskDefinition) will be replaced" in shown.stdout
    assert "CREATE_COMPLETE" in command(root, "status", "--env", "local").stdout
    assert "ECSCluster=ecs-cluster-" in command(root, "outputs", "--env", "local").stdout
    held = command(root, "delete", "--env", "local", "--stack", "ecs-cluster", "--confirm", "yes")
    assert held.returncode == 1
    assert "nothing was deleted: tatsu-hubot still stand on ecs-cluster" in held.stderr
    almost = command(root, "delete", "--env", "local", "--confirm", "y")
    assert (almost.returncode, "CONFIRM=y is not CONFIRM=yes" in almost.stderr) == (1, True)
    unsure = command(root, "delete", "--env", "local")
    assert unsure.returncode == 1
    assert "CONFIRM=yes" in unsure.stderr
    assert command(root, "delete", "--env", "local", "--confirm", "yes").returncode == 0
    assert "not deployed" in command(root, "status", "--env", "local").stdout
    missing = command(root, "outputs", "--env", "local", "--stack", "network")
    assert (missing.returncode, "network is not deployed" in missing.stderr) == (1, True)


def test_a_secret_that_two_stacks_read_is_noticed_by_its_name_alone(root: Path) -> None:
    cluster = f"""\
    kind: cluster
    parent: network
    parameters:
      ImageId: {IMAGE}
      KeyName: !First
        - !Env TOKEN
        - ""
    environments: {{production: false}}
    """
    write(root, one=cluster, two=cluster)
    assert command(root, "templates").returncode == 0
    shown = command(root, "plan", "--env", "local", TOKEN="hunter2")
    assert "TOKEN goes to one and two; STACK= picks one of them" in shown.stderr
    assert "hunter2" not in shown.stderr
    for name in ("one", "two"):
        (root / f"output/{name}-stack.json").unlink()


def test_the_aws_cli_looks_inside_by_the_printed_variables(root: Path) -> None:
    command(root, "deploy", "--env", "local")
    lines = command(root, "emulator-env", AWS_PROFILE="nobody").stdout.splitlines()
    exports = dict(line.removeprefix("export ").split("=", 1) for line in lines if "=" in line)
    code = (
        "import boto3; print([s['StackName'] for s in "
        "boto3.client('cloudformation').describe_stacks()['Stacks']])"
    )
    environ = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    found = subprocess.run(
        [sys.executable, "-c", code],
        env={**environ, **{key: value.strip("'\"") for key, value in exports.items()}},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "tatsu-hubot" in found.stdout


def test_a_real_environment_is_not_touched_while_an_endpoint_is_set(root: Path) -> None:
    found = command(root, "deploy", "--env", "production", AWS_ENDPOINT_URL="http://127.0.0.1:9")
    assert found.returncode == 1
    assert "unset AWS_ENDPOINT_URL" in found.stderr
    assert "Traceback" not in found.stderr


def test_an_unknown_environment_or_stack_names_the_nearest(root: Path) -> None:
    found = command(root, "deploy", "--env", "locla")
    assert (found.returncode, "did you mean local?" in found.stderr) == (1, True)
    found = command(root, "deploy", "--env", "local", "--stack", "hubot")
    assert (found.returncode, "allowed: ecs-cluster, network, tatsu-hubot" in found.stderr) == (
        1,
        True,
    )
    found = command(root, "deploy", "--env", "local", "--replace", "VPC")
    assert (found.returncode, "stack.LogicalId" in found.stderr) == (1, True), found.stderr


def test_a_template_too_large_for_a_call_goes_through_a_bucket(aws: Connection) -> None:
    large = json.loads(WAITING)
    large["Resources"] = {"Role": {**large["Resources"]["Role"]}}
    del large["Resources"]["Role"]["DependsOn"], large["Outputs"]["Handle"]
    large["Metadata"] = {f"Note{number}": "x" * 1000 for number in range(60)}
    (small,) = SLOW.steps[:1]
    todo = Plan(environment=LOCAL, steps=(replace(small, template=json.dumps(large)),))
    ended = engine.deploy(todo, aws.cloud(), lambda _: None, allowing(()), Terms())
    assert _outcomes(ended) == {"slow": "created"}
    (found,) = aws.client("s3").list_objects_v2(Bucket="templates")["Contents"]
    assert found["Key"].startswith("templates/")
    again = engine.deploy(todo, aws.cloud(), lambda _: None, allowing(()), Terms())
    assert _outcomes(again) == {"slow": "up to date"}
    aws.client("s3").delete_object(Bucket="templates", Key=found["Key"])
    aws.client("s3").delete_bucket(Bucket="templates")
