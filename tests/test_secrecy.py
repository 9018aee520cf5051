"""What is a secret is not shown, and what only sounds like one is."""

from __future__ import annotations

from typing import Any

import pytest

from generators.secrecy import MASK, NAMES, is_secret, masked

REFUSED = (
    *("DB_PASSWORD", "PASSWORDS", "DB_PASSWORD_2", "PGPASS", "API_TOKEN", "JWT_SECRET", "SALT"),
    *("SECRET_KEY_BASE", "ENCRYPTION_KEY", "APP_KEY", "IMGPROXY_KEY", "license_key", "apikey"),
)
NO_SECRETS = (
    *("PUBLIC_KEY", "KEY_NAME", "PARTITION_KEY", "CACHE_KEY", "KEY", "MAX_TOKENS", "TOKEN_TTL"),
    *("SECRET_NAME", "PASSWORD_FILE", "TokenExpiration", "BYPASS", "COMPASS", "API_KEY_ID"),
)
OF_CLOUDFORMATION = ("HttpTokens", "Secrets", "ServiceToken", "RepositoryCredentials", "KmsKeyId")


@pytest.mark.parametrize("name", REFUSED)
def test_a_name_says_that_it_is_a_secret(name: str) -> None:
    assert NAMES.fullmatch(name)
    assert is_secret(name)


@pytest.mark.parametrize("name", NO_SECRETS)
def test_a_name_that_only_sounds_like_it_is_not_refused(name: str) -> None:
    assert not NAMES.fullmatch(name)
    assert not is_secret(name)


@pytest.mark.parametrize("name", OF_CLOUDFORMATION)
def test_a_property_that_only_sounds_like_it_is_shown(name: str) -> None:
    assert masked({name: "required"}) == {name: "required"}


SHOWN: tuple[tuple[Any, tuple[str, ...]], ...] = (
    ("docker run -p 80:80 myorg/api-token:1.2.3 --flag x", ()),
    ("registry:5000/foo@sha256:" + "a" * 64, ("Image",)),
    ("https://example.com:8080/x@y", ()),
    ("arn:aws:secretsmanager:eu-west-1:1:secret:web/token-AbC", ()),
    ("arn:aws:iam::1:role/x", ("TOKEN",)),
    ("alias/shop", ("EncryptionKey",)),
    ('TOKEN=$(curl -X PUT "http://x/api/token" -H "X-aws-ec2-token-ttl-seconds: 21600")', ()),
    ('curl -H "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/latest', ()),
    ('curl -H "Authorization: Bearer $TOKEN" https://x', ()),
    ("aws ecr get-login-password | docker login --username AWS --password-stdin x", ()),
    ("DB_PASSWORD=$(aws ssm get-parameter --name /db/password --with-decryption)", ()),
    ("{{resolve:secretsmanager:${S}:SecretString:password}}", ("MasterUserPassword",)),
    ({"Name": "DB_PASSWORD", "ValueFrom": "/web/api-key"}, ("Secrets",)),
    ({"Name": "DB_PASSWORD", "ValueFrom": "${Secret}:password::"}, ("Secrets",)),
    ("docker run --user 1000:1000 x", ()),
    ("mysql -h db -u root -p", ()),
    ("The password policy: at least 8 letters", ()),
    ("secretsmanager:GetSecretValue", ("Action",)),
    ("GITHUB_TOKEN_FILE=/run/x API_KEY_ID=12", ()),
    ("-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY-----", ()),
    ({"Fn::Join": ["", ["postgres://u:", {"Fn::ImportValue": "p"}, "@h"]]}, ()),
    ({"Fn::Join": ["", ["A=1 PASSWORD=", {"Fn::ImportValue": "p"}, " run"]]}, ()),
    ({"Fn::If": ["C", {"Ref": "A"}, {"Fn::Sub": "${B.Arn}"}]}, ("PASSWORD",)),
    ('{"widgets": [{"title": "tokens", "metrics": [["A", "b"]]}]}', ()),
    (["sh", "-c", "exec nginx -g 'daemon off;'"], ()),
)


@pytest.mark.parametrize(("value", "names"), SHOWN, ids=[str(one) for one, _ in SHOWN])
def test_what_is_no_secret_stays_readable(value: Any, names: tuple[str, ...]) -> None:
    assert masked(value, *names) == value


MASKED = (
    ("export A=1 PASSWORD='a b' B=1; run", f"export A=1 PASSWORD={MASK} B=1; run"),
    ("PASSWORD=${P:-hunter} run", f"PASSWORD={MASK} run"),
    ("-Dx.keyStorePassword=changeit -Xmx1g", f"-Dx.keyStorePassword={MASK} -Xmx1g"),
    ("password: correct horse\nuser: x", f"password: {MASK}\nuser: x"),
    ("Name=DB_PASSWORD,Value=x", f"Name=DB_PASSWORD,Value={MASK}"),
    ("postgres://u:p@ss@h/db", f"postgres://u:{MASK}@h/db"),
    ('{"a": 1, "password": {"v": 2}}', f'{{"a": 1, "password": {{"v": "{MASK}"}}}}'),
    ("SOME_KEY=" + "0a" * 16, f"SOME_KEY={MASK}"),
    (["curl", "-u", "admin:x", "https://y"], ["curl", "-u", f"admin:{MASK}", "https://y"]),
    (["a", "--token", {"Fn::If": ["C", "x", "y"]}], ["a", "--token", MASK]),
    (
        {"Fn::Join": ["", ["postgres://u:x", {"Fn::ImportValue": "p"}, "@h"]]},
        {"Fn::Join": ["", [f"postgres://u:{MASK}@h"]]},
    ),
    ({"Name": "/db/password", "Value": 12}, {"Name": "/db/password", "Value": MASK}),
)


@pytest.mark.parametrize(("value", "shown"), MASKED, ids=[str(one) for one, _ in MASKED])
def test_a_secret_alone_is_masked(value: Any, shown: Any) -> None:
    found = masked(value)
    assert found == shown
    assert masked(found) == found
