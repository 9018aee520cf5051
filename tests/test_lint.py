from __future__ import annotations

import json
from pathlib import Path

import pytest

from generators.errors import UserError
from generators.lint import lint
from generators.render import as_text
from tests.projects import ROOT, load, shipped


def test_cfn_lint_finds_nothing_in_what_is_shipped() -> None:
    files = {str(path): path.read_text() for path in (ROOT / "output").glob("*-stack.json")}
    assert files
    assert not list(lint(files, ["eu-west-1", "us-east-1"]))


def test_a_dangling_ref_and_a_warning_are_found_with_their_lines_unless_waived() -> None:
    template = {
        "Parameters": {"Unused": {"Type": "String"}},
        "Resources": {
            "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Ref": "X"}}}
        },
    }
    found = list(lint({"t.json": json.dumps(template, indent=2)}, ["eu-west-1"]))
    assert {finding.rule for finding in found} == {"E1020", "W2001"}
    assert all(finding.line > 1 and str(finding).startswith("t.json:") for finding in found)
    waived = {"Metadata": {"cfn-lint": {"config": {"ignore_checks": ["W2001"]}}}, **template}
    found = list(lint({"t.json": json.dumps(waived)}, ["eu-west-1"]))
    assert {finding.rule for finding in found} == {"E1020"}


def test_a_region_that_does_not_exist_names_the_nearest() -> None:
    with pytest.raises(UserError, match=r"did you mean eu-west-1\?"):
        list(lint({}, ["eu-wset-1"]))


def test_a_waiver_of_what_is_not_found_is_a_finding() -> None:
    template = {
        "Metadata": {"cfn-lint": {"config": {"ignore_checks": ["W2001"]}}},
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
    }
    (found,) = lint({"t.json": json.dumps(template)}, ["eu-west-1"])
    assert (found.rule, "take the waiver out" in found.message) == ("W2001", True)


EVERYTHING = """\
kind: service
parent: ecs-cluster
spec:
  parameters:
    Tasks: {type: Number, default: 2, min_value: 1, max_value: 9, description: how many}
    Greeting: {default: hello, allowed: [hello, hi], no_echo: false}
  network_mode: awsvpc
  desired_count: ${Tasks}
  log_retention_days: 7
  containers:
    - name: web
      image: ${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/web:${ContainerVersion}
      cpu: 128
      memory: 64
      ports: [8080, 8443]
      command: [serve, "--home=$${HOME}", "--greet=${Greeting}"]
      environment: {LITERAL: "$${HOME}", STACK: "${AWS::StackName}"}
      secrets: {KEY: "ssm:/${AWS::StackName}/key", OTHER: ssm:/shared/other}
    - name: side
      image: public.ecr.aws/side:1
      memory: 32
      essential: false
  task_policy:
    - actions: [sqs:ReceiveMessage]
      resources: ["arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:jobs"]
    - actions: [s3:GetObject]
      resources: ["arn:aws:s3:::bucket/$${aws:username}/*"]
parameters: {ContainerVersion: 1}
"""


def test_cfn_lint_finds_nothing_with_every_option_of_every_kind(tmp_path: Path) -> None:
    root = shipped(
        tmp_path,
        web=EVERYTHING,
        plain="kind: cluster\nparent: network\nspec: {instances: null, fargate: true}\n"
        "environments: {production: false}\n",
        small="kind: network\nspec: {cidr: 192.168.0.0/24}\n",
    )
    _, templates, complaints = load(root)
    assert [c for c in complaints if "VpcId" not in c.key and "SubnetID" not in c.key] == []
    files = {name: as_text(template) for name, template in templates.items()}
    assert list(lint(files, ["eu-west-1"])) == []
