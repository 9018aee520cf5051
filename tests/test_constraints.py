from __future__ import annotations

from typing import Any

import pytest

from generators.constraints import problem

SUBNETS = {"Type": "List<AWS::EC2::Subnet::Id>"}


@pytest.mark.parametrize(
    ("declaration", "text", "said"),
    [
        ({"Type": "String"}, "anything", None),
        ({"Type": "Number"}, "-1.5e3", None),
        ({"Type": "Number"}, "1.", None),
        ({"Type": "Number"}, "one", "not a number"),
        ({"Type": "Number"}, "", "not a number"),
        ({"Type": "Number", "MinValue": 1}, "0", "allowed: 1 or more"),
        ({"Type": "Number", "MaxValue": 3}, "4", "allowed: 3 or less"),
        ({"Type": "Number", "AllowedValues": [1, 2]}, "3", "allowed: 1, 2"),
        ({"Type": "List<Number>"}, "1,2, 3", None),
        ({"Type": "List<Number>"}, "1,x", "not a number"),
        ({"Type": "CommaDelimitedList", "AllowedValues": ["a", "b"]}, "a,b", None),
        ({"Type": "CommaDelimitedList", "AllowedValues": ["a", "b"]}, "a,c", "allowed: a, b"),
        ({"Type": "String", "MinLength": 2}, "a", "allowed: 2 or more"),
        ({"Type": "String", "MaxLength": 2}, "abc", "allowed: 2 or fewer"),
        ({"Type": "String", "AllowedPattern": "[a-z]+"}, "abc1", "matches [a-z]+"),
        (SUBNETS, "subnet-7f885626,subnet-0123456789abcdef0", None),
        (SUBNETS, "subnet-7f885626,10.0.0.0/24", "an id such as subnet-"),
        ({"Type": "AWS::EC2::VPC::Id"}, "subnet-7f885626", "an id such as vpc-"),
        ({"Type": "AWS::EC2::Image::Id"}, "ami-3db4ca4a", None),
        ({"Type": "AWS::SSM::Parameter::Value<String>"}, "/a/b-c_d.e", None),
        ({"Type": "AWS::SSM::Parameter::Value<String>"}, "a b", "the name of a parameter"),
        ({"Type": "String"}, "x" * 4096, None),
        ({"Type": "String"}, "x" * 4097, "longer than 4096 bytes"),
        ({"Type": "String"}, "é" * 2049, "longer than 4096 bytes"),
        ({"Type": "Number", "MaxValue": 3, "MinValue": 3}, "3", None),
        ({"Type": "Number"}, "\uff15", "not a number"),
        ({"Type": "String"}, "\udcff", "is not UTF-8 text"),
        ({"Type": "AWS::SSM::Parameter::Value<String>"}, "ami-12345678", "the name of a parameter"),
    ],
)
def test_the_text_is_taken_or_refused(
    declaration: dict[str, Any], text: str, said: str | None
) -> None:
    found = problem(declaration, text)
    assert found is None if said is None else said in str(found)


def test_a_value_that_must_not_be_shown_is_not_in_the_message() -> None:
    found = problem({"Type": "String", "MinLength": 20}, "hunter2", shown=False)
    assert found is not None
    assert "hunter2" not in found
