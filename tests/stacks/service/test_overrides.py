"""Properties that are set when all else is done."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import Ref, Template
from troposphere.cloudwatch import Dashboard
from troposphere.ecs import ContainerDefinition, TaskDefinition

from generators.render import build_all
from generators.stacks.service.overrides import applied, steps
from tests.projects import load, shipped
from tests.stacks.service.made import Made


def _made(**overrides: Any) -> Made:
    return Made(overrides=overrides)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("Family", "web"),
        ("Family", "literal ${x}"),
        ("Cpu", {"Ref": "AWS::NoValue"}),
        ("RuntimePlatform.CpuArchitecture", "ARM64"),
        ("ContainerDefinitions.0.PseudoTerminal", True),
        ("ContainerDefinitions.0.Memory", 64),
        ("ContainerDefinitions.0.LogConfiguration.Options.mode", "blocking"),
        ("ContainerDefinitions.0.DnsServers.0", "10.0.0.2"),
        ("ContainerDefinitions.1.Name", "another"),
    ],
)
def test_a_property_is_set_as_it_stands(path: str, value: Any) -> None:
    found = _made(taskdefinition={path: value}).task
    for step in steps(path):
        found = found[step]
    assert found == value


def test_all_else_of_the_resource_stays_as_it_was() -> None:
    plain, changed = Made().task, _made(taskdefinition={"Family": "web"}).task
    assert {**plain, "Family": "web"} == changed


def test_what_there_is_no_place_for_is_left_and_told_of_later() -> None:
    t = Template()
    t.add_resource(
        TaskDefinition(
            "task",
            Cpu=Ref("Cpu"),
            ContainerDefinitions=[ContainerDefinition(Name="web", Image="web:1")],
        )
    )
    before = t.to_dict()
    nowhere = {
        "ContainerDefinitions.2.Name": "x",
        "Cpu.Name": "x",
        "ContainerDefinitions.Name": "x",
    }
    assert applied(t, {"task": nowhere, "nothing": {"A": 1}}).to_dict() == before


def test_a_dashboards_body_is_not_taken_for_something_else() -> None:
    t = Template()
    t.add_resource(Dashboard("board", DashboardBody=Ref("Body")))
    found = applied(t, {"board": {"DashboardName": "web"}}).to_dict()["Resources"]["board"]
    assert found["Properties"] == {"DashboardBody": {"Ref": "Body"}, "DashboardName": "web"}


CASE = """\
kind: service
parent: ecs-cluster
spec:
  parameters:
    Name: {description: what the task is called}
  containers:
    - {name: web, image: "web:1", memory: 64}
  overrides:
    taskdefinition:
      Family: {"Fn::Sub": "${Name}-${AWS::Region}-${LogGroup}"}
      ContainerDefinitions.0.DockerLabels: {com.example.team: chat}
      ContainerDefinitions.0.Hostname: {"Fn::If": [x, {Ref: Name}, {Ref: "AWS::NoValue"}]}
      Volumes.0: {Name: data, DockerVolumeConfiguration: {Scope: task, DriverOpts: {any: thing}}}
    service:
      HealthCheckGracePeriodSeconds: 5
parameters: {Name: web}
"""


def test_references_may_stand_in_overrides_and_make_a_parameter_used(tmp_path: Any) -> None:
    project, templates, complaints = load(shipped(tmp_path, case=CASE))
    assert complaints == []
    task = templates["case"]["Resources"]["taskdefinition"]["Properties"]
    assert task["Family"] == {"Fn::Sub": "${Name}-${AWS::Region}-${LogGroup}"}
    assert build_all(project)[1] == []


def test_no_complaint_shows_a_value(tmp_path: Any) -> None:
    secret = "hunter2hunter2"
    text = CASE.replace("Family: {", f"NetworkMode: {secret}\n      Family: {{").replace(
        "Scope: task", f"Scope: {secret}"
    )
    text = text.replace("HealthCheckGracePeriodSeconds: 5", f"DesiredCount: {secret}")
    _, _, complaints = load(shipped(tmp_path, case=text))
    assert complaints
    assert not [one for one in complaints if secret in str(one)]
