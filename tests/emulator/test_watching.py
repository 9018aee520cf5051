"""Alarms, topics, namespaces, policies: made, shown by their services, changed, deleted."""

from __future__ import annotations

import copy
import json
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.emulator import templates
from tests.emulator.conftest import Cloud
from tests.emulator.templates import NETWORK, WATCHED, alone, trust, with_properties, without
from tests.emulator.test_stacks import listings

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Deny",
            "Action": "ssm:GetParameter",
            "NotResource": "arn:aws:ssm:*:*:parameter/a",
        }
    ],
}


def test_alarms_and_topics_come_and_go_and_leave_nothing(cloud: Cloud) -> None:
    before = listings(cloud)
    name = cloud.create(WATCHED)
    assert cloud.status(name) == "CREATE_COMPLETE", cloud.failures(name)
    cloud.delete(name)
    assert cloud.status(name) == "DELETE_COMPLETE", cloud.failures(name)
    assert listings(cloud) == before


def alarm(cloud: Cloud, name: str) -> Any:
    found = cloud.client("cloudwatch").describe_alarms(
        AlarmNames=[name], AlarmTypes=["MetricAlarm", "CompositeAlarm"]
    )
    alarms: list[Any] = found["MetricAlarms"] + found["CompositeAlarms"]
    (only,) = alarms
    return only


def test_an_alarm_has_what_was_given_and_is_updated_in_place(cloud: Cloud) -> None:
    name = cloud.create(WATCHED)
    topic = cloud.physical(name, "Topic")
    found = alarm(cloud, cloud.physical(name, "Alarm"))
    given = WATCHED["Resources"]["Alarm"]["Properties"]
    for key in ("AlarmDescription", "Namespace", "MetricName", "Dimensions", "Statistic"):
        assert found[key] == given[key]
    assert (found["Period"], found["EvaluationPeriods"], found["DatapointsToAlarm"]) == (60, 3, 2)
    assert (found["Threshold"], found["TreatMissingData"]) == (90, "breaching")
    assert found["AlarmActions"] == found["OKActions"] == [topic]
    tags = cloud.client("cloudwatch").list_tags_for_resource(ResourceARN=found["AlarmArn"])["Tags"]
    assert {"Key": "for", "Value": "capacity"} in tags
    assert {"Key": "team", "Value": "blue"} in tags
    changed = with_properties(WATCHED, "Alarm", Threshold=80, OKActions=None, Tags=None)
    assert cloud.changes(name, changed)["Alarm"] == ("Modify", "False")
    cloud.update(name, changed)
    found = alarm(cloud, cloud.physical(name, "Alarm"))
    assert (found["Threshold"], found["OKActions"]) == (80, [])
    tags = cloud.client("cloudwatch").list_tags_for_resource(ResourceARN=found["AlarmArn"])["Tags"]
    assert "for" not in [tag["Key"] for tag in tags]


def test_an_alarm_on_an_expression_has_no_metric_of_its_own(cloud: Cloud) -> None:
    name = cloud.create(WATCHED)
    found = alarm(cloud, cloud.physical(name, "Missing"))
    assert "MetricName" not in found
    first, second, _ = found["Metrics"]
    assert (first["Expression"], first["ReturnData"]) == ("wanted - there", True)
    assert second["MetricStat"]["Metric"]["MetricName"] == "Desired"
    assert (second["ReturnData"], second["MetricStat"]["Period"]) == (False, 60)
    both = alarm(cloud, cloud.physical(name, "Either"))
    assert cloud.physical(name, "Missing") in both["AlarmRule"]
    assert both["AlarmActions"] == [cloud.physical(name, "Topic")]


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({"MetricName": None}, "Exactly one of MetricName and Metrics"),
        ({"Threshold": None}, "requires a Threshold"),
        ({"DatapointsToAlarm": 4}, "DatapointsToAlarm must be less than or equal"),
        ({"Colour": "red"}, "Encountered unsupported property Colour"),
        ({"EvaluationWindow": {}}, "EvaluationWindow is not emulated"),
    ],
)
def test_an_alarm_that_makes_no_sense_is_refused(
    cloud: Cloud, properties: dict[str, Any], reason: str
) -> None:
    given = {**WATCHED["Resources"]["Alarm"]["Properties"], "AlarmActions": [], "OKActions": []}
    template = with_properties(alone("AWS::CloudWatch::Alarm", **given), "One", **properties)
    name = cloud.create(template)
    assert cloud.status(name) == "ROLLBACK_COMPLETE"
    assert reason in cloud.failures(name)


def test_a_topic_has_what_was_given_and_is_updated_in_place(cloud: Cloud) -> None:
    name = cloud.create(WATCHED)
    sns, topic = cloud.client("sns"), cloud.physical(name, "Topic")
    found = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert (found["DisplayName"], found["KmsMasterKeyId"]) == ("alarms", "alias/aws/sns")
    (statement,) = json.loads(found["Policy"])["Statement"]
    assert (statement["Action"], statement["Resource"]) == ("sns:Publish", topic)
    pager = cloud.physical(name, "Pager")
    attributes = sns.get_subscription_attributes(SubscriptionArn=pager)["Attributes"]
    assert attributes["RawMessageDelivery"] == "true"
    changed = with_properties(WATCHED, "Topic", DisplayName="new", Subscription=None)
    changed = with_properties(changed, "Pager", RawMessageDelivery=None)
    changed = without(changed, "MayPublish")
    assert cloud.changes(name, changed)["Topic"] == ("Modify", "False")
    cloud.update(name, changed)
    assert cloud.status(name) == "UPDATE_COMPLETE", cloud.failures(name)
    found = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert found["DisplayName"] == "new"
    (statement,) = json.loads(found["Policy"])["Statement"]
    assert statement["Sid"] == "__default_statement_ID"
    left = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert [one["SubscriptionArn"] for one in left] == [pager]


@pytest.mark.parametrize(
    ("kind", "properties", "reason"),
    [
        (
            "AWS::SNS::Subscription",
            {"TopicArn": "arn:aws:sns:eu-west-1:000000000000:no", "Protocol": "sqs"},
            "Topic does not exist",
        ),
        (
            "AWS::SNS::TopicPolicy",
            {"Topics": ["arn:aws:sns:eu-west-1:000000000000:no"], "PolicyDocument": POLICY},
            "Topic does not exist",
        ),
        (
            "AWS::ServiceDiscovery::PrivateDnsNamespace",
            {"Name": "apps.local", "Vpc": "vpc-0"},
            "The vpc ID 'vpc-0' does not exist",
        ),
        (
            "AWS::IAM::ManagedPolicy",
            {"PolicyDocument": POLICY, "Roles": ["no"]},
            "The role with name no cannot be found.",
        ),
        (
            "AWS::IAM::Policy",
            {"PolicyName": "p", "PolicyDocument": POLICY, "Roles": ["no"]},
            "The role with name no cannot be found.",
        ),
        (
            "AWS::ECS::Cluster",
            {"Configuration": {"ExecuteCommandConfiguration": {"Logging": "OVERRIDE"}}},
            "logConfiguration must be specified",
        ),
        (
            "AWS::ECS::Cluster",
            {
                "ServiceConnectDefaults": {
                    "Namespace": "arn:aws:servicediscovery:eu-west-1:000000000000:namespace/ns-no"
                }
            },
            "was not found",
        ),
    ],
)
def test_what_refers_to_nothing_is_refused(
    cloud: Cloud, kind: str, properties: dict[str, Any], reason: str
) -> None:
    name = cloud.create(alone(kind, **properties))
    assert cloud.status(name) == "ROLLBACK_COMPLETE"
    assert reason in cloud.failures(name)


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("AWS::ServiceDiscovery::HttpNamespace", {}),
        ("AWS::ServiceDiscovery::PrivateDnsNamespace", {"Vpc": {"Ref": "VPC"}}),
    ],
)
def test_a_namespace_is_there_until_it_is_empty(
    cloud: Cloud, kind: str, more: dict[str, Any]
) -> None:
    template = copy.deepcopy(NETWORK)
    tags = [{"Key": "a", "Value": "b"}]
    properties = {"Name": "apps.local", "Description": "apps", "Tags": tags, **more}
    template["Resources"]["Apps"] = {"Type": kind, "Properties": properties}
    name = cloud.create(template)
    assert cloud.status(name) == "CREATE_COMPLETE", cloud.failures(name)
    discovery, apps = cloud.client("servicediscovery"), cloud.physical(name, "Apps")
    (found,) = discovery.list_namespaces()["Namespaces"]
    assert (found["Id"], found["Name"], found["Description"]) == (apps, "apps.local", "apps")
    cloud.update(name, with_properties(template, "Apps", Tags=None, Description="all"))
    assert cloud.status(name) == "UPDATE_COMPLETE", cloud.failures(name)
    kept = discovery.list_tags_for_resource(ResourceARN=found["Arn"])["Tags"]
    assert tags[0] not in kept
    assert discovery.get_namespace(Id=apps)["Namespace"]["Description"] == "all"
    inside = discovery.create_service(Name="web", NamespaceId=apps)["Service"]
    with pytest.raises(ClientError) as caught:
        discovery.delete_namespace(Id=apps)
    assert caught.value.response["Error"]["Code"] == "ResourceInUse"
    cloud.delete(name)
    assert cloud.status(name) == "DELETE_FAILED"
    assert "delete them first" in cloud.failures(name)
    discovery.delete_service(Id=inside["Id"])


def test_a_namespace_in_which_a_service_is_reached_stays(cloud: Cloud) -> None:
    made = cloud.outputs(cloud.create(NETWORK))
    namespace = cloud.create(alone("AWS::ServiceDiscovery::HttpNamespace", Name="apps"))
    apps, discovery = cloud.physical(namespace, "One"), cloud.client("servicediscovery")
    connected = with_properties(
        templates.BALANCED,
        "Service",
        ServiceConnectConfiguration={"Enabled": True, "Services": [{"PortName": "http"}]},
    )
    connected = with_properties(connected, "Cluster", ServiceConnectDefaults={"Namespace": "apps"})
    subnets = f"{made['SubnetId']},{made['SubnetIdB']}"
    name = cloud.create(connected, VpcId=made["VpcId"], SubnetIds=subnets)
    assert cloud.status(name) == "CREATE_COMPLETE", cloud.failures(name)
    (cluster,) = cloud.client("ecs").describe_clusters(clusters=[cloud.outputs(name)["Cluster"]])[
        "clusters"
    ]
    arn = discovery.get_namespace(Id=apps)["Namespace"]["Arn"]
    assert cluster["serviceConnectDefaults"] == {"namespace": arn}
    with pytest.raises(ClientError) as caught:
        discovery.delete_namespace(Id=apps)
    assert caught.value.response["Error"]["Code"] == "ResourceInUse"


def test_a_cluster_makes_the_namespace_that_it_names(cloud: Cloud) -> None:
    discovery = cloud.client("servicediscovery")
    cloud.create(alone("AWS::ECS::Cluster", ServiceConnectDefaults={"Namespace": "fresh"}))
    (found,) = discovery.list_namespaces()["Namespaces"]
    assert (found["Name"], found["Type"]) == ("fresh", "HTTP")
    discovery.delete_namespace(Id=found["Id"])


def test_a_cluster_has_its_configuration(cloud: Cloud) -> None:
    template = alone(
        "AWS::ECS::Cluster",
        ClusterSettings=[{"Name": "containerInsights", "Value": "enhanced"}],
        Configuration={
            "ExecuteCommandConfiguration": {
                "Logging": "OVERRIDE",
                "LogConfiguration": {
                    "CloudWatchLogGroupName": {"Ref": "Logs"},
                    "CloudWatchEncryptionEnabled": "true",
                },
            }
        },
    )
    template["Resources"]["Logs"] = {"Type": "AWS::Logs::LogGroup"}
    name = cloud.create(template)

    def shown() -> Any:
        (found,) = cloud.client("ecs").describe_clusters(
            clusters=[cloud.physical(name, "One")], include=["CONFIGURATIONS", "SETTINGS"]
        )["clusters"]
        return found

    assert shown()["settings"] == [{"name": "containerInsights", "value": "enhanced"}]
    command = shown()["configuration"]["executeCommandConfiguration"]
    assert command["logConfiguration"] == {
        "cloudWatchLogGroupName": cloud.physical(name, "Logs"),
        "cloudWatchEncryptionEnabled": True,
    }
    quiet = {"ExecuteCommandConfiguration": {"Logging": "NONE"}}
    cloud.update(name, with_properties(template, "One", Configuration=quiet))
    assert shown()["configuration"]["executeCommandConfiguration"]["logging"] == "NONE"


def test_policies_of_their_own_are_shown_and_kept_while_in_use(cloud: Cloud) -> None:
    template = alone("AWS::IAM::Role", AssumeRolePolicyDocument=trust("ec2.amazonaws.com"))
    template["Resources"] |= {
        "Managed": {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {"PolicyDocument": POLICY, "Roles": [{"Ref": "One"}]},
        },
        "Inline": {
            "Type": "AWS::IAM::Policy",
            "Properties": {
                "PolicyName": "deny",
                "PolicyDocument": POLICY,
                "Roles": [{"Ref": "One"}],
            },
        },
    }
    name, iam = cloud.create(template), cloud.client("iam")
    role, managed = cloud.physical(name, "One"), cloud.physical(name, "Managed")
    (attached,) = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    assert attached["PolicyArn"] == managed
    assert iam.get_role_policy(RoleName=role, PolicyName="deny")["PolicyDocument"] == POLICY
    bound = cloud.create(
        alone(
            "AWS::IAM::Role",
            AssumeRolePolicyDocument=trust("ec2.amazonaws.com"),
            PermissionsBoundary=managed,
        )
    )
    cloud.delete(name)
    assert cloud.status(name) == "DELETE_FAILED"
    assert "Cannot delete a policy attached to entities." in cloud.failures(name)
    cloud.delete(bound)
    cloud.delete(name)
    assert cloud.status(name) == "DELETE_COMPLETE"


@pytest.mark.parametrize(
    ("strategy", "reason"),
    [
        (
            [{"capacityProvider": "FARGATE"}, {"capacityProvider": "cp-of-mine"}],
            "cannot contain a mix of capacity providers",
        ),
        (
            [
                {"capacityProvider": "FARGATE", "base": 1},
                {"capacityProvider": "FARGATE_SPOT", "base": 1},
            ],
            "only one capacity provider can have a base value",
        ),
    ],
)
def test_a_strategy_that_makes_no_sense_is_refused(
    cloud: Cloud, strategy: list[dict[str, Any]], reason: str
) -> None:
    made = cloud.outputs(cloud.create(NETWORK))
    named = with_properties(templates.CLUSTER, "Provider", Name="cp-of-mine")
    name = cloud.create(named, VpcId=made["VpcId"], SubnetId=made["SubnetId"])
    with pytest.raises(ClientError, match=reason):
        cloud.client("ecs").put_cluster_capacity_providers(
            cluster=cloud.outputs(name)["ECSCluster"],
            capacityProviders=["FARGATE", "FARGATE_SPOT", "cp-of-mine"],
            defaultCapacityProviderStrategy=strategy,
        )


def test_a_role_may_be_denied_all_parameters_but_some(cloud: Cloud) -> None:
    account = {"AWS": "arn:aws:iam::000000000000:root"}
    document = trust("ec2.amazonaws.com")
    document["Statement"][0]["Principal"] = account
    template = alone(
        "AWS::IAM::Role",
        AssumeRolePolicyDocument=document,
        ManagedPolicyArns=["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"],
        Policies=[{"PolicyName": "deny", "PolicyDocument": POLICY}],
    )
    name, ssm = cloud.create(template), cloud.client("ssm")
    arn = cloud.client("iam").get_role(RoleName=cloud.physical(name, "One"))["Role"]["Arn"]
    given = cloud.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    session = boto3.Session(
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
        region_name="eu-west-1",
    )
    theirs = session.client("ssm", endpoint_url=ssm.meta.endpoint_url)
    for parameter in ("a", "b"):
        ssm.put_parameter(Name=parameter, Value="1", Type="String")
    assert theirs.get_parameter(Name="a")["Parameter"]["Value"] == "1"
    with pytest.raises(ClientError, match="with an explicit deny"):
        theirs.get_parameter(Name="b")
    theirs.close()
    ssm.delete_parameters(Names=["a", "b"])
