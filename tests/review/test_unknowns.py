"""What nobody knows before a deploy: it may be another where what it comes from is another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from generators.model import EnvVar, First, Joined, OutputOf, Previous, Value
from generators.review.gathering import review
from generators.review.model import Action, Replacement, ResourceChange, Review, Side, Topic
from tests.review.sides import resource

NO, MAYBE, YES = Replacement.NO, Replacement.MAYBE, Replacement.YES
AT = "production"
BUCKET = "S3::Bucket"
Values = Mapping[str, Mapping[str, Value]]


def side(
    templates: Mapping[str, Any], values: Values | None = None, region: str | None = None
) -> Side:
    """The templates in production, with these values, and in that region."""
    return Side(
        templates=templates,
        environments={AT: {name: (values or {}).get(name, {}) for name in templates}},
        order={AT: tuple(templates)},
        facts={AT: {"AWS::Region": region}} if region else {},
    )


def web(resources: Mapping[str, Any], *parameters: str, **sections: Any) -> dict[str, Any]:
    declared = {name: {"Type": "String"} for name in parameters}
    return {"Parameters": declared, "Resources": resources, **sections}


def change(found: Review, name: str = "X", stack: str = "web") -> ResourceChange:
    reviewed = next(one for one in found.stacks if one.stack == stack)
    return next(one for one in reviewed.resources if one.logical_id == name)


def words(found: Review, topic: Topic = Topic.REPLACE) -> list[str]:
    return [one.words for one in found.findings if one.topic is topic]


def equals(parameter: str, value: str) -> dict[str, Any]:
    return {"Fn::Equals": [{"Ref": parameter}, value]}


def conditional(conditions: Mapping[str, Any], condition: str = "C") -> dict[str, Any]:
    resources = {"X": resource("Logs::LogGroup", Condition=condition)}
    return web(resources, "E", Conditions=conditions)


NOT_NOT = {"Fn::Not": [{"Condition": "N"}]}
LATE: Values = {"web": {"E": EnvVar("E")}}
OTHERWISE = "may be removed (its condition C is decided otherwise now); lost with it: its logs"


def test_a_condition_that_asks_something_else_may_remove_what_it_decides() -> None:
    before = conditional({"C": equals("E", "prod")})
    after = conditional({"C": equals("E", "never")})
    found = review(side({"web": before}, LATE), side({"web": after}, LATE))
    assert (change(found).action, change(found).replacement) == (Action.REMOVED, MAYBE)
    assert words(found) == [OTHERWISE]


def test_another_condition_may_remove_what_it_decides() -> None:
    both = {"C": equals("E", "prod"), "D": equals("E", "x")}
    before, after = conditional(both), conditional(both, "D")
    found = review(side({"web": before}, LATE), side({"web": after}, LATE))
    assert words(found) == ["may be removed (unless D holds); lost with it: its logs"]


def test_a_condition_on_a_value_from_elsewhere_may_remove_what_it_decides() -> None:
    template = conditional({"C": equals("E", "prod")})
    found = review(
        side({"web": template}, LATE), side({"web": template}, {"web": {"E": EnvVar("F")}})
    )
    assert words(found) == [OTHERWISE]


def test_a_condition_is_followed_by_a_value_that_is_not_shown() -> None:
    template = conditional({"C": equals("E", "prod")})
    template["Parameters"]["E"]["NoEcho"] = True
    found = review(
        side({"web": template}, {"web": {"E": "prod"}}),
        side({"web": template}, {"web": {"E": "zebra"}}),
    )
    assert change(found).action == Action.REMOVED
    assert change(found).because == ("C no longer holds",)
    assert "zebra" not in repr(found)


@pytest.mark.parametrize(
    "after",
    [
        conditional({"C": {"Fn::Equals": ["prod", {"Ref": "E"}]}}),
        conditional(
            {"C": {"Fn::Not": [{"Condition": "N"}]}, "N": {"Fn::Not": [equals("E", "prod")]}}
        ),
        conditional({"D": equals("E", "prod")}, "D"),
        conditional({"D": equals("E", "prod"), "C": equals("E", "x")}, "D"),
    ],
    ids=["turned round", "by another", "renamed", "renamed, and its name given away"],
)
def test_a_condition_that_asks_the_same_changes_nothing(after: dict[str, Any]) -> None:
    before = conditional({"C": equals("E", "prod")})
    found = review(side({"web": before}, LATE), side({"web": after}, LATE))
    assert words(found) == []
    assert all(not one.resources for one in found.stacks)


def test_two_conditions_that_change_their_names_are_told_apart() -> None:
    before = conditional({"C": equals("E", "prod"), "D": equals("E", "x")})
    after = conditional({"D": equals("E", "prod"), "C": equals("E", "x")})
    found = review(side({"web": before}, LATE), side({"web": after}, LATE))
    assert change(found).action == Action.REMOVED


def test_a_choice_by_a_condition_that_asks_something_else_may_be_another() -> None:
    def named(wanted: str) -> Side:
        said = {"BucketName": {"Fn::If": ["C", "a", "b"]}}
        conditions = {"C": equals("E", wanted)}
        return side({"web": web({"X": resource(BUCKET, said)}, "E", Conditions=conditions)}, LATE)

    found = review(named("prod"), named("never"))
    assert change(found).replacement == MAYBE
    assert change(found).because == ("its BucketName depends on C, which is decided otherwise now",)
    assert review(named("prod"), named("prod")).stacks == ()


def test_what_a_condition_may_open_or_grant_by_asking_something_else_is_told() -> None:
    def both(wanted: str) -> Side:
        cidr = {"Fn::If": ["C", "0.0.0.0/0", "10.0.0.0/8"]}
        rule = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": cidr}
        said = {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}
        policy = {"PolicyName": "p", "Roles": ["r"], "PolicyDocument": {"Statement": [said]}}
        resources = {
            "G": resource("EC2::SecurityGroup", {"SecurityGroupIngress": [rule]}),
            "P": resource("IAM::Policy", policy, Condition="C"),
        }
        template = web(resources, "E", Conditions={"C": equals("E", wanted)})
        return side({"web": template}, LATE)

    found = review(both("prod"), both("never"))
    ((opened,), (granted,)) = words(found, Topic.EXPOSURE), words(found, Topic.RIGHTS)
    assert "0.0.0.0/0" in opened
    assert opened.endswith("(if C, which is decided otherwise now, holds)")
    assert granted.endswith("on anything (if C, which is decided otherwise now, holds)")
    assert review(both("prod"), both("prod")).stacks == ()


def test_a_condition_on_what_is_made_anew_stays_as_it_is() -> None:
    def both(description: str) -> Side:
        network = {
            "Resources": {"G": resource("EC2::SecurityGroup", {"GroupDescription": description})},
            "Outputs": {"Id": {"Value": {"Ref": "G"}}},
        }
        template = conditional({"C": {"Fn::Not": [equals("E", "")]}})
        return side({"net": network, "web": template}, {"web": {"E": OutputOf("net", "Id")}})

    assert all("C" not in one for one in words(review(both("a"), both("b"))))


def test_a_resource_that_gains_a_condition_keeps_its_own_changes() -> None:
    before = web({"X": resource(BUCKET, {"BucketName": "a"})}, "E")
    after = web(
        {"X": resource(BUCKET, {"BucketName": "b"}, Condition="C")},
        "E",
        Conditions={"C": equals("E", "x")},
    )
    found = review(side({"web": before}, LATE), side({"web": after}, LATE))
    may_go, anew = words(found)
    assert may_go.startswith("may be removed (unless C holds)")
    assert anew.startswith("is replaced, as BucketName cannot change in place")
    assert [one.path for one in change(found).properties] == ["BucketName"]


def test_what_a_condition_may_have_made_only_may_be_removed() -> None:
    before = conditional({"C": equals("E", "prod")})
    found = review(side({"web": before}, LATE), side({"web": web({}, "E")}, LATE))
    assert words(found) == ["may be removed (if C held until now); lost with it: its logs"]


def looked_up(image: str, region: str | None = None) -> Side:
    images = {"M": {"eu-west-1": {"Id": image}, "us-east-1": {"Id": "ami-9"}}}
    said = {"ImageId": {"Fn::FindInMap": ["M", {"Ref": "AWS::Region"}, "Id"]}}
    template = web({"X": resource("EC2::Instance", said)}, Mappings=images)
    return side({"web": template}, region=region)


def test_a_mapping_is_looked_up_by_the_region_of_the_environment() -> None:
    found = review(looked_up("ami-1", "eu-west-1"), looked_up("ami-2", "eu-west-1"))
    assert change(found).replacement == YES
    elsewhere = review(looked_up("ami-1", "us-east-1"), looked_up("ami-2", "us-east-1"))
    assert words(elsewhere) == []


def test_a_mapping_whose_key_nobody_knows_may_give_another_value() -> None:
    found = review(looked_up("ami-1"), looked_up("ami-2"))
    assert change(found).because == ("its ImageId depends on M, which is decided otherwise now",)
    assert change(found).replacement == MAYBE


def test_a_region_stands_in_no_text() -> None:
    said = {"BucketName": {"Fn::Sub": "a-${AWS::Region}"}}

    def named(**more: str) -> Side:
        conditions = {"C": equals("AWS::Region", "x")}
        bucket = resource(BUCKET, {**said, **more})
        return side({"web": web({"X": bucket}, Conditions=conditions)}, region="eu-west-1")

    assert "eu-west-1" not in repr(review(named(), named(ObjectLockEnabled="true")))


def test_another_region_changes_nothing_where_nothing_depends_on_it() -> None:
    conditions = {"C": equals("AWS::Region", "x")}
    template = web({"X": resource(BUCKET)}, Conditions=conditions)
    found = review(
        side({"web": template}, region="eu-west-1"), side({"web": template}, region="us-east-1")
    )
    assert found.stacks == ()


def bucket(value: Value, type_: str = "String") -> Side:
    template = web({"X": resource(BUCKET, {"BucketName": {"Ref": "E"}})}, "E")
    template["Parameters"]["E"]["Type"] = type_
    return side({"web": template}, {"web": {"E": value}})


DIFFERING: dict[str, tuple[Value, Value, Replacement]] = {
    "another text": ("x", "y", YES),
    "text to late": ("x", EnvVar("F"), MAYBE),
    "late to text": (EnvVar("F"), "x", MAYBE),
    "late to late": (EnvVar("E"), EnvVar("F"), MAYBE),
    "perhaps what it was": ("x", First((EnvVar("F"), "x")), MAYBE),
    "perhaps what it is now": (EnvVar("F"), First((EnvVar("F"), Previous())), MAYBE),
    "another stack's": (OutputOf("n", "A"), OutputOf("m", "A"), MAYBE),
}


@pytest.mark.parametrize(("old", "new", "found"), DIFFERING.values(), ids=DIFFERING)
def test_a_value_that_nobody_knows_only_may_be_another(
    old: Value, new: Value, found: Replacement
) -> None:
    reviewed = review(bucket(old), bucket(new))
    assert change(reviewed).replacement == found
    assert "(changed?)" not in repr(reviewed)


def test_another_parameter_of_ssm_may_hold_the_same() -> None:
    type_ = "AWS::SSM::Parameter::Value<String>"
    assert change(review(bucket("/x", type_), bucket("/y", type_))).replacement == MAYBE


def cluster(name: str, cidr: str = "10.0.0.0/16") -> dict[str, Any]:
    return {
        name: {
            "Parameters": {"Vpc": {"Type": "String"}},
            "Resources": {"Net": resource("EC2::VPC", {"CidrBlock": cidr})},
            "Outputs": {"VpcId": {"Value": {"Ref": "Vpc"}}, "NetId": {"Value": {"Ref": "Net"}}},
        }
    }


def reader(
    stack: str, value: Value, output: str = "VpcId", listed: bool = False, **more: Any
) -> Side:
    group = resource("ElasticLoadBalancingV2::TargetGroup", {"VpcId": {"Ref": "VpcId"}})
    templates = {**cluster(stack, **more), "web": web({"X": group}, "VpcId")}
    taken: Value = OutputOf(stack, output)
    given: Values = {
        stack: {"Vpc": value},
        "web": {"VpcId": Joined((taken,)) if listed else taken},
    }
    return side(templates, given)


@pytest.mark.parametrize("listed", [False, True])
def test_an_output_that_is_a_known_text_is_the_same_from_another_stack(listed: bool) -> None:
    before, after = reader("small", "vpc-1"), reader("big", "vpc-1", listed=listed)
    assert words(review(before, after)) == []


def test_an_output_that_is_another_text_is_told_by_both() -> None:
    found = review(reader("small", "vpc-1"), reader("small", "vpc-2"))
    (one,) = change(found).properties
    assert (one.old, one.new) == ("vpc-1", "vpc-2")
    assert change(found).replacement == YES


def test_an_output_that_surely_moves_is_another() -> None:
    found = review(
        reader("small", "v", "NetId", cidr="10.0.0.0/16"),
        reader("small", "v", "NetId", cidr="10.1.0.0/16"),
    )
    assert change(found).replacement == YES
    assert change(found).because == ("its VpcId follows small.NetId",)


def test_outputs_that_are_taken_in_a_circle_are_not_known() -> None:
    def circle(name: str) -> Side:
        one, two = cluster("one")["one"], cluster("two")["two"]
        values: Values = {
            "one": {"Vpc": OutputOf("two", "VpcId")},
            "two": {"Vpc": OutputOf("one", "VpcId")},
            "web": {"E": OutputOf(name, "VpcId")},
        }
        template = web({"X": resource(BUCKET, {"BucketName": {"Ref": "E"}})}, "E")
        return side({"one": one, "two": two, "web": template}, values)

    assert change(review(circle("one"), circle("two"))).replacement == MAYBE


def test_a_secret_by_its_name_stands_in_no_text() -> None:
    def told(value: str, **declared: Any) -> Side:
        said = {"BucketName": {"Fn::Sub": "a-${SlackToken}"}}
        template = web({"X": resource(BUCKET, said)}, "SlackToken")
        template["Parameters"]["SlackToken"].update(declared)
        return side({"web": template}, {"web": {"SlackToken": value}})

    found = review(told("zebra"), told("tiger"))
    assert change(found).replacement == YES
    assert change(found).properties[0].follows == ("SlackToken",)
    assert not any(secret in repr(found) for secret in ("zebra", "tiger"))
    assert words(review(told("zebra"), told("zebra"))) == []


@pytest.mark.parametrize("sides", [(True, False), (False, True)])
def test_what_is_not_echoed_on_one_side_stands_in_no_text(sides: tuple[bool, bool]) -> None:
    def told(echoes_not: bool, value: str) -> Side:
        declared = {"Q": {"Type": "String", **({"NoEcho": True} if echoes_not else {})}}
        resources = {"X": resource(BUCKET, {"BucketName": {"Ref": "Q"}})}
        template = {"Parameters": declared, "Resources": resources}
        return side({"web": template}, {"web": {"Q": value}})

    found = review(told(sides[0], "zebra"), told(sides[1], "tiger"))
    assert change(found).replacement == YES
    assert not any(secret in repr(found) for secret in ("zebra", "tiger"))


@pytest.mark.parametrize(
    ("declared", "why"),
    [
        ({"Type": "Number"}, "is 'x', not a number: a deploy is refused"),
        ({"AllowedValues": ["y"]}, "is 'x'; allowed: y: a deploy is refused"),
        ({"NoEcho": True, "Type": "Number"}, "is the value, not a number: a deploy is refused"),
    ],
)
def test_a_value_that_its_declaration_forbids_now_is_told(
    declared: dict[str, Any], why: str
) -> None:
    before, after = web({}, "E"), web({}, "E")
    after["Parameters"]["E"] = {"Type": "String", **declared}
    values: Values = {"web": {"E": "x"}}
    found = review(side({"web": before}, values), side({"web": after}, values))
    assert why in words(found, Topic.THREADS)
    still = review(side({"web": after}, values), side({"web": after}, values))
    assert words(still, Topic.THREADS) == []


def test_policies_that_are_none_are_passed_over() -> None:
    role = resource("IAM::Role", {"Policies": "x", "ManagedPolicyArns": {"a": "b"}}, Metadata="m")
    assert review(side({"web": web({})}), side({"web": web({"X": role})})).stacks
