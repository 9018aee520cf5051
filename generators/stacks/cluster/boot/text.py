"""Texts of many lines in a template."""

from __future__ import annotations

from troposphere import Join, Sub

_BOUNDARY = "==next-part=="


def lines(content: str) -> Join:
    """A text in lines, so that a diff of the template shows the lines that changed.

    `${Name}` in it is CloudFormation's, so that shell scripts write `$name`.
    """
    parts = content.splitlines(keepends=True)
    return Join("", [Sub(part) if "${" in part else part for part in parts])


def multipart(parts: dict[str, str]) -> str:
    """User data of several parts, each by its content type, as cloud-init takes them.

    The boundary is fixed, so that equal parts give equal user data.
    https://cloudinit.readthedocs.io/en/latest/explanation/format.html
    """
    head = f'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="{_BOUNDARY}"\n\n'
    bodies = (
        f'--{_BOUNDARY}\nContent-Type: {kind}; charset="us-ascii"\n\n{text}\n'
        for kind, text in parts.items()
    )
    return f"{head}{''.join(bodies)}--{_BOUNDARY}--\n"
