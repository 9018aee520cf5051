from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from generators.review.model import Topic
from generators.review.pair import NOTHING, Pair
from generators.review.protection import findings
from generators.review.protection.tls import oldest_tls
from tests.review.sides import pair, resource, said, shipped


def _one(kind: str, **properties: Any) -> dict[str, Any]:
    return {"It": resource(kind, properties)}


def _service(**properties: Any) -> dict[str, Any]:
    return _one("ECS::Service", **properties)


def _breaker(enable: Any, rollback: Any, **alarms: Any) -> dict[str, Any]:
    said = {"DeploymentCircuitBreaker": {"Enable": enable, "Rollback": rollback}}
    return _service(DeploymentConfiguration={**said, **alarms})


def _launch(**data: Any) -> dict[str, Any]:
    return _one("EC2::LaunchTemplate", LaunchTemplateData=data)


def _metadata(**options: Any) -> dict[str, Any]:
    return _launch(MetadataOptions=options)


def _volumes(*encrypted: Any) -> dict[str, Any]:
    return _launch(
        BlockDeviceMappings=[
            {"DeviceName": f"/dev/xvd{chr(97 + i)}", "Ebs": {"Encrypted": one}}
            for i, one in enumerate(encrypted)
        ]
    )


def _boots(text: str, init: str = "") -> dict[str, Any]:
    found = _launch(UserData={"Fn::Base64": {"Fn::Join": ["", [text, "\n"]]}})
    files = {"/etc/ecs/ecs.config": {"content": init}}
    metadata = {"AWS::CloudFormation::Init": {"config": {"files": files}}}
    return {"It": {**found["It"], **({"Metadata": metadata} if init else {})}}


def _task(*containers: dict[str, Any], **task: Any) -> dict[str, Any]:
    return _one("ECS::TaskDefinition", ContainerDefinitions=[*containers], **task)


def _web(name: str = "web", **more: Any) -> dict[str, Any]:
    return {"Name": name, "Image": "web:1", **more}


def _plain(**variables: Any) -> list[dict[str, Any]]:
    return [{"Name": name, "Value": value} for name, value in variables.items()]


def _hidden(*names: str) -> list[dict[str, Any]]:
    return [{"Name": name, "ValueFrom": f"arn:aws:ssm:::parameter/{name}"} for name in names]


def _listener(protocol: str = "HTTPS", policy: str = "", *actions: str) -> dict[str, Any]:
    return _one(
        "ElasticLoadBalancingV2::Listener",
        Protocol=protocol,
        DefaultActions=[{"Type": action} for action in actions or ("forward",)],
        **({"SslPolicy": policy} if policy else {}),
    )


def _balancer(**attributes: Any) -> dict[str, Any]:
    said = [{"Key": key.replace("__", "."), "Value": value} for key, value in attributes.items()]
    return _one("ElasticLoadBalancingV2::LoadBalancer", LoadBalancerAttributes=said)


def _kept(kind: str = "S3::Bucket", **attributes: Any) -> dict[str, Any]:
    return {"It": resource(kind, **attributes)}


def _queue(**properties: Any) -> dict[str, Any]:
    return _one("SQS::Queue", **properties)


LOGS = {"LogDriver": "awslogs", "Options": {"awslogs-group": {"Ref": "Logs"}}}
CHECK = {"Command": ["CMD", "true"]}
DROP = "iptables -w 30 -I DOCKER-USER -d 169.254.169.254/32 -j DROP"
SECRET = "{{resolve:secretsmanager:db:SecretString:password}}"
ALARM = {"Namespace": "AWS/ECS", "MetricName": "CPUUtilization", "AlarmActions": ["arn:topic"]}

QUIET = [
    (_service(), _service(EnableExecuteCommand=False)),
    (_breaker(True, True), _breaker("true", "true")),
    (_breaker(False, False), _breaker(False, False)),
    (_metadata(HttpTokens="required"), _metadata(HttpTokens="required", HttpEndpoint="enabled")),
    (_metadata(), _metadata(HttpTokens="optional")),
    (_metadata(HttpPutResponseHopLimit=2), _metadata(HttpPutResponseHopLimit="2")),
    (_metadata(HttpEndpoint="disabled", HttpTokens="required"), _metadata(HttpEndpoint="disabled")),
    (_boots("ECS_DISABLE_PRIVILEGED=true"), _boots("a", "ECS_DISABLE_PRIVILEGED=true\n")),
    (_boots("ECS_AWSVPC_BLOCK_IMDS=true"), _boots("b\nECS_AWSVPC_BLOCK_IMDS=true # yes")),
    (
        _task(_web("a", LogConfiguration=LOGS), _web("b", Privileged=True)),
        _task(_web("b", Privileged=True), _web("a", LogConfiguration=LOGS)),
    ),
    (_task(_web(LogConfiguration=LOGS)), _task(_web("site", LogConfiguration=LOGS))),
    (_task(_web(Privileged=True)), _task(_web(Privileged="true"))),
    (_task(_web(DockerLabels={"a": "b"})), _task(_web(DockerLabels={"a": "c"}))),
    (
        _task(_web(Environment=_plain(MODE="a", API_KEY="abc"))),
        _task(_web(Environment=_plain(API_KEY="another", MODE="b"))),
    ),
    (_task(_web()), _task(_web(Environment=_plain(TOKEN_FILE="/run/token", MAX_TOKENS="80")))),
    (_task(_web()), _task(_web(Environment=_plain(DB_PASSWORD={"Ref": "Other"})))),
    (_task(_web(Secrets=_hidden("A", "B"))), _task(_web(Secrets=_hidden("B", "A")))),
    (_task(_web()), _task(_web(), _web("helper"))),
    (_listener(policy=""), _listener(policy="ELBSecurityPolicy-2016-08")),
    (_one("S3::Bucket"), _one("S3::Bucket", Tags=[{"Key": "a", "Value": "b"}])),
    (
        _one("S3::Bucket"),
        _one(
            "S3::Bucket",
            BucketEncryption={
                "ServerSideEncryptionConfiguration": [
                    {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
                ]
            },
        ),
    ),
    (_kept(DeletionPolicy="Retain"), _kept(DeletionPolicy="RetainExceptOnCreate")),
    (_kept("RDS::DBCluster"), _kept("RDS::DBCluster", DeletionPolicy="Snapshot")),
    (_kept("Logs::LogGroup", DeletionPolicy="Retain"), {}),
    (
        {"Old": resource("CloudWatch::Alarm", ALARM)},
        {"New": resource("CloudWatch::Alarm", {**ALARM, "AlarmDescription": "b"})},
    ),
    (_one("CloudWatch::Alarm"), None),
    (None, _one("CloudWatch::Alarm", **ALARM)),
    (None, _metadata(HttpTokens="required")),
    (None, _one("EC2::Volume", Encrypted=True)),
    (_balancer(), _balancer(deletion_protection__enabled="false")),
]


@pytest.mark.parametrize(("before", "after"), QUIET)
def test_what_protects_as_before_is_quiet(before: Any, after: Any) -> None:
    assert said(findings(pair(before, after))) == []


FAR = "; whoever may see the task definition can read it"
CHANGES: list[tuple[Any, Any, list[str]]] = [
    (
        _breaker(True, True),
        _breaker(True, False),
        ["worse: It is no longer rolled back by its circuit breaker when a deployment fails"],
    ),
    (
        _breaker(True, True),
        _service(),
        ["worse: It has no circuit breaker any more: a deployment that fails goes on trying"],
    ),
    (
        _breaker(True, True, Alarms={"Enable": True, "Rollback": True}),
        _breaker(True, True, Alarms={"Enable": False, "Rollback": False}),
        ["worse: It heeds no alarms any more while it is deployed"],
    ),
    (
        _service(EnableExecuteCommand=False),
        _service(EnableExecuteCommand=True),
        [
            "worse: It lets people with the right to it open a shell in its containers (ECS Exec)",
        ],
    ),
    (
        _service(),
        _service(DeploymentConfiguration={"MinimumHealthyPercent": 0}),
        [
            "note: It may have no task at all while it is deployed (MinimumHealthyPercent is 0)",
        ],
    ),
    (
        _metadata(HttpTokens="required"),
        _metadata(),
        [
            "worse: It no longer insists on IMDSv2: instance metadata is given without a token",
        ],
    ),
    (
        _metadata(HttpTokens="required"),
        _metadata(HttpTokens={"Ref": "Tokens"}),
        [
            "worse: It no longer insists on IMDSv2: instance metadata is given without a token "
            "(depends on Tokens)"
        ],
    ),
    (
        _metadata(HttpTokens="required"),
        _metadata(HttpTokens={"Fn::If": ["Old", "optional", "required"]}),
        [
            "worse: It no longer insists on IMDSv2: instance metadata is given without a token, "
            "under one of its conditions"
        ],
    ),
    (
        _metadata(HttpTokens="required"),
        _metadata(HttpTokens="required", HttpPutResponseHopLimit=2),
        [
            "worse: It lets containers in a bridge reach the instance metadata (its hop limit is "
            "above 1)"
        ],
    ),
    (
        None,
        _metadata(),
        ["worse: It is made without insisting on IMDSv2"],
    ),
    (
        _volumes(True, True),
        _volumes(True, False),
        [
            "worse: It its volume /dev/xvdb is no longer encrypted, unless the account encrypts "
            "all volumes"
        ],
    ),
    (
        _boots(f"{DROP}\nECS_AWSVPC_BLOCK_IMDS=true\nECS_DISABLE_PRIVILEGED=true"),
        _boots(f"# {DROP}\nECS_AWSVPC_BLOCK_IMDS=false"),
        [
            "worse: It no longer drops what containers send to the instance metadata service "
            "(iptables)",
            "worse: It no longer keeps awsvpc tasks from the instance metadata "
            "(ECS_AWSVPC_BLOCK_IMDS)",
            "worse: It no longer refuses privileged containers (ECS_DISABLE_PRIVILEGED)",
        ],
    ),
    (
        _boots(DROP),
        _boots('[settings.ecs]\ncluster = "a"'),
        [
            "note: It no longer drops what containers send to the instance metadata service "
            "(iptables)"
        ],
    ),
    (
        _task(_web(LogConfiguration=LOGS, HealthCheck=CHECK)),
        _task(_web()),
        [
            "worse: It its container web has no health check any more: ECS does not notice when "
            "it is ill",
            "worse: It its container web sends its logs nowhere any more",
        ],
    ),
    (
        _task(_web(ReadonlyRootFilesystem=True, User="1000")),
        _task(_web(Privileged=True)),
        [
            "worse: It its container web is privileged: it may do on its instance what root may",
            "worse: It its container web may write to its root file system",
            "note: It its container web no longer runs as a user other than root, unless its "
            "image says so",
        ],
    ),
    (
        None,
        _task(_web(Privileged=True)),
        ["worse: It its container web is privileged: it may do on its instance what root may"],
    ),
    (
        _task(_web(LinuxParameters={"Capabilities": {"Drop": ["ALL"]}})),
        _task(_web(LinuxParameters={"Capabilities": {"Add": ["NET_ADMIN"]}})),
        [
            "worse: It its container web gets the capability NET_ADMIN",
            "worse: It its container web no longer gives up the capability ALL",
        ],
    ),
    (
        _task(_web(), NetworkMode="awsvpc"),
        _task(_web(), NetworkMode="host", PidMode="host"),
        [
            "worse: It shares the network of its instance (NetworkMode is host)",
            "worse: It sees all processes of its instance (PidMode is host)",
        ],
    ),
    (
        _task(_web()),
        _task(_web(), Volumes=[{"Name": "a", "Host": {"SourcePath": "/var/run/docker.sock"}}]),
        [
            "worse: It has /var/run/docker.sock of its instance: whoever has that has the instance",
        ],
    ),
    (
        _task(_web(), Volumes=[{"Name": "a", "EFSVolumeConfiguration": {}}]),
        _task(
            _web(),
            Volumes=[{"Name": "a", "EFSVolumeConfiguration": {"TransitEncryption": "ENABLED"}}],
        ),
        ["better: It its volume a is encrypted on the way (TransitEncryption)"],
    ),
    (
        _task(_web(Secrets=_hidden("DB_PASS"))),
        _task(_web(Environment=_plain(DB_PASS="hunter2"))),
        [f"worse: It its container web has DB_PASS in plain text, which was a secret{FAR}"],
    ),
    (
        _task(_web(Secrets=_hidden("MODE"))),
        _task(_web("site", Environment=_plain(MODE="hunter2"))),
        [f"worse: It its container site has MODE in plain text, which was a secret{FAR}"],
    ),
    (
        _task(_web(Environment=_plain(DB_PASS="hunter2"))),
        _task(_web(Secrets=_hidden("DB_PASS"))),
        ["better: It its container web takes DB_PASS from a secret; it was plain text"],
    ),
    (
        None,
        _task(_web(Environment=_plain(API_TOKEN="hunter2"))),
        [
            "worse: It its container web has API_TOKEN in plain text, which is a secret by its "
            f"name{FAR}"
        ],
    ),
    (
        _task(_web()),
        _task(_web(Environment=_plain(URL="postgres://web:hunter2@db"))),
        [
            "worse: It its container web has URL in plain text, which holds an address with a "
            f"password{FAR}"
        ],
    ),
    (
        _task(_web()),
        _task(_web(Environment=_plain(WORD=SECRET))),
        [f"worse: It its container web has WORD in plain text, which is taken from a secret{FAR}"],
    ),
    (
        _one("RDS::DBInstance", StorageEncrypted=True, MasterUserPassword=SECRET),
        _one("RDS::DBInstance", StorageEncrypted=True, MasterUserPassword="hunter2"),
        ["worse: It has MasterUserPassword in plain text, which was taken from a secret"],
    ),
    (
        _listener("HTTPS"),
        _listener("HTTP"),
        ["worse: It no longer has TLS: it speaks HTTP instead of HTTPS"],
    ),
    (
        _listener("HTTP", "", "redirect"),
        _listener("HTTP", "", "forward"),
        ["worse: It serves plain HTTP: it no longer sends every request on to HTTPS"],
    ),
    (
        _listener("HTTPS", "ELBSecurityPolicy-TLS13-1-2-2021-06"),
        _listener("HTTPS"),
        [
            "worse: It takes TLS 1.0 again (ELBSecurityPolicy-2016-08, until now "
            "ELBSecurityPolicy-TLS13-1-2-2021-06)"
        ],
    ),
    (
        _listener("HTTP", "", "forward"),
        _listener("HTTP", "", "redirect"),
        ["better: It no longer serves plain HTTP: it sends requests on to HTTPS"],
    ),
    (
        _listener("HTTP"),
        _listener("HTTPS"),
        ["better: It has TLS: it speaks HTTPS instead of HTTP"],
    ),
    (
        _listener("HTTPS", "ELBSecurityPolicy-TLS13-1-2-2021-06"),
        _listener("HTTPS", "ELBSecurityPolicy-TLS-1-2-2017-01"),
        [
            "worse: It no longer speaks TLS 1.3 (ELBSecurityPolicy-TLS-1-2-2017-01, until now "
            "ELBSecurityPolicy-TLS13-1-2-2021-06)"
        ],
    ),
    (
        _listener("HTTPS", "ELBSecurityPolicy-TLS13-1-2-2021-06"),
        _listener("HTTPS", "ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06"),
        [
            "note: It has another TLS policy: ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06, until now "
            "ELBSecurityPolicy-TLS13-1-2-2021-06"
        ],
    ),
    (
        _one("EC2::FlowLog", TrafficType="ALL"),
        _one("EC2::FlowLog", TrafficType="REJECT"),
        ["worse: It logs REJECT traffic instead of ALL"],
    ),
    (
        _task(_web(LogConfiguration=LOGS)),
        _task(_web(LogConfiguration={"LogDriver": "awsfirelens"})),
        ["note: It its container web sends its logs by awsfirelens instead of awslogs"],
    ),
    (
        _metadata(HttpEndpoint="disabled"),
        _metadata(),
        ["worse: It has instance metadata again, which was switched off"],
    ),
    (
        _one("SNS::Topic", KmsMasterKeyId="a"),
        _one("SNS::Topic", KmsMasterKeyId="b"),
        ["note: It is encrypted with the KMS key b, no longer a"],
    ),
    (
        _balancer(access_logs__s3__enabled="true", deletion_protection__enabled="true"),
        _balancer(access_logs__s3__enabled="false", deletion_protection__enabled="false"),
        [
            "worse: It no longer logs its requests (access_logs.s3.enabled)",
            "worse!: It is no longer protected against deletion (deletion_protection.enabled)",
        ],
    ),
    (
        _balancer(deletion_protection__enabled="true"),
        _balancer(),
        [
            "note: It no longer says deletion_protection.enabled; one that exists keeps it on, "
            "one made anew has it off"
        ],
    ),
    (
        _one("Logs::LogGroup", RetentionInDays=30),
        _one("Logs::LogGroup", RetentionInDays=7),
        ["worse: It keeps logs 7 days instead of 30 days"],
    ),
    (
        _one("Logs::LogGroup", RetentionInDays=7),
        _one("Logs::LogGroup", RetentionInDays=30),
        ["better: It keeps logs 30 days instead of 7 days"],
    ),
    (
        _one("Logs::LogGroup", RetentionInDays=7),
        _one("Logs::LogGroup"),
        ["note: It keeps logs for ever instead of 7 days"],
    ),
    (
        _one("Logs::LogGroup"),
        _one("Logs::LogGroup", RetentionInDays=1),
        ["worse: It keeps logs 1 day instead of for ever"],
    ),
    (
        _one("Logs::LogGroup"),
        {},
        ["worse!: It is removed, and the logs in it with it"],
    ),
    (
        _one("Logs::LogGroup"),
        None,
        ["worse!: It is removed, and the logs in it with it"],
    ),
    (
        _one("WAFv2::WebACLAssociation"),
        {},
        ["worse: It is removed: no web ACL guards the load balancer"],
    ),
    (
        _one("CloudWatch::Alarm", **ALARM),
        {},
        ["worse: It is removed: what it watched is watched no more"],
    ),
    (
        _one("CloudWatch::Alarm", **ALARM),
        _one("CloudWatch::Alarm", **{**ALARM, "AlarmActions": []}),
        ["worse: It tells nobody any more when it goes off"],
    ),
    (
        _one("ApplicationAutoScaling::ScalableTarget"),
        {},
        ["note: It is removed: the number of tasks no longer follows the load"],
    ),
    (
        _kept(DeletionPolicy="Retain"),
        _kept(),
        [
            "worse!: It nothing of it is kept when it is removed or its stack is deleted "
            "(DeletionPolicy: Delete, until now Retain)"
        ],
    ),
    (
        _kept("EC2::Volume", UpdateReplacePolicy="Retain"),
        _kept("EC2::Volume", UpdateReplacePolicy="Snapshot"),
        [
            "note: It only a snapshot is kept when it is replaced (UpdateReplacePolicy: Snapshot, "
            "until now Retain)"
        ],
    ),
    (
        _one("DynamoDB::Table", DeletionProtectionEnabled=True),
        _one("DynamoDB::Table"),
        ["worse!: It is no longer protected against deletion"],
    ),
    (
        _one("S3::Bucket", VersioningConfiguration={"Status": "Enabled"}),
        _one("S3::Bucket", VersioningConfiguration={"Status": "Suspended"}),
        ["worse: It no longer keeps old versions of objects"],
    ),
    (
        _one("EFS::FileSystem", Encrypted=True),
        _one("EFS::FileSystem"),
        ["worse: It is no longer encrypted"],
    ),
    (
        None,
        _one("EFS::FileSystem"),
        ["worse: It is made without encryption"],
    ),
    (
        _queue(KmsMasterKeyId="alias/web"),
        _queue(),
        ["worse: It is no longer encrypted with a KMS key of its own"],
    ),
    (
        _one("ECR::Repository", ImageTagMutability="IMMUTABLE"),
        _one("ECR::Repository"),
        ["worse: It lets a tag be moved to another image"],
    ),
]


@pytest.mark.parametrize(("before", "after", "expected"), CHANGES)
def test_what_protects_no_longer_is_said(before: Any, after: Any, expected: list[str]) -> None:
    found = [*findings(pair(before, after))]
    assert said(found) == expected
    assert {one.topic for one in found} == {Topic.PROTECTION}
    assert not any("hunter2" in one.words for one in found)


@pytest.mark.parametrize(
    ("before", "after"), [(old, new) for old, new, _ in CHANGES if old is not None and new]
)
def test_what_is_worse_one_way_is_never_worse_both_ways(before: Any, after: Any) -> None:
    def worse(old: Any, new: Any) -> set[str]:
        found = findings(pair(old, new))
        return {one.words for one in found if one.sense == "worse"}

    assert not worse(before, after) & worse(after, before)
    assert not (worse(before, after) and worse(after, before))


def test_a_parameter_without_no_echo_is_told() -> None:
    stack = _task(_web(Environment=_plain(WORD={"Ref": "Word"})))
    hidden: dict[str, Any] = {"Parameters": {"Word": {"Type": "String", "NoEcho": True}}}
    shown: dict[str, Any] = {"Parameters": {"Word": {"Type": "String"}}}
    before, after = pair(_task(_web()), None, **hidden), pair(None, stack, **hidden)
    both = Pair(stack="web", before=before.before, after=after.after)
    assert said(findings(both)) == [
        f"worse: It its container web has WORD in plain text, which is a parameter with NoEcho{FAR}"
    ]
    lost = Pair(stack="web", before=before.before, after=pair(None, {}, **shown).after)
    assert said(findings(lost)) == [
        "worse: Word has no NoEcho any more: whoever may see the stack can read its value"
    ]


def test_a_guard_under_a_condition_is_only_there_if_that_holds() -> None:
    always = _one("WAFv2::WebACLAssociation")
    perhaps = {"It": {**always["It"], "Condition": "HasACL"}}
    (found,) = findings(pair(always, perhaps))
    assert found.words.startswith("is only there if the condition HasACL holds")


@pytest.mark.parametrize(
    ("policy", "oldest"),
    [
        ("ELBSecurityPolicy-TLS13-1-2-2021-06", 2),
        ("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", 2),
        ("ELBSecurityPolicy-TLS13-1-3-2021-06", 3),
        ("ELBSecurityPolicy-TLS13-1-0-2021-06", 0),
        ("ELBSecurityPolicy-TLS-1-2-Ext-2018-06", 2),
        ("ELBSecurityPolicy-TLS-1-1-2017-01", 1),
        ("ELBSecurityPolicy-FS-1-2-Res-2020-10", 2),
        ("ELBSecurityPolicy-FS-1-1-2019-08", 1),
        ("ELBSecurityPolicy-FS-2018-06", 0),
        ("ELBSecurityPolicy-2016-08", 0),
        ("${Policy}", None),
    ],
)
def test_the_name_of_a_policy_says_its_oldest_tls(policy: str, oldest: int | None) -> None:
    assert oldest_tls(policy) == oldest


@pytest.mark.parametrize("name", ["ecs-cluster", "imgproxy", "network", "tatsu-hubot"])
def test_the_shipped_stacks_are_made_with_nothing_notably_unsafe(name: str) -> None:
    made = shipped(name, lambda _: None).after
    new = Pair(stack=name, before=NOTHING, after=made)
    assert not [one for one in findings(new) if one.sense == "worse"]


def _properties(template: Any, name: str) -> Any:
    return template["Resources"][name]["Properties"]


def _secret_to_text(template: Any) -> None:
    container = _properties(template, "taskdefinition")["ContainerDefinitions"][0]
    container["Secrets"].pop(0)
    container["Environment"].append({"Name": "IMGPROXY_KEY", "Value": "hunter2"})


def _no_blocking(template: Any) -> None:
    files = template["Resources"]["LaunchTemplate"]["Metadata"]["AWS::CloudFormation::Init"]
    parts = files["config"]["files"]["/etc/ecs/ecs.config"]["content"]["Fn::Join"][1]
    parts[:] = [part for part in parts if "BLOCK_IMDS" not in str(part)]


def _no_acl(template: Any) -> None:
    del template["Resources"]["WebACLAssociation"]


def _old_tls(template: Any) -> None:
    _properties(template, "HTTPSListener")["SslPolicy"] = "ELBSecurityPolicy-2016-08"


def _reordered(template: Any) -> None:
    for one in template["Resources"].values():
        one["Properties"] = dict(reversed(one.get("Properties", {}).items()))
        one["Properties"]["Tags"] = [{"Key": "a", "Value": "b"}]


@pytest.mark.parametrize(
    ("stack", "change", "expected"),
    [
        ("ecs-cluster", _reordered, []),
        ("imgproxy", _reordered, []),
        ("network", _reordered, []),
        (
            "imgproxy",
            _secret_to_text,
            [
                "worse: taskdefinition its container imgproxy has IMGPROXY_KEY in plain text, "
                f"which was a secret{FAR}"
            ],
        ),
        (
            "ecs-cluster",
            _no_blocking,
            [
                "worse: LaunchTemplate no longer keeps awsvpc tasks from the instance metadata "
                "(ECS_AWSVPC_BLOCK_IMDS)"
            ],
        ),
        (
            "ecs-cluster",
            _no_acl,
            ["worse: WebACLAssociation is removed: no web ACL guards the load balancer"],
        ),
        (
            "ecs-cluster",
            _old_tls,
            [
                "worse: HTTPSListener takes TLS 1.0 again (ELBSecurityPolicy-2016-08, until now "
                "ELBSecurityPolicy-TLS13-1-2-2021-06)"
            ],
        ),
    ],
)
def test_the_shipped_stacks_are_judged_as_small_ones_are(
    stack: str, change: Callable[[Any], None], expected: list[str]
) -> None:
    assert said(findings(shipped(stack, change))) == expected
