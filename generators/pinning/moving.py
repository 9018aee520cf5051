"""From what is pinned to what AWS recommends: new texts of files, and what to say of each pin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generators.parts.ami import Ami
from generators.pinning.edit import put
from generators.pinning.places import Pin
from generators.pinning.releases import Read, is_older, recommended, release_in


@dataclass(frozen=True, kw_only=True)
class Moves:
    """The new text of each file that changes, by its name; a line for people about each pin.

    `environments` are those that take a changed value, beside the one that was asked for.
    """

    texts: Mapping[str, str]
    lines: tuple[str, ...]
    environments: tuple[str, ...]


def moves(texts: Mapping[str, str], pins: Iterable[Pin], read: Read) -> Moves:
    """Move each pin to the release that `read` names; none goes back to an older one.

    `texts` has the files of the pins. Raises UserError where a line cannot be changed by itself.
    """
    newest: dict[Ami, str] = {}
    changed: dict[str, str] = {}
    lines: list[str] = []
    followers: list[str] = []
    for pin in pins:
        if pin.ami not in newest:
            newest[pin.ami] = recommended(pin.ami, read)
        release = newest[pin.ami]
        if said := _stays(pin, release):
            lines.append(pin.said(said))
            continue
        text = changed.get(pin.file, texts[pin.file])
        edited = put(pin.file, text, pin.path, pin.ami.pin(release))
        changed[pin.file] = edited.text
        lines.append(pin.said(f"{_before(pin)} → {release}", edited.line))
        lines += [f"  {other} takes the same line, and follows" for other in pin.followers]
        followers += pin.followers
    return Moves(texts=changed, lines=tuple(lines), environments=tuple(dict.fromkeys(followers)))


def _stays(pin: Pin, newest: str) -> str | None:
    """Why the pin stays where it is; None if it moves."""
    held = release_in(pin.ami, pin.held or "")
    if held == newest:
        return f"{newest} is up to date"
    if held and is_older(newest, held):
        return f"{held} is newer than {newest}, which is recommended there: left as it is"
    return None


def _before(pin: Pin) -> str:
    if pin.held is None:
        return "(new)"
    return release_in(pin.ami, pin.held) or pin.held or '""'
