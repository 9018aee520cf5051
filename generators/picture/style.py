"""The colours and fonts of a picture: those of docs/stacks.svg, and others for a dark screen.

No variables of CSS: what shows SVG outside of browsers often knows none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

COLOURS: Final = 6
"""How many colours arrows have, to tell their sources apart."""

_LIGHT = {
    "ground": "#f8fafc",
    "box": "#ffffff",
    "frame": "#f1f5f9",
    "edge": "#94a3b8",
    "ink": "#1f2937",
    "quiet": "#5b6472",
    "network": "#eef2ff",
    "cluster": "#ecfdf5",
    "repository": "#fefce8",
    "arrows": "#059669 #6366f1 #d97706 #db2777 #0891b2 #475569",
}

_DARK = {
    "ground": "#0f172a",
    "box": "#1e293b",
    "frame": "#162033",
    "edge": "#64748b",
    "ink": "#e2e8f0",
    "quiet": "#a3b1c4",
    "network": "#262a52",
    "cluster": "#12372f",
    "repository": "#37310f",
    "arrows": "#34d399 #818cf8 #fbbf24 #f472b6 #22d3ee #cbd5e1",
}

_SHAPES = """
    text { font-family: system-ui, "Helvetica Neue", Helvetica, Arial, sans-serif; font-size: 12px }
    .name { font-size: 14px; font-weight: 600 } .head { font-size: 13px }
    .label { text-anchor: middle } .box { stroke-width: 1.5 } .others { stroke-dasharray: 5 4 }
    .arrow { fill: none; stroke-width: 2 }"""


def style() -> str:
    """The style sheet."""
    dark = _rules(_DARK)
    return f"{_SHAPES}{_rules(_LIGHT)}\n    @media (prefers-color-scheme: dark) {{{dark} }}\n  "


def _rules(colours: Mapping[str, str]) -> str:
    fills = {name: colours[name] for name in ("ground", "network", "cluster", "repository")}
    rules = [
        f"text {{ fill: {colours['ink']} }} .note {{ fill: {colours['quiet']} }}",
        *(f".{name} {{ fill: {colours[name]}; stroke: {colours['edge']} }}" for name in _EDGED),
        *(f".{name} {{ fill: {colour} }}" for name, colour in fills.items()),
        ".others { fill: none }",
        *(
            f".arrow{i} {{ stroke: {colour} }} .tip{i} {{ fill: {colour} }}"
            for i, colour in enumerate(colours["arrows"].split())
        ),
    ]
    return "".join(f"\n    {rule}" for rule in rules)


_EDGED = ("box", "frame")
