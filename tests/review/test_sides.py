from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generators.errors import UserError
from generators.model import First, OutputOf
from generators.review import history, sides
from generators.review.model import Side
from tests.projects import write
from tests.review.repositories import begin, commit, git

ENVIRONMENTS = """\
    local: {emulator: true, account: "000000000000", region: eu-west-1}
    production: {account: "123456789012", region: eu-west-1}
"""
NETWORK = {
    "Resources": {"Vpc": {"Type": "AWS::EC2::VPC"}},
    "Outputs": {"VpcId": {"Value": {"Ref": "Vpc"}}},
}
WEB = {
    "Parameters": {
        "VpcId": {"Type": "String"},
        "Size": {"Type": "String", "Default": 3},
        "Version": {"Type": "String"},
    },
    "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
}
WEB_PARAMS = """\
    kind: service
    parent: network
    spec:
      containers: [{name: web, image: example/web, cpu: 128, memory: 128}]
    parameters:
      Version: !First
        - !Env VERSION
        - 1
    environments:
      production: {parameters: {VpcId: vpc-1}}
"""


def _of_tree(root: Path) -> Side:
    return sides.reading(root).side


def _of_commit(root: Path, revision: str) -> Side:
    return sides.reading_of_commit(root, history.commit(root, revision)).side


def put(root: Path, **templates: Any) -> Path:
    """Write templates into output/; `_` in a name is a dash, text is written as it is."""
    (root / "output").mkdir(exist_ok=True)
    for stack, template in templates.items():
        text = template if isinstance(template, str) else json.dumps(template)
        (root / f"output/{stack.replace('_', '-')}-stack.json").write_text(text)
    return root


def project(root: Path) -> Path:
    network = "kind: network\n"
    root.mkdir(exist_ok=True)
    write(root, environments=ENVIRONMENTS, network=network, web=WEB_PARAMS)
    return put(root, network=NETWORK, web=WEB)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit."""
    root = project(begin(tmp_path / "a project's ümlaut"))
    commit(root, "first")
    return root


def test_a_side_has_templates_values_and_the_order_of_each_environment(tmp_path: Path) -> None:
    side = _of_tree(project(tmp_path))
    assert side.templates == {"network": NETWORK, "web": WEB}
    web = side.environments["local"]["web"]
    assert web["VpcId"] == OutputOf("network", "VpcId")
    assert web["Size"] == "3"
    assert isinstance(web["Version"], First)
    assert side.environments["production"]["web"]["VpcId"] == "vpc-1"
    assert side.order == {"local": ("network", "web"), "production": ("network", "web")}
    assert side.facts["production"] == {
        "AWS::AccountId": "123456789012",
        "AWS::Region": "eu-west-1",
    }


def test_a_commit_is_read_as_it_was_and_not_as_the_tree_is(repository: Path) -> None:
    before = _of_tree(repository)
    put(repository, web=NETWORK, other=WEB)
    write(repository, web=WEB_PARAMS.replace("vpc-1", "vpc-2"))
    assert _of_commit(repository, "HEAD") == before
    assert _of_tree(repository) != before


def test_attributes_of_git_do_not_change_what_was_committed(repository: Path) -> None:
    (repository / ".gitattributes").write_text(
        "output/** export-ignore\n*.yaml eol=crlf export-subst\n"
    )
    put(repository, **{"öffentlich und $Id$": NETWORK})
    commit(repository)
    side = _of_commit(repository, "HEAD")
    assert set(side.templates) == {"network", "web", "öffentlich und $Id$"}


def test_a_project_may_lie_below_the_root_of_its_repository(tmp_path: Path) -> None:
    put(begin(tmp_path), outside=WEB)
    root = project(tmp_path / "deploy")
    commit(tmp_path)
    assert set(_of_commit(root, "HEAD").templates) == {"network", "web"}


def test_links_of_a_commit_are_not_followed(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(json.dumps(WEB))
    (repository / "output/link-stack.json").symlink_to(tmp_path / "secret")
    commit(repository)
    assert "link" not in _of_commit(repository, "HEAD").templates


@pytest.mark.parametrize(
    ("params", "environments"),
    [
        (None, {"local": {}, "production": {}}),
        ("kind: [", {"local": {}, "production": {}}),
        ("- a list", {"local": {}, "production": {}}),
        (
            "kind: no-such\nparameters: {Size: 5, Version:}\nenvironments: {local: false}",
            {"production": {"Size": "5"}},
        ),
        (
            "kind: service\nparent: nobody\nparameters: {Size: 5}",
            {"local": {"Size": "5"}, "production": {"Size": "5"}},
        ),
    ],
    ids=["missing", "not YAML", "no mapping", "an unknown kind", "an unknown parent"],
)
def test_a_template_counts_though_its_params_are_broken(
    params: str | None, environments: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    root = project(tmp_path)
    (root / "params/web.yaml").unlink()
    if params:
        write(root, web=params)
    side = _of_tree(root)
    assert "web" in side.templates
    assert {at: in_it["web"] for at, in_it in side.environments.items() if "web" in in_it} == (
        environments
    )
    assert all(("web" in order) == (at in environments) for at, order in side.order.items())


def test_what_is_declared_but_has_no_template_is_left_out(tmp_path: Path) -> None:
    root = project(tmp_path)
    (root / "output/web-stack.json").unlink()
    side = _of_tree(root)
    assert set(side.templates) == {"network"}
    assert side.order == {"local": ("network",), "production": ("network",)}


def test_stacks_that_wait_for_each_other_stand_by_name(tmp_path: Path) -> None:
    root = project(tmp_path)
    write(root, network="kind: network\nparent: web\n")
    put(root, network={**NETWORK, "Parameters": {"Url": {"Type": "String"}}})
    put(root, web={**WEB, "Outputs": {"Url": {"Value": "u"}}})
    assert _of_tree(root).order["local"] == ("network", "web")


def test_environments_that_cannot_be_read_are_those_of_the_other_side(tmp_path: Path) -> None:
    root = put(tmp_path, web=WEB)
    assert sides.reading(root, ("a", "b")).side.environments == {"a": {"web": {}}, "b": {"web": {}}}
    assert sides.reading(root).side.order == {sides.NAMELESS: ("web",)}


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ('{\n"Resources": oops}', 2, "is not JSON"),
        ("[]", 1, "has no Resources"),
        ('{"Resources": {"A": {}}}', 1, "Resources.A has no Type"),
        ('{"Resources": {"A": 1}}', 1, "Resources.A is no mapping"),
        ('{"Resources": {}, "Parameters": {"A": {}}}', 1, "Parameters.A has no Type"),
        (
            '{"Resources": {}, "Conditions": {"A": {"Fn::Not": [{"Condition": "A"}]}}}',
            1,
            "Conditions.A asks itself",
        ),
        (
            '{"Resources": {}, "Conditions": {"A": {"Condition": "B"}, "B": {"Condition": "A"}}}',
            1,
            "asks itself",
        ),
        ('{"Resources": {}, "Outputs": []}', 1, "Outputs is no mapping"),
        ("[" * 100_000, 1, "is nested too deeply"),
    ],
)
def test_a_file_that_is_no_template_is_named_with_its_line(
    text: str, place: int, problem: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError) as refused:
        _of_tree(put(tmp_path, bad=text))
    assert refused.value.message.startswith(f"output/bad-stack.json:{place}: ")
    assert problem in refused.value.message


def test_the_base_is_main_at_the_remote_else_head(repository: Path) -> None:
    first = git(repository, "rev-parse", "HEAD")
    assert history.base(repository) == history.Base(name="HEAD", commit=first)
    git(repository, "update-ref", "refs/remotes/origin/main", first)
    commit(repository, "second")
    assert history.base(repository) == history.Base(name="origin/main", commit=first)


def test_what_others_did_on_main_since_is_not_taken_for_undone(repository: Path) -> None:
    fork = git(repository, "rev-parse", "HEAD")
    put(repository, theirs=NETWORK)
    commit(repository, "theirs")
    git(repository, "checkout", "--quiet", "-b", "ours", fork)
    put(repository, ours=NETWORK)
    commit(repository, "ours")
    assert history.base(repository, "main").commit == fork


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("origin/mian", "did you mean BASE=origin/main?"),
        ("feature", "did you mean BASE=origin/feature?"),
        ("nothing-like-it", "git fetch"),
        ("--help", "git fetch"),
        ("--batch-all-objects", "git fetch"),
        ("HEAD:output", "git fetch"),
        ("HEAD\nmain", "git fetch"),
        ("a b\0c", "git fetch"),
    ],
)
def test_an_unknown_base_is_refused_with_the_nearest_name(
    name: str, advice: str, repository: Path
) -> None:
    git(repository, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(repository, "update-ref", "refs/remotes/origin/feature", "HEAD")
    with pytest.raises(UserError, match="is no commit that git knows here") as refused:
        history.base(repository, name)
    assert advice in (refused.value.advice or "")


def test_a_shallow_clone_is_told_how_to_get_the_rest(repository: Path, tmp_path: Path) -> None:
    first = git(repository, "rev-parse", "HEAD")
    commit(repository, "second")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository}", str(clone))
    with pytest.raises(UserError) as refused:
        history.base(clone, first)
    assert "--unshallow" in str(refused.value)
    git(clone, "checkout", "--quiet", "--orphan", "alone")
    commit(clone, "alone")
    with pytest.raises(UserError, match="no commit in common") as refused:
        history.base(clone, "origin/main")
    assert "fetch-depth: 0" in str(refused.value)


def test_without_a_repository_a_commit_or_git_the_cure_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UserError, match="not a git repository"):
        history.base(tmp_path)
    begin(tmp_path)
    with pytest.raises(UserError, match="there is no commit yet"):
        history.base(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match="git is not installed"):
        history.base(tmp_path)


def test_a_base_whose_templates_are_broken_is_named(repository: Path) -> None:
    put(repository, web="{")
    commit(repository)
    with pytest.raises(UserError, match=r"at [0-9a-f]{12}: output/web-stack.json:1: is not JSON"):
        _of_commit(repository, "HEAD")
