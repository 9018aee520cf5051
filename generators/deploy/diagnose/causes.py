"""What a rule is, and what it says: the likely cause of a failure, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from generators.deploy.diagnose.facts import Facts, ServiceFacts, TaskFacts

RESOURCE, EVENT, DEPLOYMENT, TASK, TARGET, LOG, ACTIVITY = (
    "resource", "event", "deployment", "task", "target", "log", "activity",
)  # fmt: skip
"""Where something was said: CloudFormation's reason for a resource, an event of a service, …"""

_SHOWN, _LONG = 3, 400
_PARTS, _NAMES = re.compile(r"\[([^\[\]]*)\]"), re.compile(r"\{(\w+)\}")
_WELL = ("healthy", "initial", "draining", "unused")


@dataclass(frozen=True, kw_only=True)
class Said:
    """A text that somebody said: `subject` is about whom, `image` of which image, if any."""

    where: str
    subject: str
    text: str
    image: str = ""


@dataclass(frozen=True, kw_only=True)
class Cause:
    """A likely cause in a sentence, what to do about it, and the words that gave it away."""

    sentence: str
    cure: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A well-known cause, by the name that it has in docs/when-it-fails.md.

    `judge` knows the facts and nothing else. What is `general` is true of many failures, and is
    said only where nothing more precise can be.
    """

    name: str
    judge: Callable[[Facts], Cause | None]
    general: bool = False


def spoken(
    name: str,
    pattern: str,
    sentence: str,
    cure: str,
    *,
    where: tuple[str, ...],
    general: bool = False,
) -> Rule:
    """A rule that goes by AWS's words.

    `sentence` and `cure` have `{subject}`, `{image}`, `{file}`, and the pattern's named groups;
    what stands in brackets is left out where a name in it has no text.
    """
    known = re.compile(pattern, re.IGNORECASE)

    def judge(facts: Facts) -> Cause | None:
        texts = [one for one in said(facts) if one.where in where]
        found = [(one, match) for one in texts if (match := known.search(one.text))]
        if not found:
            return None
        one, match = found[0]
        words = {name: _word(text or "") for name, text in match.groupdict().items()}
        image = one.image or words.get("image") or "of the task"
        fill = {**words, "subject": one.subject, "image": image, "file": facts.file}
        return Cause(
            sentence=filled(sentence, fill),
            cure=filled(cure, fill),
            evidence=evidence(other.text for other, _ in found),
        )

    return Rule(name=name, judge=judge, general=general)


def evidence(texts: Iterable[str]) -> tuple[str, ...]:
    """The first few different texts, none too long."""
    short = (text if len(text) <= _LONG else f"{text[:_LONG]} …" for text in texts)
    return tuple(dict.fromkeys(short))[:_SHOWN]


def said(facts: Facts) -> Iterator[Said]:
    """All texts of the facts, each on one line."""
    for failed in facts.failed:
        yield _said(RESOURCE, f"{failed.logical_id} ({failed.type})", failed.reason)
    for activity in facts.activities:
        yield _said(ACTIVITY, activity.group, activity.text)
    for service in facts.services:
        yield from _said_of(service)


def _said_of(service: ServiceFacts) -> Iterator[Said]:
    for task in service.tasks:
        yield from _said_by(task, service.name)
    for event in service.events:
        yield _said(EVENT, service.name, event.text)
    for deployment in service.deployments:
        yield _said(DEPLOYMENT, service.name, deployment.reason)
    for group in service.groups:
        for target in group.targets:
            if target.state not in _WELL:
                text = f"{target.id} port {target.port} is {target.state}: {target.reason}"
                told = f"{text} {target.description}; asked by {group.check}"
                yield _said(TARGET, service.name, told)
    for log in service.logs:
        for line in log.lines:
            yield _said(LOG, log.container, line)


def _said_by(task: TaskFacts, service: str) -> Iterator[Said]:
    for container in task.containers:
        yield _said(TASK, f"{service}'s {container.name}", container.reason, container.image)
    only = task.containers[0].image if len(task.containers) == 1 else ""
    yield _said(TASK, service, task.reason, only)


def _said(where: str, subject: str, text: str, image: str = "") -> Said:
    return Said(where=where, subject=subject, text=" ".join(text.split()), image=image)


def _word(text: str) -> str:
    """A word out of a sentence, without what ended the sentence there."""
    plain = text.rstrip('.,;:"')
    return plain if plain.count("'") % 2 == 0 else plain.rstrip("'")


def filled(template: str, words: Mapping[str, str]) -> str:
    """The template with its words, and without the bracketed parts that would have a gap."""

    def part(match: re.Match[str]) -> str:
        return match[1] if all(words[name] for name in _NAMES.findall(match[1])) else ""

    return _PARTS.sub(part, template).format_map(words)
