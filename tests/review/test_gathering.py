"""What reaches which stack in which environment, told once where it is alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from generators.model import EnvVar, OutputOf, Value
from generators.report.review.tally import tally, to_be_named
from generators.review.gathering import review
from generators.review.model import (
    Action,
    Finding,
    Replacement,
    ResourceChange,
    Review,
    Sense,
    Side,
    StackReview,
    Topic,
)
from tests.review.sides import resource

GROUP = "EC2::SecurityGroup"
PLACES = ("staging", "production")


def template(resources: Mapping[str, Any], **sections: Any) -> dict[str, Any]:
    return {"Resources": resources, **sections}


def side(
    templates: Mapping[str, Any],
    values: Mapping[str, Mapping[str, Mapping[str, Value]]] | None = None,
    places: tuple[str, ...] = PLACES,
) -> Side:
    """The templates in every place, each with these values there."""
    given = values or {}
    return Side(
        templates=templates,
        environments={
            at: {name: given.get(at, {}).get(name, {}) for name in templates} for at in places
        },
        order={at: tuple(templates) for at in places},
    )


def network(description: str = "of tasks") -> dict[str, Any]:
    return template(
        {"Group": resource(GROUP, {"GroupDescription": description})},
        Outputs={"GroupId": {"Value": {"Ref": "Group"}}},
    )


def service(**properties: Any) -> dict[str, Any]:
    return template(
        {
            "Rule": resource("EC2::SecurityGroupIngress", {"GroupId": {"Ref": "GroupId"}}),
            "service": resource("ECS::Service", {"DesiredCount": 1, **properties}),
        },
        Parameters={"GroupId": {"Type": "String"}},
    )


READS: Value = OutputOf("network", "GroupId")
THREADED = {at: {"web": {"GroupId": READS}} for at in PLACES}


def one(found: Review, stack: str) -> StackReview:
    return next(each for each in found.stacks if each.stack == stack)


def changes(found: Review, stack: str) -> dict[str, ResourceChange]:
    return {each.logical_id: each for each in one(found, stack).resources}


def said(found: Review, topic: Topic) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(f"{f.stack}.{f.subject}", f.words, f.environments) for f in _of(found, topic)]


def _of(found: Review, topic: Topic) -> list[Finding]:
    return [finding for finding in found.findings if finding.topic == topic]


def test_what_does_not_change_is_only_counted() -> None:
    both = side({"network": network(), "web": service()}, THREADED)
    found = review(both, both)
    assert (found.stacks, found.findings, found.order, found.unchanged) == ((), (), {}, 2)


def test_what_is_made_anew_is_followed_into_the_stacks_that_take_it() -> None:
    found = review(
        side({"network": network(), "web": service()}, THREADED),
        side({"network": network("of web"), "web": service()}, THREADED),
    )
    assert found.order == dict.fromkeys(PLACES, ("network", "web"))
    rule = changes(found, "web")["Rule"]
    assert rule.replacement == Replacement.YES
    assert rule.because == ("its GroupId follows network.GroupId",)
    assert rule.environments == ()
    assert [(n.logical_id, n.what) for n in one(found, "web").services] == [("service", "nothing")]


def test_a_value_that_one_environment_changes_reaches_that_one_alone() -> None:
    found = review(
        side({"web": service()}, {at: {"web": {"GroupId": "sg-1"}} for at in PLACES}),
        side(
            {"web": service()},
            {"staging": {"web": {"GroupId": "sg-2"}}, "production": {"web": {"GroupId": "sg-1"}}},
        ),
    )
    web = one(found, "web")
    assert web.environments == ("staging",)
    assert found.order == {"staging": ("web",)}
    assert [(c.path, c.old, c.new) for c in web.values["staging",]] == [("GroupId", "sg-1", "sg-2")]
    assert said(found, Topic.REPLACE) == [
        ("web.Rule", "is replaced, as GroupId cannot change in place", ("staging",))
    ]


def test_a_value_that_nobody_knows_is_another_when_its_source_is() -> None:
    found = review(
        side({"web": service()}, {"staging": {"web": {"GroupId": READS}}}, ("staging",)),
        side({"web": service()}, {"staging": {"web": {"GroupId": EnvVar("GROUP")}}}, ("staging",)),
    )
    (value,) = one(found, "web").values["staging",]
    assert (value.old, value.new) == ("network.GroupId", "!Env GROUP")
    (change,) = changes(found, "web")["Rule"].properties
    assert (change.old, change.new) == ("${network.GroupId}", "${Env GROUP}")


def conditional(condition: Any) -> dict[str, Any]:
    return template(
        {"Logs": resource("Logs::LogGroup", **condition)},
        Parameters={"Keeps": {"Type": "String"}},
        Conditions={"Kept": {"Fn::Equals": [{"Ref": "Keeps"}, "yes"]}},
    )


def test_what_a_condition_may_now_remove_is_told() -> None:
    found = review(
        side({"web": conditional({})}), side({"web": conditional({"Condition": "Kept"})})
    )
    change = changes(found, "web")["Logs"]
    assert (change.action, change.replacement) == (Action.REMOVED, Replacement.MAYBE)
    (finding,) = _of(found, Topic.REPLACE)
    assert finding.words == "may be removed (unless Kept holds); lost with it: its logs"
    assert finding.grave


def test_a_condition_that_is_known_is_followed() -> None:
    values = {
        "staging": {"web": {"Keeps": "no"}},
        "production": {"web": {"Keeps": "yes"}},
    }
    found = review(
        side({"web": conditional({})}), side({"web": conditional({"Condition": "Kept"})}, values)
    )
    change = changes(found, "web")["Logs"]
    assert (change.action, change.environments) == (Action.REMOVED, ("staging",))


def test_another_type_is_refused() -> None:
    found = review(
        side({"web": template({"X": resource("SNS::Topic")})}),
        side({"web": template({"X": resource("SQS::Queue")})}),
    )
    (finding,) = _of(found, Topic.REPLACE)
    assert finding.words.startswith("makes the deploy fail: ")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (resource("SQS::Queue"), resource("SNS::Topic")),
        (
            resource("EC2::Volume", {"AvailabilityZone": "a"}),
            resource("EC2::Volume", {"AvailabilityZone": "b"}),
        ),
        (
            resource("IAM::Role", {"RoleName": "r", "Path": "/a/"}),
            resource("IAM::Role", {"RoleName": "r", "Path": "/b/"}),
        ),
    ],
    ids=["another type", "what cannot be updated", "a name that is taken"],
)
def test_what_cloudformation_refuses_replaces_nothing(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    old, new = (side({"web": template({"X": one})}) for one in (before, after))
    found = tally(review(old, new))
    assert found.failing == (("web", "X"),)
    assert not any(found.gone.values())
    assert to_be_named(found) == ""


def test_a_new_stack_is_all_added_and_a_gone_one_is_let_be() -> None:
    both = {"web": service()}, {"shop": conditional({})}
    found = review(side(both[0], places=("staging",)), side(both[1], places=("staging",)))
    assert {s.stack: s.action for s in found.stacks} == {
        "shop": Action.ADDED,
        "web": Action.REMOVED,
    }
    assert {c.action for c in one(found, "shop").resources} == {Action.ADDED}
    ((subject, words, _),) = said(found, Topic.LEFT)
    assert subject == "web."
    assert words == (
        "is no longer declared: what runs of it goes on, and nobody updates it. To delete it, "
        "run make delete STACK=web before this is merged"
    )


def test_a_stack_in_an_environment_more_and_in_one_less() -> None:
    before, after = side({"web": service()}), side({"web": service()})
    there = {key: {"web": {"GroupId": "sg-1"}} for key in ("staging", "test")}
    moved = Side(
        templates=after.templates, environments=there, order=dict.fromkeys(there, ("web",))
    )
    told = said(review(before, moved), Topic.THREADS)
    assert ("web.", "is deployed there from now on", ("test",)) in told


def test_an_output_that_is_gone_is_told_to_who_took_it() -> None:
    gone = {k: v for k, v in network().items() if k != "Outputs"}
    found = review(
        side({"network": network(), "web": service()}, THREADED),
        side({"network": gone, "web": service()}, {"production": {"web": {"GroupId": READS}}}),
    )
    assert said(found, Topic.THREADS) == [
        (
            "web.GroupId",
            "has no value: a deploy is refused; until now it took network.GroupId",
            ("staging",),
        ),
        (
            "web.GroupId",
            "takes network.GroupId, which is no output any more",
            ("production",),
        ),
        ("network.GroupId", "is no output any more; web.GroupId took it", ()),
    ]
    assert [f.sense for f in found.findings] == [Sense.WORSE, Sense.WORSE, Sense.NOTE]


def test_a_secret_parameter_that_changes_is_told_and_not_shown() -> None:
    def web(value: str) -> Side:
        declared = {"Key": {"Type": "String", "NoEcho": True}}
        environment = [{"Name": "KEY", "Value": {"Ref": "Key"}}]
        task = {"ContainerDefinitions": [{"Name": "web", "Environment": environment}]}
        resources = {"task": resource("ECS::TaskDefinition", task)}
        values = {at: {"web": {"Key": value}} for at in PLACES}
        return side({"web": template(resources, Parameters=declared)}, values)

    found = review(web("zebra"), web("tiger"))
    assert "zebra" not in repr(found)
    assert "tiger" not in repr(found)
    assert changes(found, "web")["task"].replacement == Replacement.YES
