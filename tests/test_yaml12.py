from __future__ import annotations

import pytest

from generators.model import EnvVar, First, Joined, OutputOf, Previous
from generators.params.yaml12 import parse


@pytest.mark.parametrize(
    ("scalar", "data"),
    [
        ("010", "010"), ("0x10", "0x10"), ("0o10", "0o10"), ("1_000", "1_000"), ("1:30", "1:30"),
        ("yes", "yes"), ("on", "on"), ("True", "True"), ("2015-01-01", "2015-01-01"),
        (".5", ".5"), ("+1", "+1"), ("NULL", "NULL"), (".inf", ".inf"), ("=", "="), ("<<", "<<"),
        ("0", 0), ("-12", -12), ("1.5", 1.5), ("1e3", 1000.0), ("true", True), ("false", False),
        ("null", None), ("~", None), ("'1'", "1"), ('"true"', "true"),
    ],
)  # fmt: skip
def test_scalars_follow_yaml_1_2(scalar: str, data: object) -> None:
    document = parse("f", f"key: {scalar}", form=lambda _: "data")
    assert not document.complaints
    assert document.data == {"key": data}
    assert type(document.data["key"]) is type(data)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("v: 1.10", "1.10"),
        ("v: 010", "010"),
        ("v: true", "true"),
        ("v: ''", ""),
        ("v: [a, 1]", Joined(("a", "1"))),
        ("v: []", Joined(())),
        ("v: !Output a-b.Key", OutputOf("a-b", "Key")),
        ("v: !Env NAME", EnvVar("NAME")),
        ("v: !Previous", Previous()),
        ("v: !First\n  - !Env A\n  - !Previous\n  - 1.0", First((EnvVar("A"), Previous(), "1.0"))),
        ("v: !First\n  - !Previous\n  - [a, b]", First((Previous(), Joined(("a", "b"))))),
    ],
)
def test_a_value_stays_as_written_or_becomes_an_object(text: str, value: object) -> None:
    document = parse("f", text, form=lambda path: "value" if path == ("v",) else "data")
    assert not document.complaints
    assert document.data["v"] == value


def test_every_key_and_item_has_its_line() -> None:
    document = parse("f", "a:\n  b:\n    - x\n    - c: |\n        text\n", form=lambda _: "data")
    assert document.lines[("a", "b", 1, "c")] == 4
    assert document.complain(("a", "b", 1, "d"), "is missing").line == 4
    assert str(document.complain(("a", "b", 0), "is x")) == "f:3: a.b[0]: is x"


def test_an_alias_to_what_is_around_it_is_refused() -> None:
    document = parse("f", "a: &a\n  b: *a\n", form=lambda _: "data")
    assert [str(c) for c in document.complaints] == ["f:1: a.b: refers to itself"]
