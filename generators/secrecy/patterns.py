"""What gives a secret away by what it is, and what is none whatever it is called."""

from __future__ import annotations

import re

HARMLESS = re.compile(
    r"|-?[0-9]+(\.[0-9]+)?|true|false|[a-z][a-z0-9+.-]*://[^@\s]*|arn:[^:]*:.*", re.IGNORECASE
)
"""Values that are no secrets whatever they are called: numbers, switches, addresses, ARNs."""

_PUBLIC = r"(?![A-Z0-9 ]*PUBLIC KEY)"

VALUES = {
    "an access key of AWS": r"\b(AKIA|ASIA)[A-Z0-9]{16}\b",
    "a private key": rf"-----BEGIN {_PUBLIC}[A-Z0-9 ]*KEY",
    "a token of Slack": r"\bxox[a-z]-[A-Za-z0-9-]{10,}",
    "a token of GitHub": r"\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})",
    "a JSON Web Token": r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.",
    "a key of Stripe": r"\b[rs]k_(live|test)_[A-Za-z0-9]{10,}",
    "an option with a secret": r"(?i)--?(password|passwd|secret|token|api-key)=(?!\$\{)\S+",
    "an address with a password": r"[a-z][a-z0-9+.-]*://[^\s/@:]*:(?!\$\{)[^\s/@]+@",
}
"""What gives a secret away, by what it is."""


REFERENCES, FUNCTIONS = "\U000f0000-\U000ffffd", "\U00100000-\U0010fffd"
"""Characters that stand in a text for references, and for functions, that have no text yet."""

REFERENCE = rf"\$\{{(?![^}}]*:[-=+?])[^}}\[{{]*\}}|[{REFERENCES}]"
"""A reference in a text; the characters stand for those that have no text of their own."""

RESOLVED = r"\{\{resolve:.*?\}\}(?!\})"
_OPEN = rf"|true|false|null|none|arn:[^:\s]*:\S*|alias/\S+|({REFERENCE}|{RESOLVED})+|\*+"
_FETCHED = r"\$\((?:aws|curl|cat|openssl|<)[^()]*\)|\$(?-i:[A-Z_][A-Z0-9_]*)"
_IN_TEXTS = rf"((bearer|basic|token)\s+)?({REFERENCE}|{_FETCHED}|{RESOLVED})+|[<>|&;)\]}}\\,]+"
_TOLD_OTHERWISE = ("a private key", "an option with a secret", "an address with a password")
_WORD = rf"""[ \t\x1f=]*["']?(?P<value>(?![${REFERENCES}])[^\s"']+)"""
PATTERNS = [
    *(
        re.compile(rf"(?P<value>{pattern}[\w-]*)")
        for what, pattern in VALUES.items()
        if what not in _TOLD_OTHERWISE
    ),
    re.compile(rf"(?s)(?P<value>{VALUES['a private key']}.*?(-----END[A-Z0-9 ]*-*|\Z))"),
    re.compile(
        rf"(?i)(?<![a-z])[a-z][a-z0-9+.-]{{0,30}}://[^\s/@:\"']*:(?![0-9]{{1,5}}[/?])(?!(?:{REFERENCE}|\$\w+)+@)"
        r"(?P<value>[^\s\"'<>]+)@"
    ),
    re.compile(r"(?i)(?<![a-z])[a-z][a-z0-9+.-]{0,30}://(?P<value>[A-Za-z0-9_-]{20,})@"),
    re.compile(r"(?i)hooks\.slack\.com/services/(?P<value>[^\s\"']+)"),
    re.compile(r"(?i)\b(?:bearer|basic)\s+(?P<value>(?=[^\s\"']*[0-9=])[A-Za-z0-9._~+/=-]{6,})"),
    re.compile(
        r"\b(?:curl|wget|http)\b[^\n;|]*?\s(?:-u|--user|-U|--proxy-user)[ \t\x1f=]*[\"']?"
        rf"[^\s:\"'$]+:(?P<value>(?![${REFERENCES}])[^\s\"']+)"
    ),
    re.compile(rf"\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n;|]*?\s-p(?![\s]){_WORD}"),
    re.compile(rf"\bredis-cli\b[^\n;|]*?\s-a{_WORD}"),
    re.compile(r"\b(?:echo|printf)\s(?P<value>[^|\n]+)\|[^|\n]*-(?:password|token)-?(?:stdin)?\b"),
    re.compile(rf"\bsshpass\s+-p{_WORD}"),
    re.compile(r"(?P<value>\$(?:apr1|1|2[aby]|5|6|argon2id?)\$[\w./=,$+-]{4,})"),
]
_RANDOM = re.compile(
    r"[0-9a-fA-F]{32,}|(?=.*[0-9])(?=.*[A-Z])(?=.*[a-z])[A-Za-z0-9+/_-]{24,}={0,2}"
)


def is_open(text: str, *, within: bool = False) -> bool:
    """Whether a value may be shown though it goes by the name of a secret.

    `within` a script a variable or a command in its place is as open as a reference.
    """
    pattern = f"{_OPEN}|{_IN_TEXTS}" if within else _OPEN
    return bool(re.fullmatch(pattern, text, re.IGNORECASE))


def is_random(text: str) -> bool:
    """Whether a text is as keys are made: long, of hexadecimal digits or in base64."""
    return bool(_RANDOM.fullmatch(text))


def given_away(text: str) -> str | None:
    """What kind of secret a text holds; None if it does not look like any."""
    return next((what for what, pattern in VALUES.items() if re.search(pattern, text)), None)
