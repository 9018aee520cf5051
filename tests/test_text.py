from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError
from troposphere import AWSHelperFn, encode_to_dict

from generators.parts.text import from_raw, names, references


@pytest.mark.parametrize(
    ("raw", "held"),
    [
        ("web:1", "web:1"),
        ("${Name}", {"Ref": "Name"}),
        ("${AWS::Region}", {"Ref": "AWS::Region"}),
        ("v_${Name}", {"Fn::Sub": "v_${Name}"}),
        ("${A}${B}", {"Fn::Sub": "${A}${B}"}),
        ("$${HOME}", {"Fn::Join": ["{", ["$", "HOME}"]]}),
        ("a$${B}{C}", {"Fn::Join": ["{", ["a$", "B}", "C}"]]}),
        ("$${HOME}/${Name}", {"Fn::Sub": "${!HOME}/${Name}"}),
        ("$HOME costs $5", "$HOME costs $5"),
    ],
)
def test_a_text_becomes_what_the_template_holds(raw: str, held: object) -> None:
    assert encode_to_dict(from_raw(raw)) == held


@given(st.text(alphabet="a$ {}!:b", max_size=12))
def test_what_fn_sub_refers_to_is_what_the_text_names(raw: str) -> None:
    try:
        held = from_raw(raw)
    except PydanticCustomError as error:
        assert "closes" in str(error)
        return
    if isinstance(held, AWSHelperFn):
        assert json.dumps(encode_to_dict(held))
    found = [name for name in names(raw) if name and not name.startswith("!")]
    if "${}" not in raw and "${!" not in raw:
        assert sorted(references(held)) == sorted(found)
