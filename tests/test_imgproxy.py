"""The second application that is shipped: behind the shared load balancer, scaled, with secrets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generators.deploy import emulator, engine
from generators.deploy.events import Summary
from generators.deploy.guard import allowing
from generators.deploy.session import Connection, connect
from generators.deploy.terms import Terms
from generators.model import Environment
from generators.planning import plan
from tests.projects import ROOT, shipped, wire

FILE = ROOT / "params/imgproxy.yaml"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="this repository ships no imgproxy")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("checkout")
    yield shipped(folder, imgproxy=FILE.read_text())
    emulator.stop(folder)


@pytest.fixture(scope="module")
def aws(root: Path) -> Connection:
    local = Environment(name="local", account="000000000000", region="eu-west-1", emulator=True)
    return connect(local, root)


def _deploy(root: Path, aws: Connection) -> Summary:
    return engine.deploy(plan(wire(root), {}), aws.cloud(), lambda _: None, allowing(()), Terms())


@pytest.fixture(scope="module")
def outputs(root: Path, aws: Connection) -> dict[str, str]:
    ended = _deploy(root, aws)
    assert ended.ok, ended
    found: dict[str, str] = {}
    for end in ended.ended:
        found |= getattr(end, "outputs", {})
    return found


def _service(aws: Connection, outputs: dict[str, str]) -> Any:
    ecs = aws.client("ecs")
    arns = ecs.list_services(cluster=outputs["ECSCluster"])["serviceArns"]
    (arn,) = [arn for arn in arns if "imgproxy" in arn]
    (found,) = ecs.describe_services(cluster=outputs["ECSCluster"], services=[arn])["services"]
    return found


def test_its_rule_leads_to_its_tasks(aws: Connection, outputs: dict[str, str]) -> None:
    elbv2 = aws.client("elbv2")
    rules = elbv2.describe_rules(ListenerArn=outputs["ListenerArn"])["Rules"]
    (rule,) = [rule for rule in rules if not rule["IsDefault"]]
    (condition,) = rule["Conditions"]
    assert condition["Field"] == "path-pattern"
    assert condition["PathPatternConfig"]["Values"] == ["/img/*"]
    (group,) = elbv2.describe_target_groups(TargetGroupArns=[rule["Actions"][0]["TargetGroupArn"]])[
        "TargetGroups"
    ]
    assert group["HealthCheckPath"] == "/img/health"
    (balanced,) = _service(aws, outputs)["loadBalancers"]
    assert balanced["targetGroupArn"] == group["TargetGroupArn"]
    assert (balanced["containerName"], balanced["containerPort"]) == ("imgproxy", 8080)


def test_its_secrets_and_its_health_check_are_the_containers(
    aws: Connection, outputs: dict[str, str]
) -> None:
    definition = aws.client("ecs").describe_task_definition(
        taskDefinition=_service(aws, outputs)["taskDefinition"]
    )["taskDefinition"]
    (container,) = definition["containerDefinitions"]
    parameters = "arn:aws:ssm:eu-west-1:000000000000:parameter/imgproxy"
    assert {one["name"]: one["valueFrom"] for one in container["secrets"]} == {
        "IMGPROXY_KEY": f"{parameters}/key",
        "IMGPROXY_SALT": f"{parameters}/salt",
    }
    assert container["healthCheck"]["command"] == ["CMD", "imgproxy", "health"]


def test_it_is_scaled_and_no_deploy_resets_that(
    root: Path, aws: Connection, outputs: dict[str, str]
) -> None:
    scaling = aws.client("application-autoscaling")
    (target,) = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (2, 4)
    (policy,) = scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 60.0
    service = _service(aws, outputs)
    aws.client("ecs").update_service(
        cluster=outputs["ECSCluster"], service=service["serviceArn"], desiredCount=3
    )
    params = root / "params/imgproxy.yaml"
    params.write_text(params.read_text().replace("memory: 256", "memory: 320"))
    assert _deploy(root, aws).ok
    found = _service(aws, outputs)
    assert found["taskDefinition"] != service["taskDefinition"]
    assert found["desiredCount"] == 3
