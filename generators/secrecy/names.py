"""Which names say that what goes by them is a secret."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_KEYS = (
    "API|PRIVATE|SECRET|ACCESS|ENCRYPTION|SIGNING|SIGNATURE|MASTER|LICEN[CS]E|SHARED|IMGPROXY|"
    "CIPHER|CRYPTO|WEBHOOK|JWT|HMAC|APP|ADMIN|COOKIE"
)

NAMES = re.compile(
    r"(?!(MAX|MIN|NUM)(IMUM|BER)?(_OF)?[_.-]?[A-Z_.-]*TOKENS$)"
    rf"(.*(PASS(WORD|WD|PHRASE)|SECRET|TOKEN|CREDENTIAL|({_KEYS})[_.-]?KEY([_.-]BASE)?)"
    r"|(.*[_.-]|PG)?PASS|(.*[_.-])?PWD|(.*[_.-])?SALT)S?([_.-]?[0-9]+|[_.-](OLD|NEW|PREVIOUS))?",
    re.IGNORECASE,
)
"""What variables that hold secrets are called."""

_SHOWN = re.compile(
    r".*[a-z](?-i:Pass|Pwd|Salt)|.*(PASSWORD|SECRET|TOKEN)[_.-]?(STRING|BINARY|VALUE|TEXT|HASH)"
    r"|(.*[_.-])?(AUTHORIZATION|COOKIE|HTPASSWD|BASICAUTH\.USERS|OTP|SIG|SIGNATURE|PSK)"
    r"|.*[_.-](AUTH|VERIFY|PIN)|.*CONNECTION[_.-]?STRING|(?-i:(sts:)?ExternalId)",
    re.IGNORECASE,
)
"""What may hold one too: too little to refuse it for, enough not to show it."""

_OPEN = frozenset(
    {
        *("HttpTokens", "OverlapTokens", "ServiceToken", "GenerateSecretString", "Secrets"),
        *("ImagePullSecrets", "RuntimeEnvironmentSecrets", "RepositoryCredentials"),
        *("MasterUserSecret", "DomainJoinServiceAccountSecret", "KmsEncryptionKey"),
    }
)
"""Properties of CloudFormation that only sound like it, or say where a secret lies."""

_KEY = re.compile(r".+KEYS?([_.-]?[0-9]+)?", re.IGNORECASE)
_KNOWN_KEY = re.compile(
    r".*(PUBLIC|PUB|PARTITION|SORT|RANGE|OBJECT|S3|ROUTING|KMS|FOREIGN|PRIMARY|CACHE)[_.-]?KEYS?",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_secret(name: str) -> bool:
    """Whether what is called so is not to be shown."""
    return name not in _OPEN and bool(NAMES.fullmatch(name) or _SHOWN.fullmatch(name))


@lru_cache(maxsize=4096)
def is_key(name: str) -> bool:
    """Whether it is called a key, of which nobody knows what it opens."""
    return bool(_KEY.fullmatch(name)) and not _KNOWN_KEY.fullmatch(name)


def any_secret(names: Iterable[str]) -> bool:
    """Whether one of the names, all of which go for one value, is a secret's."""
    return any(map(is_secret, names))
