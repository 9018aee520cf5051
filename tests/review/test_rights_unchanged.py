"""Two versions that mean the same, and what holds of any two."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.review.evaluate import Evaluated
from generators.review.pair import Pair
from generators.review.rights import findings
from tests.projects import ROOT
from tests.review.granting import BUCKET, TLS, role, told

TEMPLATES = sorted((ROOT / "output").glob("*-stack.json"), key=lambda path: path.name)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_gives_nothing_that_it_gave_before(path: Any) -> None:
    template = json.loads(path.read_text())
    other = json.loads(json.dumps(template), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    other["Metadata"] = {"changed": "only here"}
    pair = Pair(stack="s", before=Evaluated(template, {}), after=Evaluated(other, {}))
    assert list(findings(pair)) == []


ACTIONS = st.sampled_from(["s3:GetObject", "s3:Get*", "s3:*", "*", "sqs:SendMessage", "iam:?ass*"])
ARNS = st.sampled_from(["*", BUCKET, f"{BUCKET}/*", "${Bucket.Arn}", {"Ref": "Bucket"}])
STATEMENTS = st.lists(
    st.builds(
        lambda effect, actions, arns, key, tls: {
            "Effect": effect,
            key: actions,
            "Resource": arns,
            **({"Condition": TLS} if tls else {}),
        },
        st.sampled_from(["Allow", "Deny"]),
        st.lists(ACTIONS, min_size=1, max_size=3),
        st.lists(ARNS, min_size=1, max_size=3),
        st.sampled_from(["Action", "NotAction"]),
        st.booleans(),
    ),
    max_size=4,
)


def _reordered(statements: list[dict[str, Any]], order: Callable[[list[Any]], Any]) -> list[Any]:
    return [
        {k: order(list(v)) if isinstance(v, list) else v for k, v in one.items()}
        for one in order(copy.deepcopy(statements))
    ]


@given(STATEMENTS, st.randoms(use_true_random=False))
def test_the_order_of_anything_is_quiet(statements: list[dict[str, Any]], random: Any) -> None:
    after = _reordered(statements, lambda some: random.sample(some, len(some)))
    assert told(role(*statements), role(*after)) == []


@given(STATEMENTS, STATEMENTS)
def test_what_one_way_widens_the_other_way_narrows(
    one: list[dict[str, Any]], other: list[dict[str, Any]]
) -> None:
    there, back = (told(role(*a), role(*b)) for a, b in ((one, other), (other, one)))
    assert bool(there) == bool(back)
