"""How a review is shown: as Markdown, in a terminal, as JSON."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from generators.report.review import LIMIT, MARKER, as_json, markdown, terminal
from generators.report.review.markup import code, fenced, prose, tagged
from generators.review.model import (
    Action,
    Finding,
    PropertyChange,
    Replacement,
    ResourceChange,
    Review,
    Sense,
    ServiceNotice,
    StackReview,
    Topic,
)
from tests.review.reviews import (
    CLUSTER,
    DATA,
    LOUD,
    QUIET,
    change,
    finding,
    resource,
    review,
    rolled,
    stack,
)


def shown(found: Review, width: int = 80, *, colour: bool = False) -> str:
    file = io.StringIO()
    console = Console(
        file=file, width=width, highlight=False, markup=False, emoji=False, force_terminal=colour
    )
    terminal(console, found, "main")
    return file.getvalue()


def test_the_first_line_is_the_marker_and_the_second_the_verdict() -> None:
    marker, verdict, *_ = markdown(LOUD, "main").splitlines()
    assert marker == MARKER
    assert verdict == (
        "**State at risk:** `data.Files` · **replaces** 1 resource · **removes** 1 resource · "
        "**widens rights of** `api.TaskRole` · **opens** `ecs-cluster.Group` · "
        "**loses protection of** `ecs-cluster.Template` · **breaks** `api.VpcId` · "
        "rolls `api.ecsservice` and `web.ecsservice` · 4 of 8 stacks, `production` and `local`"
    )


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (review(unchanged=3), "**Nothing changes.**"),
        (
            QUIET,
            "**Nothing is replaced, granted, opened or lost.** · "
            "rolls `api.ecsservice` and `web.ecsservice` · 2 stacks, `production`",
        ),
        (
            review(rolled("api"), unchanged=1),
            "**Nothing is replaced, granted, opened or lost.** · rolls `api.ecsservice` · "
            "1 of 2 stacks, `production`",
        ),
        (
            review(DATA, findings=(finding(Topic.RIGHTS, "data", "A", "a"),)),
            "**widens rights of** `data.A` · 1 stack, `production`",
        ),
    ],
)
def test_the_verdict_says_what_is_worse_and_how_far_a_change_reaches(
    found: Review, verdict: str
) -> None:
    assert markdown(found, "main").splitlines()[1].casefold() == verdict.casefold()


@pytest.mark.parametrize(
    ("action", "replacement", "verb"),
    [
        (Action.CHANGED, Replacement.YES, "replaces"),
        (Action.CHANGED, Replacement.MAYBE, "may replace"),
        (Action.REMOVED, Replacement.NO, "removes"),
        (Action.REMOVED, Replacement.MAYBE, "may remove"),
    ],
)
def test_what_is_certain_and_what_may_be_are_counted_apart(
    action: Action, replacement: Replacement, verb: str
) -> None:
    one = stack("web", resource("A", "AWS::S3::Bucket", action=action, replacement=replacement))
    found = review(one, findings=(finding(Topic.REPLACE, "web", "A", "goes"),) * 2)
    assert f"**{verb}** 1 resource" in markdown(found, "main").casefold()


def test_why_it_may_be_otherwise_stands_before_the_verdict() -> None:
    lines = markdown(review(), "main", notes=("output/web-stack.json is stale",)).splitlines()
    assert lines[1:3] == ["> [!WARNING]", "> - `output/web-stack.json` is stale"]
    assert as_json(review(), "main", ("stale",))["notes"] == ["stale"]


def test_what_a_deploy_will_ask_for_is_told_by_name() -> None:
    names = "ecs-cluster.Logs,data.Files"
    assert f"a deploy will want `REPLACE={names}`." in markdown(LOUD, "main")
    assert f"a deploy will want REPLACE={names}" in shown(LOUD, width=120)
    assert as_json(LOUD, "main")["verdict"]["replace"] == names


def test_a_change_that_cloudformation_will_not_make_comes_first() -> None:
    one = stack("web", resource("A", "AWS::IAM::Role", replacement=Replacement.YES))
    told = replace(finding(Topic.REPLACE, "web", "A", "goes"), fails=True)
    text = markdown(review(one, findings=(told,)), "main")
    assert text.splitlines()[1].startswith("**The deploy fails by** `web.A` · ")
    assert "REPLACE=" not in text


def test_what_only_follows_is_told_by_what_it_follows() -> None:
    followed = PropertyChange(path="TaskDefinition", follows=("taskdefinition",))
    found = review(stack("web", resource("service", "AWS::ECS::Service", followed)))
    assert "- `TaskDefinition` follows `taskdefinition`" in markdown(found, "main")
    assert "    TaskDefinition follows taskdefinition" in shown(found)


def test_losses_of_state_come_before_everything_else() -> None:
    text = markdown(LOUD, "main")
    grave = text.index("> - `data`, `Files`: is removed; its files would be lost")
    assert grave < text.index("| what |") < text.index("| stack | environments")
    assert text.count("its files would be lost") == 1


def test_a_finding_is_a_row_and_what_is_better_is_folded() -> None:
    text = markdown(LOUD, "main")
    rows = [row for row in text.splitlines() if row.startswith("|")]
    assert (
        "| rights widened | `api` | `TaskRole` | may now `s3:*` on `*`, says `@octocat` in `#12` |"
        in rows
    )
    assert (
        "| replaced or removed | `ecs-cluster` | `Logs` | is replaced (in `production`) |" in rows
    )
    folded = text[text.index("2 more things to know") :]
    assert "the same in 2 stacks: `api` and `web`" in folded


def test_a_stack_that_moves_between_environments_is_told_though_no_template_changes() -> None:
    moved = finding(Topic.THREADS, "web", "", "is left out there now", sense=Sense.NOTE)
    text = markdown(review(findings=(moved,), unchanged=3), "main")
    assert text.splitlines()[1] == "**Nothing is replaced, granted, opened or lost.**"
    assert "<details open><summary>1 thing to know" in text
    assert "| threads | `web` |  | is left out there now |" in text


def test_stacks_stand_in_the_order_of_deploy_with_what_their_services_notice() -> None:
    rows = [row for row in markdown(LOUD, "main").splitlines() if row.startswith("|")]
    assert rows[-3:] == [
        "| `data` | `production` | 1 removed |  |",
        "| `ecs-cluster` | `local` and `production` | 1 added, 1 replaced, 1 changed, "
        "1 output, 1 value |  |",
        "| the same in 2 stacks: `api` and `web` | `production` | 1 new revision | "
        "`ecsservice`: rolling |",
    ]


def test_details_have_old_and_new_scripts_as_diffs_and_where_it_is_not_everywhere() -> None:
    text = markdown(LOUD, "main")
    assert "- `LogGroupName`: <code>/a&#124;b</code> → `` /`b` `` (**replaces it**)" in text
    assert "````diff\n@@ -1,2 +1,2 @@\n set -eu\n-echo old\n+echo ```new```" in text
    assert "**`Alarm`** `AWS::CloudWatch::Alarm` added only in `production`" in text
    assert "- `Outputs.VpcId`: `${VpcId}` → not set" in text
    assert "**Values of parameters** in `production`\n\n- `InstanceType`: `t3.micro` → " in text


def test_two_hundred_stacks_alike_are_told_of_once() -> None:
    text = markdown(review(*(rolled(f"service-{i}") for i in range(200))), "main")
    assert len(text) < 12_000
    assert "the same in 200 stacks: `service-0`, `service-1`, `service-2`, `service-3` and 196 more"
    assert text.count("<details>") == 1


def test_stacks_that_differ_in_more_than_their_names_are_told_apart() -> None:
    other = stack("web", *rolled("api").resources)
    assert markdown(review(rolled("api"), other), "main").count("<details>") == 2


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain", "`plain`"),
        ("", '`""`'),
        ("a`b", "``a`b``"),
        ("`a", "`` `a ``"),
        (" a ", "`  a  `"),
        ("a\nb", "`a⏎b`"),
        ("a|`b", "<code>a&#124;&#96;b</code>"),
        ("\u202edcba", "`\\u202edcba`"),
        ("\ud800", "`\\ud800`"),
        ("\x00\x1b[1m", "`\\u0000\\u001b[1m`"),
    ],
)
def test_a_value_is_code_whatever_it_holds(value: str, written: str) -> None:
    assert code(value) == written


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("is replaced: a name, changed", "is replaced: a name, changed"),
        ("may s3:Put* on arn:aws:s3:::b/*", "may `s3:Put*` on `arn:aws:s3:::b/*`"),
        ("asks @octocat, (#12)", "asks `@octocat`, (`#12`)"),
        ("see 1234567 and GH-12", "see `1234567` and `GH-12`"),
        ("`a b`, and a`b", "`a b`, and ``a`b``"),
        ("+`+; x", "``+`+;`` x"),
        ("<script> & _a_ [b](c)", "`<script>` `&` `_a_` `[b](c`)"),
        ("two\nlines", "`two⏎lines`"),
        ("the role's own, e.g. 1.5", "the role's own, e.g. 1.5"),
    ],
)
def test_a_sentence_keeps_its_words_and_makes_code_of_the_rest(words: str, written: str) -> None:
    assert prose(words) == written


def test_html_has_every_sign_as_an_entity() -> None:
    assert tagged("a<b>_@|`*") == "<code>a&#60;b&#62;&#95;&#64;&#124;&#96;&#42;</code>"


def test_a_long_block_is_cut_and_says_so() -> None:
    assert fenced(["a", "b", "c"], limit=2) == "```\na\nb\n… 1 more lines\n```"


def test_what_does_not_fit_is_cut_from_the_details_first_and_told() -> None:
    stacks = [
        stack(
            f"s{i}", resource(f"R{i}", "T", *(change(f"P{j}", "a" * 90, "b" * 90) for j in "abc"))
        )
        for i in range(300)
    ]
    text = markdown(review(*stacks), "it's")
    assert len(text.encode()) <= LIMIT
    cut = re.search(r"\*Cut to fit into a comment: (\d+) stacks' details\. (.*)\*", text)
    assert cut
    assert cut[2] == """`make review BASE='it'"'"'s'` shows all of it."""
    assert text.count("<details>") == 300 - int(cut[1])
    assert all(f"| `s{i}` |" in text for i in range(300))


def test_even_rows_are_cut_but_never_the_verdict_or_the_gravest() -> None:
    findings = tuple(
        finding(Topic.RIGHTS, f"s{i}", "R", f"a{i} " + "word " * 100, grave=i == 0)
        for i in range(500)
    )
    text = markdown(
        review(*(stack(f"s{i}", others=(change(str(i)),)) for i in range(900)), findings=findings),
        "main",
    )
    assert len(text.encode()) <= LIMIT
    assert "**Widens rights of** `s0.R`, `s1.R`, `s2.R`, `s3.R` and 496 more" in text
    assert "> - `s0`, `R`: a0 word" in text
    assert re.search(r"Cut to fit into a comment: [\d,]+ findings, [\d,]+ stacks and 900", text)


def test_json_has_all_of_it_and_no_more() -> None:
    data = json.loads(json.dumps(as_json(LOUD, "main")))
    assert list(data) == [
        *("version", "base", "notes", "verdict", "findings", "stacks", "order", "unchanged"),
    ]
    assert data["verdict"]["stateful"] == ["data.Files"]
    assert data["verdict"]["removed"] == ["data.Files"]
    assert data["findings"][0] == {
        "topic": "replace",
        "sense": "worse",
        "stack": "data",
        "subject": "Files",
        "words": "is removed; its files would be lost",
        "grave": True,
        "fails": False,
        "environments": [],
    }
    cluster = data["stacks"][1]
    assert list(cluster) == [
        *("stack", "action", "environments", "resources", "others", "values", "services"),
    ]
    assert cluster["values"] == [
        {
            "environments": ["production"],
            "parameters": [
                {
                    "path": "InstanceType",
                    "old": "t3.micro",
                    "new": "m7i.large",
                    "script": [],
                    "follows": [],
                    "replacement": "no",
                }
            ],
        }
    ]
    assert as_json(QUIET, "main")["verdict"]["quiet"] is True


def test_a_terminal_shows_the_worst_first_and_breaks_between_words() -> None:
    text = shown(LOUD)
    assert max(map(len, text.splitlines())) <= 80
    assert text.startswith("State at risk: data.Files · replaces 1 resource")
    places = [
        "State at",
        "compared with main",
        "rights widened",
        "rights narrowed",
        "data: 1 removed",
    ]
    assert [text.index(place) for place in places] == sorted(text.index(p) for p in places)
    assert "rights widened  api · TaskRole: may now s3:* on *, says @octocat in #12" in text
    assert "    LogGroupName: /a|b → /`b`  replaces it" in text
    assert "      +echo ```new``` </details> @all" in text


def test_a_quiet_review_says_so_in_a_terminal_too() -> None:
    assert shown(QUIET).startswith(
        "Nothing is replaced, granted, opened or lost. · rolls api.ecsservice and\n"
    )
    assert shown(review()) == "Nothing changes.\ncompared with main\n"


def test_a_terminal_has_colours_unless_no_color_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[1;31mState at risk" in shown(LOUD, colour=True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "31m" not in shown(LOUD, colour=True)


def test_a_diff_in_a_terminal_is_short() -> None:
    lines = tuple(f"+{i}" for i in range(50))
    text = shown(review(stack("web", resource("A", "T", change("Script", script=lines)))))
    assert "+19" in text
    assert "+20" not in text
    assert "… 30 more lines" in text


TEXT = st.text(max_size=60) | st.sampled_from(
    [
        *("```", "</details>", "<details>", "````\n```", "|", "`", "@all", "a\nb", "<!--", "-->"),
        *("\\|", "\\`", "> ", "- ", "# ", "~~~", "[x]: y", "\ud800", "\u2028```", "    code"),
    ]
)
NODES = st.none() | TEXT | st.lists(TEXT, max_size=3) | st.dictionaries(TEXT, TEXT, max_size=2)
CHANGES = st.builds(
    PropertyChange,
    path=TEXT,
    old=NODES,
    new=NODES,
    script=st.lists(TEXT, max_size=3).map(tuple),
    replacement=st.sampled_from(Replacement),
)


def _several(each: st.SearchStrategy[Any], size: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(each, max_size=size).map(tuple)


RESOURCES = st.builds(
    ResourceChange,
    logical_id=TEXT,
    type=TEXT,
    action=st.sampled_from(Action),
    properties=_several(CHANGES),
    replacement=st.sampled_from(Replacement),
    because=_several(TEXT),
    environments=_several(TEXT),
)
STACKS = st.builds(
    StackReview,
    stack=TEXT,
    action=st.none() | st.sampled_from(Action),
    environments=_several(TEXT),
    resources=_several(RESOURCES, 2),
    others=_several(CHANGES, 1),
    values=st.dictionaries(_several(TEXT), _several(CHANGES, 2), max_size=2),
    services=_several(
        st.builds(
            ServiceNotice,
            logical_id=TEXT,
            what=TEXT,
            because=_several(TEXT),
            environments=_several(TEXT),
        ),
        2,
    ),
)
FINDINGS = st.builds(
    Finding,
    topic=st.sampled_from(Topic),
    sense=st.sampled_from(Sense),
    stack=TEXT,
    subject=TEXT,
    words=TEXT,
    grave=st.booleans(),
    environments=_several(TEXT),
)
REVIEWS = st.builds(
    Review,
    stacks=_several(STACKS),
    findings=_several(FINDINGS, 5),
    order=st.just({}),
    unchanged=st.integers(0, 5),
)


def outside_code(text: str) -> Iterator[str]:
    """The lines of Markdown that are not in a block of code; code in a line is taken out."""
    fence = ""
    for line in text.split("\n"):
        opening = re.match(r"`{3,}", line)
        if fence:
            fence = "" if line == fence else fence
        elif opening and "`" not in line[opening.end() :]:
            fence = opening[0]
        else:
            yield re.sub(r"(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)", "", line)
    assert not fence, "a block of code is never closed"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(found=REVIEWS, base=TEXT, limit=st.sampled_from([LIMIT, 12_000]))
def test_whatever_a_review_holds_the_markdown_stays_whole(
    found: Review, base: str, limit: int
) -> None:
    text = markdown(found, base, limit)
    assert len(text.encode()) <= limit
    assert text.startswith(f"{MARKER}\n")
    lines = list(outside_code(text))
    depth = 0
    for line in lines:
        depth += len(re.findall("<details(?: open)?>", line)) - line.count("</details>")
        assert depth in (0, 1)
        assert "@" not in line
        assert not line.startswith("|") or line.count("|") == 5
    assert depth == 0
    assert sum("<!--" in line for line in lines) == 1


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(found=REVIEWS, width=st.integers(20, 120))
def test_whatever_a_review_holds_a_terminal_can_show_it(found: Review, width: int) -> None:
    shown(found, width).encode()


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(found=REVIEWS)
def test_whatever_a_review_holds_json_has_it(found: Review) -> None:
    assert json.loads(json.dumps(as_json(found, "main"))) == as_json(found, "main")


def test_a_cluster_alone_can_be_shown() -> None:
    assert "ecs-cluster" in markdown(review(CLUSTER), "main")
