"""`make ami`: what is pinned where, what moves, and what of a file stays as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators import params
from generators.errors import ParamsError, Refused, UserError
from generators.params import yaml12
from generators.params.files import form_of_stack_file
from generators.pinning import Moves, find, moves
from generators.pinning.edit import put
from generators.pinning.releases import is_older, release_in
from generators.stacks.cluster.ami import System, ami
from tests.projects import write

HERE = ("parameters", "ImageId")
THERE = ("environments", "live", "parameters", "ImageId")
KIND = "kind: cluster\n"


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (HERE, "parameters:\n  ImageId: /a # c\n  B: 1", "parameters:\n  ImageId: /b # c\n  B: 1"),
        (HERE, "parameters:\n  ImageId: '/a'  # c\n", "parameters:\n  ImageId: '/b'  # c\n"),
        (HERE, 'parameters:\n  "ImageId" : "/a"', 'parameters:\n  "ImageId" : "/b"'),
        (HERE, 'parameters:\n  ImageId: ""\n', 'parameters:\n  ImageId: "/b"\n'),
        (HERE, "parameters:\n  ImageId:\n    /a\n", "parameters:\n  ImageId:\n    /b\n"),
        (HERE, "parameters: {B: 1, ImageId: /a}\n", "parameters: {B: 1, ImageId: /b}\n"),
        (HERE, "parameters:\r\n  ImageId: /a\r\n", "parameters:\r\n  ImageId: /b\r\n"),
        (HERE, "parameters:\n  A: é😀 #\n  ImageId: /a", "parameters:\n  A: é😀 #\n  ImageId: /b"),
        (
            THERE,
            "parameters:\n  ImageId: /a\nenvironments: {live: {parameters: {ImageId: /a}}}\n",
            "parameters:\n  ImageId: /a\nenvironments: {live: {parameters: {ImageId: /b}}}\n",
        ),
        (
            HERE,
            "parameters: # c\n    # of A\n    A: 1\nspec: {}\n",
            "parameters: # c\n    ImageId: /b\n    # of A\n    A: 1\nspec: {}\n",
        ),
        (HERE, "parameters:\r\n  A: 1\r\n", "parameters:\r\n  ImageId: /b\r\n  A: 1\r\n"),
        (HERE, "spec: {}\n# end\n", "spec: {}\n# end\nparameters:\n  ImageId: /b\n"),
        (HERE, "spec: {}", "spec: {}\nparameters:\n  ImageId: /b\n"),
        (HERE, "spec: {}\r\n", "spec: {}\r\nparameters:\r\n  ImageId: /b\r\n"),
    ],
)  # fmt: skip
def test_one_value_is_put_and_everything_else_stays(
    path: tuple[str, ...], before: str, after: str
) -> None:
    newline = "\r\n" if "\r" in before else "\n"
    head = f"# a cluster{newline}kind: cluster{newline}"
    edited = put("f", head + before, path, "/b")
    assert edited.text == head + after
    assert "ImageId" in edited.text.splitlines()[edited.line - 1]
    assert put("f", edited.text, path, "/b").text == edited.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{KIND}parameters:\n  ImageId: |-\n    /a\n", "f:3: parameters.ImageId cannot be set"),
        (f"{KIND}parameters:\n  ImageId: >-\n    /a\n", "no text in one line"),
        (f"{KIND}parameters:\n  ImageId: /a\n    /b\n", "no text in one line"),
        (f"{KIND}parameters:\n  ImageId: !!str /a\n", "no text in one line"),
        (f"{KIND}parameters:\n  ImageId: &a /a\n  B: *a\n", "has an anchor"),
        (f"{KIND}parameters:\n  B: &a /a\n  ImageId: *a\n", "f:3: parameters.ImageId"),
        (f"{KIND}parameters: {{}}\n", "f:2: parameters.ImageId cannot be set here: parameters are"),
        (f"{KIND}parameters: {{B: 1}}\n", "written in braces"),
        ("{kind: cluster}\n", "the file is written in braces"),
        (f"{KIND}...\n", "more than this value would change"),
        (f"{KIND}spec: |+\n  a", "more than this value would change"),
    ],
)
def test_what_cannot_be_put_by_itself_is_refused_with_the_line_to_write(
    text: str, said: str
) -> None:
    with pytest.raises(UserError) as raised:
        put("f", text, HERE, "/new")
    assert said in raised.value.message
    assert "write it by hand: ImageId: /new" in (raised.value.advice or "")


def test_a_text_that_cannot_be_read_is_complained_of_as_ever() -> None:
    with pytest.raises(ParamsError, match="f:3: is not YAML"):
        put("f", "kind: cluster\nparameters: [\n", HERE, "/new")


NAMES = st.sampled_from(["A", "Bc", "VpcId", "KeyName"])
WORDS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=12)
QUOTED = WORDS.map(lambda word: "'" + word.replace("'", "''") + "'")
COMMENT = WORDS.map(lambda word: f"  # {word}") | st.just("")


@st.composite
def files(draw: Any) -> tuple[str, tuple[str, ...], bool]:
    """A stack's file, the path of its ImageId, and whether that has a value."""

    def entries(indent: str, held: bool) -> list[str]:
        found = [
            f"{indent}{name}: {draw(QUOTED)}{draw(COMMENT)}"
            for name in draw(st.lists(NAMES, unique=True, min_size=1))
        ]
        if held:
            value = draw(st.sampled_from(["/old", "'/old'", '"/old"', '""', "/aws/x y/é"]))
            at = draw(st.integers(0, len(found)))
            found.insert(at, f"{indent}ImageId: {value}{draw(COMMENT)}")
        return found

    there, held = draw(st.booleans()), draw(st.booleans())
    indent = draw(st.sampled_from(["  ", "    "]))
    top = ["kind: cluster", f"#{draw(WORDS)}"]
    if there or draw(st.booleans()):
        top += [f"parameters:{draw(COMMENT)}", *entries(indent, held and not there)]
    elif held:
        top += ["parameters:", *entries(indent, True)]
    more = ["environments:", "  live:", "    parameters:", *entries("      ", held and there)]
    blocks = [*top, *(more if there else []), f"#{draw(WORDS)}"]
    end = draw(st.sampled_from(["\n", "\r\n"]))
    text = end.join(blocks) + draw(st.sampled_from(["", end]))
    return text, (THERE if there and held else HERE), held


def _data(text: str) -> Any:
    document = yaml12.parse("f", text, form=form_of_stack_file)
    assert not document.complaints
    return document.data


@given(files())
def test_only_that_value_changes_and_every_comment_survives(
    case: tuple[str, tuple[str, ...], bool],
) -> None:
    text, path, held = case
    edited = put("f", text, path, "/new").text
    before, after = text.split("\n"), edited.split("\n")
    if held:
        assert len(before) == len(after)
        (changed,) = [(b, a) for b, a in zip(before, after, strict=True) if a != b]
        assert changed[1].endswith(changed[0].partition("#")[2])
        assert "/new" in changed[1]
    else:
        left = [line.rstrip("\r") for line in after]
        for line in (line.rstrip("\r") for line in before):
            left.remove(line)
        assert [line for line in left if line] in (
            ["  ImageId: /new"], ["    ImageId: /new"], ["parameters:", "  ImageId: /new"],
        )  # fmt: skip
    data = _data(edited)
    *outer, last = path
    inner = data
    for step in outer:
        inner = inner[step]
    assert inner.pop(last) == "/new"
    expected = _data(text)
    inner = expected
    for step in outer:
        inner = inner.setdefault(step, {})
    inner.pop(last, None)
    assert data == expected


X86 = ami("al2023", "x86_64", gpu=False)


def release(date: int, kernel: str = "6.1") -> str:
    return f"al2023-ami-ecs-hvm-2023.0.{date}-kernel-{kernel}-x86_64"


OLD, NEW = release(20240905), release(20241001)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (OLD, NEW),
        (release(20240905, "6.12"), NEW),
        (release(20240905), release(20250101, "5.1")),
        ("1.9.3", "1.20.3-5d9ac849"),
        ("1.20.3-ffffffff", "1.20.4-00000000"),
        ("1.20.3", "2.0.0"),
    ],
)
def test_of_two_releases_the_version_tells_which_is_older(one: str, other: str) -> None:
    assert is_older(one, other)
    assert not is_older(other, one)
    assert not is_older(one, one)


@pytest.mark.parametrize(("system", "name"), [("al2023", OLD), ("bottlerocket", "1.20.3-5d9ac849")])
def test_a_release_is_found_in_its_own_path_alone(system: System, name: str) -> None:
    series = ami(system, "x86_64", gpu=False)
    assert release_in(series, series.pin(name)) == name
    for path in ("", name, "ami-1", series.moving, series.pin("latest"), series.pin(f"{name}/x")):
        assert release_in(series, path) is None
    assert release_in(ami(system, "arm64", gpu=False), series.pin(name)) is None


class Store:
    """AWS's public parameters; remembers what was asked for."""

    def __init__(self, *releases: str, series: Any = X86) -> None:
        self.values = {series.moving: releases[-1], **{series.pin(r): "ami-1" for r in releases}}
        self.asked: list[str] = []

    def __call__(self, name: str) -> str:
        self.asked.append(name)
        if name not in self.values:
            raise Refused(f"AWS has no public parameter {name}")
        return self.values[name]


ENVIRONMENTS = """\
local: {emulator: true, account: 000000000000, region: eu-west-1}
live: {account: 123456789012, region: eu-west-1}
test: {account: 123456789013, region: eu-west-1}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with three environments and a network that gives clusters what they need."""
    return write(tmp_path, environments=ENVIRONMENTS)


def moved(root: Path, environment: str, store: Store, only: str | None = None) -> Moves:
    found = find(params.read(root), environment, only)
    texts = {pin.file: (root / pin.file).read_bytes().decode() for pin in found.pins}
    done = moves(texts, found.pins, store)
    for file, text in done.texts.items():
        (root / file).write_text(text)
    return done


def cluster(*lines: str, held: str | None = None) -> str:
    top = ["parameters:", f"  ImageId: {held}  # by make ami"] if held else []
    return "\n".join(["kind: cluster", *top, *lines, ""])


def test_the_line_that_counts_in_the_environment_is_moved(root: Path) -> None:
    own = f"environments: {{live: {{parameters: {{ImageId: {X86.pin(OLD)}}}}}}}"
    write(root, one=cluster(own, held=X86.pin(OLD)))
    done = moved(root, "live", Store(OLD, NEW))
    assert done.lines == (f"params/one.yaml:4: ImageId of one: {OLD} → {NEW}",)
    assert done.environments == ()
    assert (root / "params/one.yaml").read_text() == cluster(
        own.replace(OLD, NEW), held=X86.pin(OLD)
    )


def test_environments_that_share_the_line_are_named(root: Path) -> None:
    own = f"environments: {{test: {{parameters: {{ImageId: {X86.pin(OLD)}}}}}}}"
    write(root, one=cluster(own, held=X86.pin(OLD)))
    done = moved(root, "local", Store(OLD, NEW))
    assert done.lines == (
        f"params/one.yaml:3: ImageId of one: {OLD} → {NEW}",
        "  live takes the same line, and follows",
    )
    assert done.environments == ("live",)
    assert (root / "params/one.yaml").read_text() == cluster(own, held=X86.pin(NEW))


@pytest.mark.parametrize(
    ("held", "recommended", "said"),
    [
        (NEW, NEW, f"{NEW} is up to date"),
        (NEW, OLD, f"{NEW} is newer than {OLD}, which is recommended there: left as it is"),
    ],
)
def test_what_is_newest_or_newer_stays(root: Path, held: str, recommended: str, said: str) -> None:
    write(root, one=cluster(held=X86.pin(held)))
    done = moved(root, "local", Store(recommended))
    assert done.lines == (f"params/one.yaml:3: ImageId of one: {said}",)
    assert done.texts == {}


def test_another_kernel_of_the_same_day_is_what_aws_says(root: Path) -> None:
    write(root, one=cluster(held=X86.pin(NEW)))
    assert moved(root, "local", Store(release(20241001, "6.12"))).texts


@pytest.mark.parametrize("held", ["ami-0123456789abcdef0", X86.pin("recommended"), "''"])
def test_what_is_no_release_of_the_series_becomes_one(root: Path, held: str) -> None:
    write(root, one=cluster(held=held))
    done = moved(root, "local", Store(NEW))
    assert done.lines[0].endswith(f"→ {NEW}")
    assert done.texts


def test_where_there_is_none_yet_a_line_is_added(root: Path) -> None:
    write(root, one=cluster())
    done = moved(root, "local", Store(NEW))
    assert done.lines[0] == f"params/one.yaml:3: ImageId of one: (new) → {NEW}"
    assert done.environments == ("live", "test")
    assert params.read(root).stacks["one"].parameters == {"ImageId": X86.pin(NEW)}


def test_all_clusters_move_and_each_series_is_asked_for_once(root: Path) -> None:
    arm = ami("al2023", "arm64", gpu=False)
    write(
        root,
        one=cluster(),
        two=cluster(),
        three=cluster("spec: {instances: {architecture: arm64}}"),
    )
    store = Store(NEW)
    store.values |= Store(NEW.replace("x86_64", "arm64"), series=arm).values
    done = moved(root, "local", store)
    assert sorted(done.texts) == ["params/one.yaml", "params/three.yaml", "params/two.yaml"]
    assert len(store.asked) == len(set(store.asked)) == 4
    assert list(moved(root, "local", Store(NEW, release(20990101)), "two").texts) == [
        "params/two.yaml"
    ]


def test_a_name_that_no_release_has_changes_nothing(root: Path) -> None:
    write(root, one=cluster(held=X86.pin(OLD)))
    with pytest.raises(UserError, match="which is no name of a release of ECS-optimized"):
        moved(root, "local", Store("al2025-ami"))
    store = Store(NEW)
    del store.values[X86.pin(NEW)]
    with pytest.raises(Refused, match="no public parameter"):
        moved(root, "local", store)
    assert OLD in (root / "params/one.yaml").read_text()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("!Env IMAGE", "!Env IMAGE"),
        ("!Output amis.Id", "!Output amis.Id"),
        ("!Previous", "!Previous"),
        ("!First\n    - !Env IMAGE\n    - /a", "a !First"),
        ("[a, b]", "a list"),
    ],
)
def test_what_is_no_text_is_left_alone_and_nobody_is_asked(
    root: Path, value: str, words: str
) -> None:
    write(root, one=f"kind: cluster\nparameters:\n  ImageId: {value}\n")
    found = find(params.read(root), "local")
    assert found.pins == ()
    assert found.notes == (
        f"params/one.yaml:3: ImageId of one: left as it is, for it is {words} and no plain text",
    )


FARGATE = "kind: cluster\nspec: {instances: null, fargate: true}\n"
SERVICE = "kind: service\nspec: {containers: [{name: a, image: a:1, memory: 6}]}\n"


def test_a_cluster_without_instances_is_said_in_a_line(root: Path) -> None:
    write(root, one=FARGATE, two=SERVICE)
    line = "one starts no instances of its own: no AMI to pin"
    assert find(params.read(root), "local").notes == (line,)
    assert find(params.read(root), "local", "two").notes == (line.replace("one", "two"),)
    (root / "params/one.yaml").unlink()
    assert find(params.read(root), "local").notes == (
        "no stack of local starts instances of its own: no AMI to pin",
    )


def test_an_unknown_environment_or_stack_is_told_before_anybody_is_asked(root: Path) -> None:
    write(root, one=cluster("environments: {live: false}"))
    project = params.read(root)
    with pytest.raises(UserError, match=r"ENV=lvie is no environment.*did you mean live"):
        find(project, "lvie")
    with pytest.raises(UserError, match="STACK=ones is no stack of local; did you mean one"):
        find(project, "local", "ones")
    with pytest.raises(UserError, match="STACK=one is no stack of live"):
        find(project, "live", "one")
    assert find(project, "live").pins == ()


def test_a_file_that_may_hold_a_pin_must_be_read_and_others_need_not(root: Path) -> None:
    write(root, one=cluster(held="x"), web="kind: service\nspec: {}\n")
    assert [pin.stack for pin in find(params.read(root), "local").pins] == ["one"]
    write(root, two="kind: cluster\nspec: {instances: {gpu: 7}}\n")
    with pytest.raises(ParamsError, match=r"params/two.yaml:2: spec.instances.gpu: is 7"):
        find(params.read(root), "local")
    assert find(params.read(root), "local", "one").pins
    with pytest.raises(ParamsError, match=r"params/two.yaml"):
        find(params.read(root), "local", "two")
    write(root, two="kind: [\n")
    with pytest.raises(ParamsError, match=r"params/two.yaml:\d: is not YAML"):
        find(params.read(root), "local")


def test_without_environments_their_file_is_complained_of(root: Path) -> None:
    write(root, environments="local: {account: 12}\n", one=cluster(held="x"))
    with pytest.raises(ParamsError, match=r"params/environments.yaml:1: local.account"):
        find(params.read(root), "local")
