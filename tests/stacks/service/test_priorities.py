"""Priorities of rules: worked out of hosts and paths alone, the more specific first."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generators.stacks.service.balancing.priorities import band, priority
from generators.stacks.service.spec.rule import RuleSpec

LABEL = st.text("abcxyz019", min_size=1, max_size=12)
DOMAIN = st.lists(LABEL, min_size=1, max_size=4).map(lambda labels: f"{'.'.join(labels)}.com")
EXACT_PATH = st.lists(LABEL, max_size=4).map(lambda parts: "/" + "/".join(parts))
PATHS = st.lists(EXACT_PATH, max_size=2)
SOME_PATHS = st.lists(EXACT_PATH, min_size=1, max_size=2)
RULES = st.builds(
    lambda hosts, wild, paths, more: {
        "hosts": hosts + [f"*.{host}" for host in wild],
        "paths": paths + [f"{path}*" for path in more],
    },
    st.lists(DOMAIN, max_size=1),
    st.lists(DOMAIN, max_size=1),
    st.lists(EXACT_PATH, max_size=1),
    st.lists(EXACT_PATH, max_size=2),
).filter(lambda rule: rule["hosts"] or rule["paths"])


def _rule(**said: Any) -> RuleSpec:
    return RuleSpec.model_validate_json(json.dumps(said))


def _before(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether, by all their numbers, the one comes first."""
    return band(_rule(**one))[-1] < band(_rule(**other))[0]


@given(rule=RULES)
def test_a_priority_is_one_of_its_band_and_of_those_that_there_are(rule: dict[str, Any]) -> None:
    found = priority(_rule(**rule))
    assert found in band(_rule(**rule))
    assert 1 <= found <= 50_000


@given(rule=RULES, order=st.randoms())
def test_rules_that_say_the_same_have_the_same(rule: dict[str, Any], order: Any) -> None:
    hosts = [order.choice((host.upper(), host)) for host in rule["hosts"]]
    paths = [*rule["paths"]]
    order.shuffle(hosts)
    order.shuffle(paths)
    assert priority(_rule(hosts=hosts, paths=paths)) == priority(_rule(**rule))


@given(host=DOMAIN, other=DOMAIN, paths=PATHS, more=PATHS)
def test_a_host_comes_before_a_pattern_of_hosts(
    host: str, other: str, paths: list[str], more: list[str]
) -> None:
    patterns = [f"{path}*" for path in paths]
    assert _before({"hosts": [host], "paths": patterns}, {"hosts": [f"*.{other}"], "paths": more})


@given(host=DOMAIN, wild=st.booleans(), paths=PATHS, more=SOME_PATHS)
def test_a_pattern_of_hosts_comes_before_none(
    host: str, wild: bool, paths: list[str], more: list[str]
) -> None:
    hosts = [f"*.{host}" if wild else host]
    assert _before({"hosts": hosts, "paths": paths}, {"paths": more})


HOSTS = st.sampled_from([[], ["a.example.com"], ["*.example.com"], ["a.example.com", "*.b.com"]])


@given(hosts=HOSTS, path=EXACT_PATH, pattern=EXACT_PATH)
def test_a_path_comes_before_a_pattern_of_paths(hosts: Any, path: str, pattern: str) -> None:
    assert _before({"hosts": hosts, "paths": [path]}, {"hosts": hosts, "paths": [f"{pattern}*"]})


@given(hosts=HOSTS, path=EXACT_PATH)
def test_a_path_comes_before_no_path(hosts: Any, path: str) -> None:
    assume(hosts)
    assert _before({"hosts": hosts, "paths": [f"{path}*"]}, {"hosts": hosts})


@given(hosts=HOSTS, path=EXACT_PATH, more=st.text("abc/?", min_size=1, max_size=60))
def test_a_longer_pattern_comes_before_the_shorter_one_that_covers_it(
    hosts: Any, path: str, more: str
) -> None:
    assume(len(path) + len(more) < 128 and more.count("?") <= 3)
    longer, shorter = f"{path}{more}*", f"{path}*"
    assert _before({"hosts": hosts, "paths": [longer]}, {"hosts": hosts, "paths": [shorter]})


@given(host=DOMAIN, label=LABEL, paths=PATHS)
def test_a_subdomain_comes_before_its_domain(host: str, label: str, paths: list[str]) -> None:
    assume(len(host) + len(label) < 120)
    assert _before(
        {"hosts": [f"*.{label}.{host}"], "paths": paths}, {"hosts": [f"*.{host}"], "paths": paths}
    )


@given(hosts=HOSTS, path=EXACT_PATH, other=EXACT_PATH)
def test_the_most_general_of_several_decides(hosts: Any, path: str, other: str) -> None:
    both = _rule(hosts=hosts, paths=[f"{path}/x*", f"{path}*", f"{path}/{other}"])
    assert band(both) == band(_rule(hosts=hosts, paths=[f"{path}*"]))


@pytest.mark.parametrize(
    ("rule", "first", "last"),
    [
        ({"hosts": ["a.com"], "paths": ["/a"]}, 1, 2000),
        ({"hosts": ["a.com"], "paths": [f"/{'a' * 126}?"]}, 2001, 2010),
        ({"hosts": ["a.com"], "paths": ["/*"]}, 13501, 13900),
        ({"hosts": ["a.com"], "paths": ["/?*"]}, 13491, 13500),
        ({"hosts": ["a.com"]}, 14001, 24000),
        ({"hosts": [f"{'a' * 123}?.com"], "paths": ["/a"]}, 24001, 24023),
        ({"hosts": ["*"]}, 35754, 35776),
        ({"paths": ["/a"]}, 36001, 38000),
        ({"paths": [f"/{'a' * 126}?"]}, 38001, 38010),
        ({"paths": ["/*"]}, 49501, 49900),
        ({"paths": [f"/{'a' * 23}*"]}, 40071, 40470),
        ({"hosts": ["${Host}"]}, 14001, 24000),
        ({"hosts": ["a.com", "a.${Domain}"], "paths": ["/a"]}, 1, 2000),
    ],
)
def test_the_bands_are_those_of_the_documentation(
    rule: dict[str, Any], first: int, last: int
) -> None:
    found = band(_rule(**rule))
    assert (found[0], found[-1]) == (first, last)


def test_a_priority_that_is_given_is_taken() -> None:
    assert priority(_rule(hosts=["a.com"], priority=12)) == 12


def test_a_priority_is_the_same_in_every_run_and_release() -> None:
    """Another number here would move the rules of everybody who deploys."""
    digest = sha256(b'[["web.example.com"], []]').digest()
    wanted = 14_001 + int.from_bytes(digest, "big") % 10_000
    assert priority(_rule(hosts=["web.example.com"])) == wanted == 23_163


def test_hundreds_of_services_seldom_meet() -> None:
    """By the birthday problem some of 200 in a band of 10000 do; most of them do not."""
    found = [priority(_rule(hosts=[f"service{n}.example.com"])) for n in range(200)]
    assert len(set(found)) >= 190
