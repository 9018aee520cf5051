"""What looks like a secret: by the name that it has, or by what it is."""

from __future__ import annotations

import re

NAMES = re.compile(
    r".*(PASS(WORD|WD|PHRASE)|SECRET|TOKEN|CREDENTIALS?|(API|PRIVATE|SECRET|ACCESS)[_.-]?KEY"
    r"([_.-]BASE)?)|(.*[_.-]|PG)?PASS|.*[_.-]PWD|(.*[_.-])?SALT",
    re.IGNORECASE,
)
"""What variables that hold secrets are called."""

HARMLESS = re.compile(
    r"|-?[0-9]+(\.[0-9]+)?|true|false|[a-z][a-z0-9+.-]*://[^@\s]*|arn:[^:]*:.*", re.IGNORECASE
)
"""Values that are no secrets whatever they are called: numbers, switches, addresses, ARNs."""

VALUES = {
    "an access key of AWS": r"\b(AKIA|ASIA)[A-Z0-9]{16}\b",
    "a private key": r"-----BEGIN [A-Z0-9 ]*KEY",
    "a token of Slack": r"\bxox[a-z]-[A-Za-z0-9-]{10,}",
    "a token of GitHub": r"\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})",
    "a JSON Web Token": r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.",
    "a key of Stripe": r"\b[rs]k_(live|test)_[A-Za-z0-9]{10,}",
    "an option with a secret": r"(?i)--?(password|passwd|secret|token|api-key)=(?!\$\{)\S+",
    "an address with a password": r"[a-z][a-z0-9+.-]*://[^\s/@:]*:(?!\$\{)[^\s/@]+@",
}
"""What gives a secret away, by what it is."""


def given_away(text: str) -> str | None:
    """What kind of secret a text holds; None if it does not look like any."""
    return next((what for what, pattern in VALUES.items() if re.search(pattern, text)), None)
