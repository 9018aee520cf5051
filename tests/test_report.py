from __future__ import annotations

import io
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from generators import report
from generators.deploy import events as ev
from generators.deploy.cloud import Change, StackState
from generators.deploy.diagnose.causes import Cause
from generators.deploy.diagnose.facts import Facts
from generators.deploy.diagnose.why import Explanation
from generators.deploy.previews import ParameterPreview, StepPreview
from generators.deploy.records import Record, StackRun
from tests.consoles import plain_console, shown

AT = datetime(2020, 1, 1, 12, 30, 5, tzinfo=UTC)
ARN = "arn:aws:ecs:eu-west-1:123456789012:service/ecs-cluster-ECSCluster-0123456789AB/tatsu-hubot"
LEFT = ev.Cause(
    logical_id="Group",
    type="AWS::EC2::SecurityGroup",
    status="DELETE_FAILED",
    reason="in use",
)
GONE = Change(action="Remove", logical_id="Logs", type="AWS::Logs::LogGroup")
TASK = Change(
    action="Modify",
    logical_id="taskdefinition",
    type="AWS::ECS::TaskDefinition",
    replacement="True",
    properties=("ContainerDefinitions", "TaskRoleArn"),
)


@pytest.fixture
def console() -> Console:
    return plain_console()


def told(console: Console, event: ev.Event) -> list[str]:
    report.Progress(console)(event)
    return shown(console)


def test_the_table_has_stack_time_what_happened_and_outputs_unbroken(console: Console) -> None:
    created = ev.StackFinished(
        stack="ecs-cluster", outcome="created", seconds=0.42, outputs={"ECSCluster": "c-1"}
    )
    updated = ev.StackFinished(
        stack="tatsu-hubot",
        outcome="updated",
        seconds=62,
        outputs={"ecsservice": ARN},
        left=(LEFT, LEFT),
    )
    failed = ev.StackFailed(stack="web", reason="r", seconds=3725, status="ROLLBACK_COMPLETE")
    skipped = ev.StackSkipped(stack="page", because=("web", "api"))
    declined = ev.StackFailed(stack="api", reason="r", seconds=62, declined=True)
    report.summary(console, ev.Summary(ended=(created, updated, failed, declined, skipped)))
    assert shown(console) == [
        "Stack         How long    What happened",
        "ecs-cluster   0.4 s       created",
        "  ECSCluster              c-1",
        "tatsu-hubot   1 min 02 s  updated, left behind: 2",
        f"  ecsservice              {ARN}",
        "web           1 h 02 min  failed (ROLLBACK_COMPLETE)",
        "api                       not changed: nobody said yes",
        "page                      skipped, as it waits for web, api",
    ]


def test_each_event_is_a_line_or_a_few_in_plain_words(console: Console) -> None:
    clock = AT.astimezone().strftime("%H:%M:%S")
    cause = ev.Cause(
        logical_id="service", type="AWS::ECS::Service", status="CREATE_FAILED", reason="no room"
    )
    cases: list[tuple[ev.Event, list[str]]] = [
        (ev.StackStarted(stack="web", action="create"), ["web: creating"]),
        (ev.StackStarted(stack="web", action="update"), ["web: updating"]),
        (ev.StackStarted(stack="web", action="delete"), ["web: deleting"]),
        (ev.StackStarted(stack="web", action="cancel"), ["web: cancelling its update"]),
        (ev.StackStarted(stack="web", action="roll back"), ["web: rolling back its update"]),
        (
            ev.TimedOut(stack="web", status="UPDATE_IN_PROGRESS", seconds=1800, cancelled=True),
            [
                "web: still UPDATE_IN_PROGRESS after 30 min 00 s (TIMEOUT=): cancelling it, which"
                " rolls it back"
            ],
        ),
        (
            ev.TimedOut(stack="web", status="CREATE_IN_PROGRESS", seconds=1800, cancelled=False),
            ["web: still CREATE_IN_PROGRESS after 30 min 00 s (TIMEOUT=): it is left to itself"],
        ),
        (
            ev.StackStarted(stack="web", action="recreate", status="ROLLBACK_COMPLETE"),
            [
                "web: ROLLBACK_COMPLETE, which holds no resources and takes no update:"
                " deleting it and creating it anew"
            ],
        ),
        (
            ev.ResourceEvent(
                stack="web",
                logical_id="service",
                type="AWS::ECS::Service",
                status="CREATE_FAILED",
                reason="no [room]",
                at=AT,
            ),
            [f"{clock}  web  CREATE_FAILED       service  no [room]"],
        ),
        (
            ev.ResourceEvent(
                stack="web",
                logical_id="web",
                type="AWS::CloudFormation::Stack",
                status="UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
                reason="",
                at=AT,
            ),
            [f"{clock}  web  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS  web"],
        ),
        (
            ev.Waiting(stack="web", status="UPDATE_IN_PROGRESS"),
            ["web: UPDATE_IN_PROGRESS, waiting for that to end"],
        ),
        (
            ev.ReplacementsFound(stack="web", changes=(GONE,)),
            [
                "web: this change replaces or removes resources, or may do so:",
                "  Logs (AWS::Logs::LogGroup) will be removed; its logs would be lost",
            ],
        ),
        (ev.StackFinished(stack="web", outcome="up to date", seconds=1), ["web: up to date"]),
        (ev.StackFinished(stack="web", outcome="created", seconds=12), ["web: created in 12 s"]),
        (
            ev.StackFinished(stack="web", outcome="updated", seconds=12, left=(LEFT,)),
            [
                "web: updated in 12 s",
                "  No longer the stack's, but not deleted either; delete by hand:",
                "  Group (AWS::EC2::SecurityGroup): in use",
            ],
        ),
        (
            ev.StackFailed(
                stack="web",
                reason="it could not be created",
                seconds=1,
                status="ROLLBACK_COMPLETE",
                cause=cause,
                advice="do this",
            ),
            [
                "web: failed (ROLLBACK_COMPLETE): it could not be created",
                "  service (AWS::ECS::Service) CREATE_FAILED: no room",
                "  do this",
            ],
        ),
        (
            ev.StackFailed(stack="web", reason="nobody said yes", seconds=9, declined=True),
            ["web: not changed: nobody said yes"],
        ),
        (
            ev.Interrupted(running=("web",), waiting=(), resumable=False),
            [
                "Interrupted.",
                "  CloudFormation is still at work on web, and goes on without us.",
            ],
        ),
        (
            ev.StackSkipped(stack="web", because=("net",)),
            ["web: skipped, as it waits for net"],
        ),
        (
            ev.Interrupted(running=("web",), waiting=("page", "other")),
            [
                "Interrupted.",
                "  CloudFormation is still at work on web, and goes on without us.",
                "  Not begun: page, other.",
                "  Run the same command again: it waits for what runs and goes on from there.",
            ],
        ),
    ]
    for event, lines in cases:
        assert told(console, event) == lines


def test_an_explanation_stands_below_the_stack_that_fails_and_a_note_is_a_line(
    console: Console,
) -> None:
    cause = Cause(sentence="The image nginx:x does not exist.", cure="Push it.")
    why = Explanation(causes=(cause,), facts=Facts(stack="web"))
    head, first, cure = told(console, ev.Explained(stack="dev-web", explanation=why))
    assert head == "dev-web: why it fails:"
    assert first.strip() == "Likely cause: The image nginx:x does not exist."
    assert cure.strip() == "Push it."
    late, *_ = told(console, ev.Explained(stack="dev-web", explanation=why, failed=False))
    assert late == "dev-web: a service has not settled yet:"
    assert told(console, ev.Noted(text="so be it")) == ["so be it"]
    assert told(console, ev.Noted(text="so be it", stack="dev-web")) == ["dev-web: so be it"]


def step(**more: Any) -> StepPreview:
    return StepPreview(
        **{"stack": "web", "verdict": "update", "status": "", "parameters": (), **more}
    )


def test_the_plan_shows_order_values_with_their_sources_and_changes(console: Console) -> None:
    parameters = (
        ParameterPreview(name="ECSCluster", value=None, source="known after ecs-cluster"),
        ParameterPreview(name="Token", value="****", source="previous"),
        ParameterPreview(name="KeyName", value="", source="default"),
    )
    report.plan(
        console,
        (
            step(stack="ecs-cluster", verdict="create"),
            step(
                status="CREATE_COMPLETE",
                parameters=parameters,
                changes=(GONE, TASK),
                replace=("web.Logs",),
            ),
        ),
    )
    assert shown(console) == [
        " 1.  ecs-cluster will be created",
        " 2.  web (CREATE_COMPLETE) will be updated",
        "     ECSCluster  known after ecs-cluster  …",
        "     Token       previous                 ****",
        "     KeyName     default",
        "     Logs (AWS::Logs::LogGroup) will be removed; its logs would be lost",
        "     taskdefinition (AWS::ECS::TaskDefinition) will be replaced:"
        " ContainerDefinitions, TaskRoleArn",
        "     wants REPLACE=web.Logs",
    ]


def test_the_plan_says_which_outputs_it_takes_as_they_are_today(console: Console) -> None:
    report.plan(console, [step(changes=(TASK,), unsettled=("ecs-cluster", "net"))])
    assert shown(console)[-1] == ("     the outputs of ecs-cluster, net may be others by then")


def test_each_verdict_of_the_plan_is_said_in_words(console: Console) -> None:
    cases = {
        "recreate": "will be deleted and created anew",
        "up to date": "is up to date",
        "not known yet": "changes are known after ecs-cluster",
        "busy": "has an operation in progress, which a deploy would wait for",
        "stuck": "takes no update as it is",
        "refused": "can have no change set",
    }
    for verdict, words in cases.items():
        report.plan(console, [step(verdict=verdict, after=("ecs-cluster",))])
        assert shown(console)[0] == f" 1.  web {words}"
    report.plan(console, [step(), step(verdict="refused", reason="web: no such parameter")])
    assert shown(console)[1::2] == [
        "     no resource changes: outputs, tags or the like do",
        "     web: no such parameter",
    ]


def test_what_may_happen_to_a_resource_is_told_apart(console: Console) -> None:
    cases = {
        ("Add", ""): "will be added",
        ("Import", ""): "will be imported",
        ("Modify", "False"): "will be changed",
        ("Modify", "True"): "will be replaced",
        ("Modify", "Conditional"): "may be replaced",
        ("Dynamic", ""): "may be replaced",
    }
    for (action, replacement), words in cases.items():
        change = Change(action=action, logical_id="A", type="T", replacement=replacement)
        report.plan(console, [step(changes=(change,))])
        assert shown(console)[1].endswith(words)


def test_outputs_are_lines_that_a_script_can_read(console: Console) -> None:
    web = StackState(
        name="web",
        id="1",
        status="UPDATE_COMPLETE",
        created=AT,
        updated=AT,
        outputs={"Url": "http://a", "Arn": ARN},
    )
    report.outputs(console, {"web": web.outputs})
    assert shown(console) == ["Url=http://a", f"Arn={ARN}"]
    report.outputs(console, {"web": web.outputs, "page": None, "net": {}})
    assert shown(console) == [
        *("# web", "Url=http://a", f"Arn={ARN}"),
        *("# page is not deployed", "# net"),
    ]


def test_a_stack_that_had_not_ended_counts_up_to_the_end_of_what_is_known() -> None:
    net = StackRun(stack="net", outcome="created", began=0.0, ended=60.0)
    web = StackRun(stack="web", needs=("net",), began=60.0)
    record = Record(environment="live", at=AT, seconds=100.0, stacks=(net, web))
    assert report.timeline(record).note == "decided by net 1 min 00 s → web 40 s"


def test_progress_goes_to_stderr_and_data_to_stdout_plain_when_piped(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report.Progress(report.err())(ev.StackFailed(stack="web", reason="no", seconds=1))
    report.summary(report.out(), ev.Summary(ended=()))
    captured = capsys.readouterr()
    assert captured.err == "web: failed: no\n"
    assert captured.out == "Stack  How long  What happened\n"


def test_a_terminal_has_colours_unless_no_color_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    failed = ev.StackFailed(stack="web", reason="no", seconds=1)
    for unset in (True, False):
        if not unset:
            monkeypatch.setenv("NO_COLOR", "1")
        console = Console(file=io.StringIO(), force_terminal=True, soft_wrap=True)
        assert ("\x1b[1;31m" in told(console, failed)[0]) is unset


def test_everything_the_report_offers_is_there_and_hidden_by_no_module_of_its_name() -> None:
    for name in report.__all__:
        found = getattr(report, name)
        home = import_module(found.__module__)
        assert getattr(report, name) is found is getattr(home, name), name
    modules = {path.stem for path in Path(report.__file__).parent.glob("*.py")}
    assert not modules & set(report.__all__)
    with pytest.raises(AttributeError, match="nonsense"):
        report.nonsense  # noqa: B018 - that is what is asked
