"""What the verbs that only look print."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml
from rich.console import Console

from generators import report
from generators.deploy.cloud import StackEvent, StackState
from generators.deploy.drift import PropertyDrift, ResourceDrift, StackDrift
from generators.deploy.lapses import Lapse
from generators.deploy.serving import Serving
from generators.deploy.tailing import Line
from generators.model import Environment
from generators.report.as_yaml import as_yaml
from tests.consoles import plain_console, shown

AT = datetime(2020, 1, 1, 12, 30, 5, tzinfo=UTC)
LOCAL = AT.astimezone()
HERE = Environment(name="production", account="123456789012", region="eu-west-1")
WEB = StackState(name="web", id="1", status="UPDATE_COMPLETE", created=AT, updated=AT)
SERVICE = Serving(
    arn="a",
    name="web",
    status="ACTIVE",
    running=2,
    desired=2,
    pending=0,
    rollout="COMPLETED",
    reason="ECS deployment ecs-svc/1 completed.",
    revision="web:42",
)


@pytest.fixture
def console() -> Console:
    return plain_console()


def test_status_begins_with_where_and_has_services_below_their_stacks(console: Console) -> None:
    states = {"web": WEB, "page": None}
    report.status(console, HERE, states, {"web": {"service": SERVICE}})
    assert shown(console) == [
        "production · account 123456789012 · eu-west-1",
        "Stack      Status           Since",
        f"web        UPDATE_COMPLETE  {LOCAL:%Y-%m-%d %H:%M}",
        "  service  2 of 2 running   web:42",
        "page       not deployed",
    ]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"running": 1, "pending": 1, "rollout": "IN_PROGRESS", "reason": "in progress."},
            "1 of 2 running, 1 pending  web:42  rolling out: in progress.",
        ),
        (
            {"running": 0, "rollout": "FAILED", "reason": "circuit breaker"},
            "0 of 2 running   web:42  rollout failed: circuit breaker",
        ),
        ({"rollout": ""}, "2 of 2 running   web:42"),
        ({"status": "INACTIVE"}, "INACTIVE         web:42"),
    ],
)
def test_a_service_says_how_its_rollout_fares(
    console: Console, changes: dict[str, Any], line: str
) -> None:
    service = replace(SERVICE, **changes)
    report.status(console, HERE, {"web": WEB}, {"web": {"service": service}})
    assert shown(console)[-1] == f"  service  {line}"


def test_the_list_says_what_is_where(console: Console) -> None:
    rows = [
        report.Declared(stack="net", kind="network", parent="", environments=("local",)),
        report.Declared(stack="web", kind="service", parent="net", environments=("local", "live")),
    ]
    report.declared(console, rows, {"web": WEB}, "live")
    assert shown(console) == [
        "Stack  Kind     Parent  In live          Environments",
        "net    network                           local",
        "web    service  net     UPDATE_COMPLETE  local, live",
    ]
    report.declared(console, rows, None, "live")
    assert shown(console)[-1].endswith("  not known  local, live")


def test_outputs_can_be_evaluated_by_a_shell_whatever_is_in_them() -> None:
    awkward = {"A": 'it\'s $HOME\n`x` "y" \\', "B": "", "C": "plain"}
    lines, notes = report.environment({"web": awkward})
    assert notes == []
    script = "\n".join(lines) + '\nprintf "%s|%s|%s" "$A" "$B" "$C"'
    said = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    assert said.stdout == "|".join(awkward.values())
    assert lines[1:] == ["B=''", "C='plain'"]


def test_what_no_shell_can_hold_or_two_stacks_say_differently_is_left_out() -> None:
    lines, notes = report.environment(
        {"web": {"Vpc": "v", "Url": "a", "no-name": "x"}, "page": {"Vpc": "v", "Url": "b"}}
    )
    assert lines == ["Vpc='v'"]
    assert notes == [
        "left out: Url is an output of web and page; STACK= picks one",
        "left out: no-name of web is no name for a variable of a shell",
    ]


def _event(seconds: float, status: str, name: str = "web", **more: Any) -> StackEvent:
    type_ = "AWS::CloudFormation::Stack" if name == "web" else "AWS::ECS::Service"
    values = {"reason": "", "token": "1", "id": "", "physical_id": "", **more}
    return StackEvent(
        logical_id=name, type=type_, status=status, at=AT + timedelta(seconds=seconds), **values
    )


def test_events_are_told_by_operation_with_its_end_and_length_first(console: Console) -> None:
    first = [_event(0, "CREATE_IN_PROGRESS"), _event(60, "CREATE_COMPLETE")]
    second = [
        _event(100, "UPDATE_IN_PROGRESS", token="2", reason="User Initiated"),
        _event(105, "UPDATE_FAILED", "Service", token="2", reason="no room", cause=True),
        _event(110, "UPDATE_ROLLBACK_COMPLETE", token="2"),
    ]
    report.events(console, "web", [first, second], AT)
    clock = [f"{LOCAL + timedelta(seconds=s):%H:%M:%S}" for s in (0, 60, 100, 105, 110)]
    day = f"{LOCAL:%Y-%m-%d}"
    assert shown(console) == [
        f"{day} {clock[0]}  web created, in 1 min 00 s",
        f"  {clock[0]}  CREATE_IN_PROGRESS  web",
        f"  {clock[1]}  CREATE_COMPLETE     web",
        "",
        f"{day} {clock[2]}  web not updated: rolled back, in 10 s",
        f"  {clock[2]}  UPDATE_IN_PROGRESS        web      User Initiated",
        f"  {clock[3]}  UPDATE_FAILED             Service  ECS::Service  no room",
        f"  {clock[4]}  UPDATE_ROLLBACK_COMPLETE  web",
    ]


def test_an_operation_that_goes_on_says_since_when(console: Console) -> None:
    own = [_event(0, "UPDATE_ROLLBACK_IN_PROGRESS"), _event(5, "X", "Service")]
    report.events(console, "web", [own], AT + timedelta(minutes=12))
    assert shown(console)[0].endswith("web UPDATE_ROLLBACK_IN_PROGRESS, for 12 min 00 s now")


def test_a_change_set_that_waits_for_somebody_is_nothing_that_goes_on(console: Console) -> None:
    report.events(console, "web", [[_event(0, "REVIEW_IN_PROGRESS")]], AT + timedelta(days=9))
    assert shown(console)[0].endswith("web has a first change set that nobody has executed")


REASON = "The following resource(s) failed to update: [Service, ListenerRule]"


def _on_terminal(width: int) -> Console:
    return Console(
        file=io.StringIO(),
        width=width,
        force_terminal=True,
        no_color=True,
        soft_wrap=True,
        color_system=None,
    )


def test_a_long_reason_goes_on_below_between_words_in_a_terminal_alone(console: Console) -> None:
    told = [
        _event(0, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"),
        _event(0, "UPDATE_IN_PROGRESS", "AResourceWithAnAwfullyLongLogicalName"),
        _event(0, "UPDATE_IN_PROGRESS", "Service"),
        _event(0, "UPDATE_FAILED", "Service", reason=REASON),
    ]
    clock = f"  {LOCAL:%H:%M:%S}  "
    narrow = _on_terminal(80)
    report.events(narrow, "web", [told], AT)
    assert shown(narrow)[1:] == [
        f"{clock}UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS  web",
        f"{clock}UPDATE_IN_PROGRESS  AResourceWithAnAwfullyLongLogicalName",
        f"{clock}UPDATE_IN_PROGRESS  Service               ECS::Service",
        f"{clock}UPDATE_FAILED       Service",
        "      ECS::Service  The following resource(s) failed to update: [Service,",
        "      ListenerRule]",
    ]
    report.events(console, "web", [told], AT)
    assert shown(console)[-1].endswith(f"  ECS::Service  {REASON}")


def test_an_arn_stays_whole_in_a_terminal_and_short_rows_stay_in_their_column() -> None:
    narrow = _on_terminal(80)
    arn = f"arn:aws:ecs:{'x' * 90}"
    service = replace(SERVICE, rollout="FAILED", reason=f"{arn} is gone")
    report.status(narrow, HERE, {"web": WEB}, {"web": {"service": service}})
    assert shown(narrow)[2:] == [
        f"web        UPDATE_COMPLETE  {LOCAL:%Y-%m-%d %H:%M}",
        "  service  2 of 2 running",
        "      web:42  rollout failed:",
        f"      {arn}",
        "      is gone",
    ]


@pytest.mark.parametrize(
    ("status", "reason", "lines"),
    [
        (
            "UPDATE_ROLLBACK_FAILED",
            "Service is stuck",
            [
                "live-web: its update failed and could not be undone: Service is stuck",
                "  cure what the rollback stumbled over, then `make continue-rollback"
                " ENV=production STACK=web`, then deploy again",
                "  make events ENV=production STACK=web shows why",
            ],
        ),
        (
            "ROLLBACK_COMPLETE",
            "",
            [
                "live-web: its first creation failed and was undone",
                "  make events ENV=production STACK=web shows why",
            ],
        ),
        (
            "REVIEW_IN_PROGRESS",
            "",
            [
                "live-web: a first change set that nobody has executed",
                "  make deploy ENV=production STACK=web creates it",
            ],
        ),
    ],
)
def test_what_ended_ill_is_told_with_the_commands_that_help(
    console: Console, status: str, reason: str, lines: list[str]
) -> None:
    state = replace(WEB, name="live-web", status=status)
    assert report.ailing(state)
    report.troubles(console, HERE, [report.Trouble(stack="web", state=state, reason=reason)])
    assert shown(console) == lines


@pytest.mark.parametrize("status", ["CREATE_COMPLETE", "UPDATE_IN_PROGRESS", None])
def test_what_is_well_or_goes_on_is_no_trouble(status: str | None) -> None:
    assert not report.ailing(replace(WEB, status=status) if status else None)


LIFTED = (
    "    aws cloudformation update-termination-protection --no-enable-termination-protection"
    " --region eu-west-1 --stack-name live-web"
)


@pytest.mark.parametrize(
    ("lapse", "lines"),
    [
        (
            Lapse(stack="live-web", kept=False, policy="none"),
            [
                "live-web: it has no termination protection, and it has no stack policy",
                "  make deploy ENV=production STACK=web puts both in place again",
            ],
        ),
        (
            Lapse(stack="live-web", kept=False, policy="ours"),
            [
                "live-web: it has no termination protection",
                "  make deploy ENV=production STACK=web puts it in place again",
            ],
        ),
        (
            Lapse(stack="live-web", kept=True, policy="another"),
            [
                "live-web: its stack policy is not the one that a deploy sets",
                "  the next deploy that changes the stack sets the policy; to have it now:",
                LIFTED,
                "    make deploy ENV=production STACK=web",
            ],
        ),
        (
            Lapse(stack="live-web", kept=True, policy="not known", failure="no right"),
            ["live-web: its stack policy is not known: no right"],
        ),
    ],
)
def test_a_protection_that_was_changed_by_hand_is_told_with_what_puts_it_back(
    console: Console, lapse: Lapse, lines: list[str]
) -> None:
    report.lapses(console, HERE, {"live-web": "web"}, [lapse])
    assert shown(console) == lines


def test_a_protection_that_stands_is_told_too(console: Console) -> None:
    report.lapses(console, HERE, {"live-web": "web"}, [])
    assert shown(console) == ["protection: as a deploy leaves it"]


def test_a_failure_is_red_from_its_name_to_its_reason() -> None:
    console = Console(
        file=io.StringIO(), force_terminal=True, soft_wrap=True, color_system="standard"
    )
    failed = _event(0, "CREATE_FAILED", "Service", reason="no room", cause=True)
    report.events(console, "web", [[failed, replace(failed, cause=False)]], AT)
    cause, echo = shown(console)[1:]
    assert "\x1b[1;31mService" in cause
    assert "\x1b[31m" in cause.partition("no room")[0].rpartition("ECS::Service")[2]
    assert "\x1b[1;31mService" not in echo


def test_a_line_of_a_log_stands_after_its_container_and_the_beginning_of_its_task(
    console: Console,
) -> None:
    show = report.LogView(console)
    for stream in ("web/nginx/0123456789abcdef", "a-stream"):
        show(Line(id="1", at=AT, group="g", stream=stream, text="\x1b[31mhe\x1b[2Jllo\x1b[0m"))
    assert shown(console) == [
        f"{LOCAL:%H:%M:%S} nginx/01234567  hello",
        f"{LOCAL:%H:%M:%S} a-stream  hello",
    ]


def _drifted(*properties: PropertyDrift, **more: Any) -> ResourceDrift:
    values = {"logical_id": "Role", "physical_id": "web-Role-1", "state": "changed", **more}
    return ResourceDrift(type="AWS::IAM::Role", properties=properties, **values)


def _as_it_is(text: str) -> str:
    return text


def test_drift_goes_from_what_was_deployed_to_what_there_is(console: Console) -> None:
    days = PropertyDrift(path="/RetentionInDays", expected="30", actual="1")
    tag = PropertyDrift(path="/Tags/1", expected=None, actual={"Key": "a", "Value": "b"})
    found = StackDrift(
        resources=(_drifted(days, tag), _drifted(logical_id="Logs", state="deleted")), compared=5
    )
    drifts = {"web": found, "page": StackDrift(compared=1), "net": StackDrift()}
    report.drift(console, drifts, _as_it_is)
    assert shown(console) == [
        "web: 5 resources compared, 2 changed by hand",
        "  Role (AWS::IAM::Role) was changed",
        "    RetentionInDays: 30 → 1",
        '    Tags.1: nothing → {"Key": "a", "Value": "b"}',
        "  Logs (AWS::IAM::Role) is gone: web-Role-1 was deleted",
        "page: 1 resource compared, nothing was changed by hand",
        "net: has nothing that can be compared",
    ]


def test_what_could_not_be_compared_says_why(console: Console) -> None:
    report.drift(console, {"web": StackDrift(failure="no right")}, _as_it_is)
    assert shown(console) == ["web: it could not be compared: no right"]
    report.drift(console, {"web": StackDrift(failure="no right", compared=1)}, _as_it_is)
    assert shown(console)[1] == "web: not all of it could be compared: no right"


def test_what_a_noecho_parameter_was_given_is_masked_in_a_drift(console: Console) -> None:
    one = PropertyDrift(path="/Description", expected="it is sesame", actual=["sesame", "x"])
    drifts = {"web": StackDrift(resources=(_drifted(one),), compared=1, failure="no sesame")}
    report.drift(console, drifts, lambda text: text.replace("sesame", "****"))
    told = "\n".join(shown(console))
    assert "sesame" not in told
    assert 'Description: it is **** → ["****", "x"]' in told


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/ContainerDefinitions/0/Environment/0", {"Name": "API_TOKEN", "Value": "hunter2hunter2"}),
        ("/MasterUserPassword", "hunter2hunter2"),
    ],
)
def test_a_secret_in_a_drift_is_masked(console: Console, path: str, value: Any) -> None:
    one = PropertyDrift(path=path, expected=None, actual=value)
    report.drift(console, {"web": StackDrift(resources=(_drifted(one),), compared=1)}, _as_it_is)
    text = "\n".join(shown(console))
    assert "****" in text
    assert "hunter2" not in text


def _template(days: int, **more: Any) -> dict[str, Any]:
    logs = {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": days}}
    return {"Resources": {"Logs": logs}, **more}


def test_templates_that_differ_are_a_unified_diff_without_secrets(console: Console) -> None:
    token = {"Token": {"Type": "String", "NoEcho": True, "Default": "hunter2"}}
    report.templates(console, "web", _template(7), _template(30, Parameters=token))
    lines = shown(console)
    assert lines[:3] == [
        "",
        "--- web (as deployed)",
        "+++ output/web-stack.json (as committed)",
    ]
    assert '-        "RetentionInDays": 7' in lines
    assert '+        "RetentionInDays": 30' in lines
    assert "hunter2" not in "\n".join(lines)
    report.templates(console, "web", _template(7), _template(7))
    assert shown(console) == []


def test_tags_that_differ_are_told_with_both_values(console: Console) -> None:
    report.tags(console, "web", [("Team", "a", "b"), ("Old", "x", None)])
    assert shown(console) == ["", "web: tags", "  Team: a → b", "  Old: x → nothing"]
    report.tags(console, "web", [])
    assert shown(console) == []


def test_a_template_in_yaml_is_the_same_template_with_its_scripts_as_they_are() -> None:
    script = "#!/bin/bash\nset -e\n\techo ${A}\n"
    tricky = {"Version": "2012-10-17", "Yes": "yes", "Octal": "010", "Time": "1:30", "Empty": ""}
    template = {"AWSTemplateFormatVersion": "2010-09-09", **tricky, "Script": script, "List": []}
    text = as_yaml(template)
    assert yaml.safe_load(text) == template
    plain = as_yaml({"Script": "one\ntwo\n"})
    assert plain == "Script: |\n  one\n  two\n"
