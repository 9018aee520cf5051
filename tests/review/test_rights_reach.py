"""What patterns cover, held against matching them one text at a time."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.review.rights.clauses import ALWAYS, Clause, When
from generators.review.rights.conditions import holds_only_where, read
from generators.review.rights.reach import Reach, covered, covers

TEXTS = ["".join(letters) for n in range(6) for letters in product("ab", repeat=n)]
PATTERNS = st.text("ab*?", max_size=4)
REACHES = st.builds(
    lambda pattern, but: Reach(pattern=pattern, but=frozenset(but)),
    PATTERNS,
    st.lists(PATTERNS, max_size=2),
)


def _matches(pattern: str, text: str) -> bool:
    expression = "".join({"*": ".*", "?": "."}.get(c, c) for c in pattern)
    return re.fullmatch(expression, text) is not None


def _reaches(reach: Reach, text: str) -> bool:
    return _matches(reach.pattern, text) and not any(_matches(b, text) for b in reach.but)


@given(REACHES, st.lists(REACHES, max_size=3))
def test_what_is_covered_has_no_text_that_is_not(narrow: Reach, wide: list[Reach]) -> None:
    if covered(narrow, tuple(wide)):
        for text in TEXTS:
            assert not _reaches(narrow, text) or any(_reaches(one, text) for one in wide)


@given(PATTERNS, PATTERNS)
def test_a_pattern_with_no_text_of_its_own_is_covered(narrow: str, wide: str) -> None:
    # The third letter is that of whoever matches it with a wildcard alone.
    texts = ["".join(letters) for n in range(6) for letters in product("abc", repeat=n)]
    if all(_matches(wide, text) for text in texts if _matches(narrow, text)):
        assert covers(wide, narrow)


@given(st.lists(PATTERNS, max_size=3), PATTERNS)
def test_what_is_not_left_out_of_everything_is_covered_by_it(left_out: list[str], p: str) -> None:
    everything_else = Reach(pattern="*", but=frozenset(left_out))
    is_disjoint = not any(_matches(p, t) and any(_matches(b, t) for b in left_out) for t in TEXTS)
    assert covered(Reach(pattern=p), (everything_else,)) <= is_disjoint
    assert covered(Reach(pattern=p, but=frozenset(left_out)), (everything_else,))


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("*", "arn:aws:s3:::bucket"),
        ("arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a/?"),
        ("arn:aws:s3:::*/*", "arn:aws:s3:::${Bucket}/x"),
        ("${Bucket.Arn}/*", "${Bucket.Arn}/logs/*"),
        ("a**b", "a*b"),
    ],
)
def test_the_wider_pattern_covers_the_narrower_one_and_not_the_other_way(
    wide: str, narrow: str
) -> None:
    assert covers(wide, narrow)
    assert covers(narrow, wide) == (wide == "a**b")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("${A.Arn}", "${B.Arn}"),
        ("arn:aws:s3:::bucket", "${Bucket.Arn}"),
        ("arn:aws:s3:::?", "arn:aws:s3:::${Bucket}"),
    ],
)
def test_a_reference_may_be_any_text(one: str, other: str) -> None:
    assert not covers(one, other)
    assert not covers(other, one)


def test_what_a_reference_may_be_is_not_surely_outside_of_what_is_left_out() -> None:
    all_but_x = Reach(pattern="*", but=frozenset({"arn:aws:s3:::x"}))
    all_but_a = Reach(pattern="*", but=frozenset({"${A.Arn}"}))
    assert not covered(Reach(pattern="${A.Arn}"), (all_but_x,))
    assert not covered(Reach(pattern="arn:aws:s3:::x"), (all_but_a,))
    assert covered(Reach(pattern="*", but=frozenset({"${A.Arn}", "b"})), (all_but_a,))


def test_two_patterns_may_cover_a_third_together() -> None:
    wide = (Reach(pattern="*", but=frozenset({"s3:*"})), Reach(pattern="s3:Get*"))
    assert covered(Reach(pattern="*", but=frozenset({"s3:Put*", "s3:?et*", "s3:*"})), wide)
    assert covered(Reach(pattern="?3:GetObject"), wide)
    assert not covered(Reach(pattern="s3:*"), wide)


def test_actions_are_one_in_upper_and_lower_case() -> None:
    assert covered(Reach(pattern="S3:getobject", fold=True), (Reach(pattern="s3:Get*", fold=True),))
    assert not covered(Reach(pattern="S3:getobject"), (Reach(pattern="s3:Get*"),))


def test_many_wildcards_take_no_time() -> None:
    wide = tuple(Reach(pattern=f"*{letter}*?*?*{letter}*") for letter in "abcdefgh")
    assert not covered(Reach(pattern="*a*b*c*d*e*f*g*h*"), wide)


def _when(**operators: dict[str, object]) -> When:
    return read({name.replace("_", ":"): keys for name, keys in operators.items()})


NARROWER = [
    (_when(StringEquals={"k": "a"}), ALWAYS),
    (_when(StringEquals={"k": "a"}), _when(StringEquals={"K": ["a", "b"]})),
    (_when(StringEquals={"k": "ab"}), _when(StringLike={"k": "a*"})),
    (_when(StringEquals={"k": "a", "l": "b"}), _when(StringEquals={"k": "a"})),
    (_when(StringEquals={"k": "a"}), _when(StringEqualsIfExists={"k": "a"})),
    (_when(StringNotEquals={"k": ["a", "b"]}), _when(StringNotEquals={"k": "a"})),
    (_when(StringNotLike={"k": "*"}), _when(StringNotEquals={"k": "a"})),
    (_when(ArnEquals={"k": "arn:aws:s3:::b"}), _when(ArnLike={"k": "arn:aws:s3:::*"})),
    (_when(IpAddress={"k": "10.1.0.0/16"}), _when(IpAddress={"k": ["10.0.0.0/8", "::/0"]})),
    (_when(NotIpAddress={"k": "10.0.0.0/8"}), _when(NotIpAddress={"k": "10.1.0.0/16"})),
    (_when(ForAnyValue_StringLike={"k": "a"}), _when(ForAnyValue_StringLike={"k": "*"})),
]


@pytest.mark.parametrize(("strict", "loose"), NARROWER)
def test_a_condition_that_lets_less_through_is_stricter(strict: When, loose: When) -> None:
    assert holds_only_where(strict, loose)
    assert not holds_only_where(loose, strict)


UNLIKE = [
    (_when(StringEquals={"k": "a"}), _when(StringEquals={"l": "a"})),
    (_when(StringEquals={"k": "a*"}), _when(StringLike={"k": "a*"})),
    (_when(StringEquals={"k": "a"}), _when(StringNotEquals={"k": "b"})),
    (_when(ForAllValues_StringEquals={"k": "a"}), _when(StringEquals={"k": "a"})),
    (_when(ArnLike={"k": "arn:*"}), _when(ArnLike={"k": "arn:aws:s3:::b"})),
    (_when(IpAddress={"k": "10.0.0.0/8"}), _when(IpAddress={"k": "::/0"})),
    (_when(IpAddress={"k": "${Range}"}), _when(IpAddress={"k": "10.0.0.0/8"})),
    (_when(NumericLessThan={"k": "5"}), _when(NumericLessThan={"k": "9"})),
    (read({"Ref": "Conditions"}), ALWAYS | _when(Bool={"k": "true"})),
]


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_conditions_that_cannot_be_compared_are_not_the_stricter(one: When, other: When) -> None:
    assert not holds_only_where(one, other)
    assert not holds_only_where(other, one)


def test_values_compare_as_aws_writes_them() -> None:
    one, other = _when(Bool={"k": "True"}), _when(Bool={"k": "true"})
    assert holds_only_where(one, other)
    assert Clause(operator="?:", key="k", values=frozenset()).parts == ("", "?:", False)
