"""What others run on a cluster keeps it, and with it everything else, from being deleted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generators.deploy.events import Noted
from generators.deploy.tenants import Clusters, Running, Task, Tenants, refuse_for, tenants
from generators.errors import InUse
from generators.model import Environment, Plan
from generators.planning import outline
from generators.verbs.deleting import refuse_if_needed, standing
from generators.wiring import Wiring
from tests.deploy.fakes import FakeCloud, FakeClusters, Told, plan, step
from tests.deploy.missing import Missing
from tests.deploy.rough import Road
from tests.projects import wire, write

CLUSTER = {"Resources": {"ECSCluster": {"Type": "AWS::ECS::Cluster"}}}
WEB = {"Resources": {"Service": {"Type": "AWS::ECS::Service"}, "Log": {"Type": "A::B::C"}}}
BATCH = Task(id="0123", group="family:batch", started_by="jane")
LIVE = Environment(name="live", account="123456789012", region="eu-west-1")
TODO = plan(
    step("cluster", text=json.dumps(CLUSTER)),
    step("web", "cluster", text=json.dumps(WEB)),
    step("absent"),
)


@pytest.fixture
def cloud() -> FakeCloud:
    cloud = FakeCloud()
    cloud.seed("dev-cluster", template=CLUSTER)
    cloud.seed("dev-web", template=WEB)
    return cloud


def running(todo: Plan, clusters: Clusters, cloud: FakeCloud) -> tuple[Tenants, ...]:
    return tenants(todo, clusters, cloud, Told(), cloud.clock.terms())


def test_services_that_go_with_it_are_no_tenants(cloud: FakeCloud) -> None:
    clusters = FakeClusters(dev_cluster_ECSCluster=Running(services=("dev-web-Service",)))
    assert running(TODO, clusters, cloud) == ()
    only = Plan(environment=TODO.environment, steps=TODO.steps[:1])
    (found,) = running(only, clusters, cloud)
    assert found.services == ("dev-web-Service",)
    assert running(Plan(environment=LIVE, steps=TODO.steps[1:]), clusters, cloud) == ()
    assert cloud.writes() == []


def test_hundreds_of_stacks_are_not_asked_where_the_names_tell_whose_services_run(
    cloud: FakeCloud,
) -> None:
    arn = "arn:aws:ecs:eu-west-1:123456789012:service/c/dev-web-Service-Ab3dEf6hIj9k"
    there = FakeClusters(dev_cluster_ECSCluster=Running(services=(arn,)))
    assert running(TODO, there, cloud) == ()
    assert cloud.calls == ["resources dev-cluster"]
    other = FakeClusters(dev_cluster_ECSCluster=Running(services=(arn, f"{arn}-x")))
    (found,) = running(TODO, other, cloud)
    assert "dev-web-Service-Ab3dEf6hIj9k-x" in found.services


def test_services_of_others_and_tasks_of_no_service_are_named(cloud: FakeCloud) -> None:
    services = ("dev-web-Service", "arn:aws:ecs:r:a:service/c/b", "arn:aws:ecs:r:a:service/c/a")
    there = Running(services=services, tasks=(BATCH,))
    found = running(TODO, FakeClusters(dev_cluster_ECSCluster=there), cloud)
    assert found == (
        Tenants(
            stack="dev-cluster",
            cluster="dev-cluster-ECSCluster",
            services=("a", "b"),
            tasks=(BATCH,),
        ),
    )


def _said(found: Tenants, environment: Environment = LIVE) -> list[str]:
    with pytest.raises(InUse) as raised:
        refuse_for((found,), environment)
    return str(raised.value).splitlines()


def test_the_refusal_names_them_and_the_commands_that_help() -> None:
    lines = _said(Tenants(stack="s", cluster="c", services=("a", "b"), tasks=(BATCH,)))
    assert lines[0] == (
        "nothing was deleted: on c, the cluster of s, run the services a, b and the task 0123"
        " (family:batch, started by jane), which would not go with it"
    )
    where = "--region eu-west-1 --cluster c"
    assert [line.strip() for line in lines[3:]] == [
        f"aws ecs describe-services --include TAGS {where} --services a b",
        f"aws ecs delete-service --force {where} --service a",
        f"aws ecs describe-tasks --include TAGS {where} --tasks 0123",
        f"aws ecs stop-task {where} --task 0123",
    ]


def test_a_task_is_told_by_as_much_as_is_known_of_it() -> None:
    assert str(BATCH) == "0123 (family:batch, started by jane)"
    assert str(Task(id="1", group="batch")) == "1 (batch)"
    assert str(Task(id="1", group="", started_by="jane")) == "1 (started by jane)"
    assert str(Task(id="1", group="")) == "1"


def test_of_many_the_first_are_named_and_the_rest_are_counted() -> None:
    names = tuple(f"s{number:02}" for number in range(12))
    lines = _said(Tenants(stack="s", cluster="c", services=names, tasks=()))
    assert "s08, s09 and 2 more, which" in lines[0]
    assert lines[3].endswith("s08 s09")
    assert not [line for line in lines if "task" in line]


def test_in_the_emulator_the_commands_lead_there() -> None:
    local = Environment(name="local", account="000000000000", region="eu-west-1", emulator=True)
    lines = _said(Tenants(stack="s", cluster="c", services=(), tasks=(BATCH,)), local)
    assert '    eval "$(make -s emulator-env)"' in lines


def test_nothing_is_refused_where_nobody_is() -> None:
    refuse_for((), LIVE)


@pytest.fixture
def wiring(tmp_path: Path) -> Wiring:
    """A network, and a cluster on it."""
    local = "local: {account: 123456789012, region: eu-west-1}\n"
    cluster = "kind: cluster\nparent: network\nspec: {instances: null, fargate: true}\n"
    return wire(write(tmp_path, environments=local, network="kind: network\n", cluster=cluster))


def test_the_verb_refuses_for_stacks_of_params_first_and_for_tenants_then(
    wiring: Wiring,
) -> None:
    cloud = FakeCloud()
    cloud.seed("network")
    cloud.seed("cluster", template=CLUSTER)
    clusters = FakeClusters(cluster_ECSCluster=Running(tasks=(BATCH,)))
    with pytest.raises(InUse, match="nothing was deleted: cluster still stand on network"):
        _refuse(wiring, "network", cloud, clusters)
    for only in (None, "cluster"):
        with pytest.raises(InUse, match=r"run the task 0123 \(family:batch"):
            _refuse(wiring, only, cloud, clusters)
    _refuse(wiring, None, cloud, FakeClusters())
    assert cloud.writes() == []


def _refuse(wiring: Wiring, only: str | None, cloud: FakeCloud, clusters: FakeClusters) -> None:
    """As `make delete` does it."""
    todo = outline(wiring, {}, only=only)
    refuse_if_needed(wiring, todo, standing(wiring, todo, cloud, cloud.clock.terms()).states)
    refuse_for(running(todo, clusters, cloud), LIVE)


def test_what_stands_on_a_stack_is_asked_for_where_the_pages_miss_it(tmp_path: Path) -> None:
    cluster = "kind: cluster\nparent: network\nspec: {instances: null, fargate: true}\n"
    local = "local: {account: 123456789012, region: eu-west-1}\n"
    root = write(
        tmp_path, environments=local, network="kind: network\n", cluster=cluster, other=cluster
    )
    wiring, cloud = wire(root), Missing("cluster")
    for name in ("network", "cluster"):
        cloud.seed(name)
    todo = outline(wiring, {}, only="network")
    found = standing(wiring, todo, cloud, cloud.clock.terms()).states
    assert cloud.calls[0] == "stacks"
    assert found["other"] is None
    with pytest.raises(InUse) as raised:
        refuse_if_needed(wiring, todo, found)
    assert "cluster still stand on network" in str(raised.value)
    assert "delete them first: make delete STACK=cluster" in str(raised.value)


def test_what_keeps_the_question_from_getting_through_is_told(cloud: FakeCloud) -> None:
    road, told = Road(cloud, throttled=1.0), Told()

    def free(_: int) -> None:
        road.throttled = 1.0 if cloud.clock.now() < 90.0 else 0.0

    road.before = free
    assert tenants(TODO, FakeClusters(), road.to(), told, cloud.clock.terms()) == ()
    (note,) = told.of(Noted)
    assert "AWS throttles CloudFormation's calls" in note.text
