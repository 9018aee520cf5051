from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generators.fitting import patterns
from generators.fitting.patterns import Index, Match
from tests.fitting.judged import cluster, container, judged, messages, service

SHARED: dict[str, Any] = {"load_balancer": {}}


def web(**rule: Any) -> str:
    listens = container(ports=[8080])
    return service({"containers": [listens], "load_balancer": {"rule": rule}})


RULES: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "rules that have nothing to do with each other": (
        {"hosts": ["a.example.com"]},
        {"hosts": ["b.example.com"], "paths": ["/v1/*"]},
        [],
    ),
    "a special rule before a general one, as it is worked out": (
        {"hosts": ["example.com"]},
        {"hosts": ["example.com"], "paths": ["/api/*"]},
        [],
    ),
    "one priority": (
        {"hosts": ["a.example.com"], "priority": 7},
        {"hosts": ["b.example.com"], "priority": 7},
        [
            "params/two.yaml spec.load_balancer.rule.priority: in environment local: its rule has "
            "priority 7, and so has that of one (params/one.yaml:21) on the same load balancer; "
            "write `priority: 8` here, which is free, or another one there"
        ],
    ),
    "the last priority": (
        {"hosts": ["a.example.com"], "priority": 50_000},
        {"hosts": ["b.example.com"], "priority": 50_000},
        ["write `priority: 49999` here, which is free"],
    ),
    "the same host and path": (
        {"hosts": ["API.example.com", "b.example.com"], "paths": ["/v1/*"]},
        {"hosts": ["api.example.com"], "paths": ["/v2/*", "/v1/*"]},
        ["spec.load_balancer.rule.paths: in environment local: api.example.com/v1/* is taken by"],
    ),
    "the same host": (
        {"hosts": ["api.example.com"]},
        {"hosts": ["api.example.com"]},
        ["has priority ", "hosts: in environment local: api.example.com/* is taken by one"],
    ),
    "no host is any host": (
        {"paths": ["/v1/*"], "priority": 3},
        {"hosts": ["example.com"], "paths": ["/v1/*"]},
        ["params/one.yaml spec.load_balancer.rule.priority: in environment local: is 3, and so"],
    ),
    "a general path that comes first": (
        {"paths": ["/*"], "priority": 1},
        {"hosts": ["api.example.com"], "paths": ["/v1/*"], "priority": 20},
        [
            "params/one.yaml spec.load_balancer.rule.priority: in environment local: is 1, and so "
            "comes before what is more special: api.example.com/v1/* of two (params/two.yaml:24) "
            "would get no such request; allowed: above 20, or no priority at all"
        ],
    ),
    "a special path that comes last": (
        {"hosts": ["example.com"], "paths": ["/v1/*"]},
        {"hosts": ["example.com"], "paths": ["/v1/users"], "priority": 40_000},
        [
            "params/two.yaml spec.load_balancer.rule.priority: in environment local: its rule has "
            "priority 40000, and so comes after the more general one of one (params/one.yaml:"
        ],
    ),
    "a special host that comes last as it stands beside a pattern": (
        {"hosts": ["a.example.com"]},
        {"hosts": ["a.example.com", "*.b.example.com"], "paths": ["/x"]},
        ["(worked out), and so comes after the more general one of one"],
    ),
    "case counts in paths": (
        {"paths": ["/Api/*"], "priority": 1},
        {"paths": ["/api/users"], "priority": 2},
        [],
    ),
    "? is one character": (
        {"paths": ["/v?/*"], "priority": 1},
        {"paths": ["/v10/users"], "priority": 2},
        [],
    ),
    "patterns that share only a part": (
        {"paths": ["/a*"], "priority": 1},
        {"paths": ["/*b"], "priority": 2},
        [],
    ),
}


@pytest.mark.parametrize("case", RULES)
def test_rules_of_one_listener_have_priorities_and_requests_of_their_own(
    case: str, tmp_path: Path
) -> None:
    one, two, wanted = RULES[case]
    found = messages(judged(tmp_path, main=cluster(SHARED), one=web(**one), two=web(**two)))
    assert len(found) == len(wanted), found
    for said in wanted:
        assert any(said in line for line in found), found


def test_rules_of_two_listeners_have_nothing_to_do_with_each_other(tmp_path: Path) -> None:
    rule = {"hosts": ["example.com"], "priority": 7}
    elsewhere = web(**rule).replace('"main"', '"other"')
    both = {"main": cluster(SHARED), "other": cluster(SHARED)}
    assert messages(judged(tmp_path, **both, one=web(**rule), two=elsewhere)) == []


def test_a_listener_that_is_given_is_the_same_by_its_arn(tmp_path: Path) -> None:
    arn = "arn:aws:elasticloadbalancing:eu-west-1:000000000000:listener/app/x/1/2"
    spec = {
        "containers": [container(ports=[80])],
        "load_balancer": {"rule": {"hosts": ["example.com"], "priority": 7}},
    }
    file = service(spec, parameters={"ListenerArn": arn})
    found = messages(judged(tmp_path, main=cluster(), one=file, two=file))
    assert len(found) == 2
    assert all("params/one.yaml" in line for line in found)


def test_a_parameter_in_a_host_is_compared_by_its_value(tmp_path: Path) -> None:
    def on(domain: str) -> str:
        spec = {
            "parameters": {"Domain": {}},
            "containers": [container(ports=[80])],
            "load_balancer": {"rule": {"hosts": ["www.${Domain}"]}},
        }
        return service(spec, parameters={"Domain": domain})

    files = {"one": on("example.com"), "two": on("example.org"), "three": on("example.com")}
    (twice,) = [
        line
        for line in messages(judged(tmp_path, main=cluster(SHARED), **files))
        if "taken" in line
    ]
    assert "params/two.yaml" not in twice
    assert "www.example.com/* is taken by" in twice


def test_what_is_free_is_told_once(tmp_path: Path) -> None:
    files = {f"s{i}": web(hosts=[f"h{i}.example.com"], priority=7) for i in range(5)}
    found = messages(judged(tmp_path, main=cluster(SHARED), **files))
    told = {line.partition("`")[2].partition("`")[0] for line in found}
    assert told == {f"priority: {n}" for n in (5, 6, 8, 9)}


COVERING = [
    ("*", "/*", "a.example.com", "/x", True),
    ("*.example.com", "/*", "a.example.com", "/x/*", True),
    ("*.example.com", "/*", "*.b.example.com", "/*", True),
    ("*.example.com", "/*", "example.com", "/*", False),
    ("a.example.com", "/*", "*.example.com", "/*", False),
    ("a?.example.com", "/*", "a1.example.com", "/*", True),
    ("a?.example.com", "/*", "a*.example.com", "/*", False),
    ("*", "/a/*/c", "*", "/a/*/b/c", True),
    ("*", "/a/b/*", "*", "/a/*", False),
    ("*", "/a", "*", "/a", True),
    ("*", "/a", "*", "/a/", False),
]


@pytest.mark.parametrize(("host", "path", "other_host", "other_path", "covers"), COVERING)
def test_a_pattern_covers_another_and_the_index_finds_it(
    host: str, path: str, other_host: str, other_path: str, covers: bool
) -> None:
    general, special = Match(host, path), Match(other_host, other_path)
    index: Index[str] = Index()
    index.add(general, "owner")
    assert general.covers(special) == covers
    assert list(index.covering(special)) == ([(general, "owner")] if covers else [])


def test_so_many_services_are_compared_with_few_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 0
    plain = patterns.Match.covers

    def counted(self: Match, other: Match) -> bool:
        nonlocal count
        count += 1
        return plain(self, other)

    monkeypatch.setattr(patterns.Match, "covers", counted)
    files = {
        f"s{i}": web(hosts=["example.com"], paths=[f"/service{i:03}/*"], priority=100 + i)
        for i in range(150)
    } | {f"h{i}": web(hosts=[f"h{i:03}.example.com"], priority=1000 + i) for i in range(150)}
    found = judged(tmp_path, main=cluster(SHARED), all=web(paths=["/*"]), **files)
    assert found.complaints == ()
    assert 300 <= count < 3 * 301


def test_a_rule_before_everything_is_one_complaint(tmp_path: Path) -> None:
    files = {f"s{i}": web(paths=[f"/{i}/*"], priority=100 + i) for i in range(20)}
    found = judged(tmp_path, main=cluster(SHARED), all=web(paths=["/*"], priority=1), **files)
    assert len(found.complaints) == 1, found.complaints
    assert "and 17 others would get no such request; allowed: above 119" in str(found.complaints[0])
