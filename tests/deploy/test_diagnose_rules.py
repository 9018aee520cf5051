"""Each well-known cause is told by AWS's own words: tests/deploy/causes/ has them, as data."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generators.deploy.diagnose.causes import RESOURCE, Rule, spoken
from generators.deploy.diagnose.clients import CALLS
from generators.deploy.diagnose.facts import Facts
from generators.deploy.diagnose.rules import RULES
from generators.deploy.diagnose.rules.exit_codes import EXIT_CODES
from generators.deploy.diagnose.why import explained
from tests.deploy.failing import facts
from tests.projects import ROOT

CASES: list[dict[str, Any]] = [
    case
    for path in sorted((Path(__file__).parent / "causes").glob("*.json"))
    for case in json.loads(path.read_text())
]
NEAR = json.loads((Path(__file__).parent / "near_misses.json").read_text())
PAGE = (ROOT / "docs" / "when-it-fails.md").read_text()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["cause"])
def test_what_aws_says_leads_to_one_likely_cause(case: dict[str, Any]) -> None:
    found = facts(case)
    (cause,) = explained(found).causes
    assert cause.sentence == case["sentence"]
    (rule,) = [rule for rule in RULES if rule.name == case["cause"]]
    assert rule.judge(found) == cause
    assert cause.cure.endswith((".", "`."))


# Asked after those that they hold as well.
WIDER = {
    "a name that is taken",
    "an instance that cannot be launched",
    "no right",
    "no right, and AWS does not say which",
    "no right to the secret",
    "no such image",
    "no such secret",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["cause"])
def test_what_tells_of_one_cause_tells_of_no_other(case: dict[str, Any]) -> None:
    precise = {rule.name for rule in RULES if not rule.general and rule.judge(facts(case))}
    assert precise <= {case["cause"], *WIDER}


@pytest.mark.parametrize("case", NEAR, ids=lambda case: case["not"])
def test_what_only_looks_like_it_does_not_count(case: dict[str, Any]) -> None:
    (rule,) = [rule for rule in RULES if rule.name == case["not"]]
    assert rule.judge(facts(case)) is None


LISTED = {
    "image": (
        "registry",
        "processors",
        "no space for the image",
        "pull the image",
        "no such image",
        "an image that",
    ),
    "secret": ("secret", "parameter"),
    "room": ("left on the instances", "no instance"),
    "port": ("a port of the host that is taken",),
    "health check": ("health check", "the load balancer"),
    "joining": ("never joined", "did not get ready"),
    "linked role": ("service-linked role",),
}


@pytest.mark.parametrize("known", LISTED)
def test_the_well_known_causes_are_told_in_several_wordings(known: str) -> None:
    told = [case for case in CASES if any(part in case["cause"] for part in LISTED[known])]
    words = {case.get(key) for case in told for key in WORDS if key in case}
    assert len(words) >= 3


WORDS = ("resource", "activity", "event", "deployment", "task", "container", "log")


def test_every_rule_has_a_case() -> None:
    assert {case["cause"] for case in CASES} == {rule.name for rule in RULES}


def test_no_two_rules_have_one_name() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_page_has_what_each_rule_says_of_its_first_case(rule: Rule) -> None:
    cause = rule.judge(facts(next(case for case in CASES if case["cause"] == rule.name)))
    assert cause is not None
    row = f"| {rule.name} | {cause.sentence} | {cause.cure} |"
    assert row.replace("params/web.yaml", "params/<stack>.yaml") in PAGE


def test_the_page_has_the_rules_in_the_order_in_which_they_are_asked_and_no_others() -> None:
    table = PAGE[PAGE.index("| likely cause |") : PAGE.index("## Exit codes")]
    rows = re.findall(r"^\| (?!likely cause|---)([^|]+?) \|", table, flags=re.MULTILINE)
    assert rows == [rule.name for rule in RULES]


def test_the_page_has_every_exit_code_and_every_call() -> None:
    for code, (what, _) in EXIT_CODES.items():
        assert f"| {code} | {what} |" in PAGE
    for action, often in CALLS.items():
        assert f"| `{action}` | {often} |" in PAGE


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_where_nothing_is_known_no_rule_has_anything_to_say(rule: Any) -> None:
    assert rule.judge(Facts()) is None
    well = {"event": "(service web) has reached a steady state.", "log": "listening on 8080"}
    assert rule.judge(facts(well)) is None


def test_the_general_is_left_out_where_the_precise_is_known() -> None:
    breaker = "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'."
    gone = {"task": "CannotPullContainerError: manifest unknown", "image": "web:41"}
    causes = explained(facts({"resource": breaker, **gone})).causes
    assert [cause.sentence for cause in causes] == ["The image web:41 does not exist."]


LAUNCH = "You have requested more vCPU capacity than your current vCPU limit of 32 allows"


def test_what_lies_at_the_root_comes_first() -> None:
    event = "The closest matching container-instance 48fc has insufficient memory available."
    first, second = explained(facts({"activity": LAUNCH, "event": event})).causes
    assert "quota on EC2 (32 vCPUs" in first.sentence
    assert "enough memory left" in second.sentence


def test_what_follows_from_the_same_words_is_not_told_again() -> None:
    event = "unable to place a task. No Container Instances were found in your cluster."
    (cause,) = explained(facts({"activity": LAUNCH, "event": event, "instances": []})).causes
    assert "quota on EC2" in cause.sentence


def test_no_more_than_three_causes_are_told() -> None:
    many = [c for c in CASES if "resource" in c and c["cause"] != "not steady in time"][:6]
    failed = tuple(one for case in many for one in facts(case).failed)
    assert len(explained(replace(facts({}), failed=failed)).causes) == 3


def test_a_cause_for_want_of_room_shows_what_is_left() -> None:
    event = "The closest matching container-instance 48fc has insufficient memory available."
    (cause,) = explained(facts({"event": event, "instances": [[1024, 120], [64, 300]]})).causes
    assert cause.evidence == (
        event,
        "i-1 on main: 64 CPU units and 300 MiB left",
        "i-0 on main: 1024 CPU units and 120 MiB left",
    )


def test_a_part_in_brackets_is_left_out_where_its_word_is_not_known() -> None:
    rule = spoken("x", r"no (?P<what>a)?", "None[ of {what}] for {subject}.", "", where=(RESOURCE,))
    for reason, sentence in (("no a", "None of a for s (T)."), ("no b", "None for s (T).")):
        cause = rule.judge(facts({"resource": reason, "logical_id": "s", "type": "T"}))
        assert cause is not None
        assert cause.sentence == sentence


def test_the_container_that_ended_first_is_blamed_and_not_those_killed_with_it() -> None:
    ended = facts({"exit_code": 1, "code": "EssentialContainerExited"})
    (service,) = ended.services
    (task,) = service.tasks
    sidecar = replace(task.containers[0], name="sidecar", exit_code=137)
    both = replace(task, containers=(sidecar, *task.containers))
    told = explained(replace(ended, services=(replace(service, tasks=(both,)),))).causes
    assert told[0].sentence.startswith("web's app ended with an error of the application's own")


def test_without_a_file_s_name_the_cure_still_says_which_kind_of_file() -> None:
    found = replace(facts({"exit_code": 1, "code": "EssentialContainerExited"}), stack="")
    assert "params/<stack>.yaml" in explained(found).causes[0].cure
    assert explained(found).advice == " ".join(
        (explained(found).causes[0].sentence, explained(found).causes[0].cure)
    )
