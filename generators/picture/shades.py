"""The colours of a timeline, beside those of every picture."""

from __future__ import annotations

_LIGHT = "#d1fae5 #fee2e2 #e2e8f0 #34a57f #dc4b4b #8b98ab #d97706"
_DARK = "#134e3f #5b2626 #334155 #2f9e78 #e06666 #94a3b8 #fbbf24"


def shades() -> str:
    """Rules for the style sheet."""
    dark = _coloured(_DARK)
    return f"""
    .inside {{ font-size: 10px; fill: #ffffff }} .link {{ fill: none; stroke-width: 2 }}
    .grid {{ fill: none; stroke-width: 1; stroke-opacity: 0.35 }} .critical {{ stroke-width: 2 }}
    {_coloured(_LIGHT)}
    @media (prefers-color-scheme: dark) {{ {dark} .inside {{ fill: #0b1220 }} }}
  """


def _coloured(colours: str) -> str:
    done, failed, running, one, bad, under, path = colours.split()
    return (
        f".stack.done {{ fill: {done} }} .stack.failed {{ fill: {failed} }} "
        f".stack.running {{ fill: {running} }} .span.done {{ fill: {one} }} "
        f".span.failed {{ fill: {bad} }} .span.running {{ fill: {under} }} "
        f".stack.critical, .link {{ stroke: {path} }} .grid {{ stroke: {under} }}"
    )
