"""A secret is planted wherever people put one, and no form of a review shows it."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from generators.report.review import as_json, markdown, terminal
from generators.review.gathering import review
from generators.secrecy import masked
from tests.review.cases import load

S = "hunter2zz"
Template = dict[str, Any]


def _resource(kind: str, properties: Mapping[str, Any], **more: Any) -> Template:
    return {"Resources": {"It": {"Type": f"AWS::{kind}", "Properties": properties, **more}}}


def _task(**container: Any) -> Template:
    said = {"Name": "web", "Image": "x:1", "Memory": 256, **container}
    return _resource("ECS::TaskDefinition", {"ContainerDefinitions": [said]})


def _variable(name: Any, value: Any) -> Template:
    return _task(Environment=[{"Name": name, "Value": value}])


def _parameters(resources: Template | None = None, /, **declared: Any) -> Template:
    found = {name: {"Type": "String", **said} for name, said in declared.items()}
    return {"Parameters": found, "Resources": {}, **(resources or {})}


def _header(name: str, value: str) -> Template:
    config = {"HttpHeaderName": name, "Values": [value]}
    conditions = [{"Field": "http-header", "HttpHeaderConfig": config}]
    return _resource("ElasticLoadBalancingV2::ListenerRule", {"Conditions": conditions})


def _script(*lines: Any) -> Template:
    return _resource("EC2::Instance", {"UserData": {"Fn::Base64": {"Fn::Join": ["\n", lines]}}})


def _given(value: Any, **declared: Any) -> Template:
    template = _parameters(DbPassword=declared)
    values = {"production": {"web": {"DbPassword": value}}}
    return {"stacks": {"web": template}, "environments": values}


def _trusted(value: Any) -> Template:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::999999999999:root"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": value}},
    }
    return _resource("IAM::Role", {"AssumeRolePolicyDocument": {"Statement": [statement]}})


KEY = ("-----BEGIN RSA PRIVATE KEY-----", f"{S}A", f"{S}B", "-----END RSA PRIVATE KEY-----")
EMPTY: Template = {"Resources": {}}
NAMES = (
    *("DB_PASSWORD", "DB_PASSWORD_2", "PASSWORDS", "dbPass", "APP_KEY", "IMGPROXY_KEY", "SALT"),
    *("IMGPROXY_SALT", "ENCRYPTION_KEY", "SIGNING_KEY", "license_key", "apikey", "JWT_SECRET"),
)
TEXTS = {
    "assignments": f"export A=1 DB_PASSWORD={S}; run",
    "an option": f"run --password {S} --b",
    "a quoted option": f'CMD ["run", "--password", "{S}"]',
    "mysql": f"mysql -h db -p{S}",
    "curl": f"curl -u admin:{S} https://x",
    "a header": f"curl -H 'Authorization: Bearer {S}' https://x",
    "JSON": f'{{"user":"a","password":"{S}"}}',
    "JSON within": f'{{"password":{{"v":["{S}"]}}}}',
    "JSON of names": f'[{{"name":"DB_PASSWORD","value":"{S}"}}]',
    "JSON in a command": f'curl -d \'{{"user":"a","password":"{S}"}}\' https://x',
    "JSON in JSON": json.dumps({"a": json.dumps({"password": S})}),
    "an address": f"postgres://u:{S}@h/db",
    "an address with an at": f"postgres://u:p@{S}@h/db",
    "an address with a slash": f"postgres://u:p/{S}@h/db",
    "two addresses": f"https://a:{S}@h and https://b:{S}@h",
    "a query": f"https://h/?a=b&token={S}",
    "ODBC": f"Server=h;Database=d;Pwd={S};",
    "a sentence": f"see: x, password={S}",
    "a hash": f"admin:$apr1${S}",
    "a key": "\n".join(KEY),
    "YAML": f"db:\n  user: x\n  password: {S} {S}\n",
    "YAML's block": f"db:\n  user: x\n  password: |\n    {S}\n    {S}\n  b: 1\n",
    "YAML's list": f"secrets:\n- {S}\n- {S}\nb: 1\n",
    "YAML of names": f"- name: DB_PASSWORD\n  value: {S} {S}\n",
    "a script": f"#!/bin/sh\nA=1 TOKEN={S} run\necho '{S}' | docker login --password-stdin\n",
    "a long line": f"{'a' * 250} password={S}",
}
HEADERS = ("X-Token", "Authorization", "X-Origin-Verify")

CASES: dict[str, tuple[Template, Template]] = {
    **{f"a variable {n}": (_variable(n, "a"), _variable(n, S)) for n in NAMES},
    **{
        f"{n} in a variable": (_variable("CFG", "a"), _variable("CFG", t)) for n, t in TEXTS.items()
    },
    **{f"{n} in a new variable": (_task(), _variable("CFG", t)) for n, t in TEXTS.items()},
    **{f"{n} in user data": (_script("a"), _script("a", t)) for n, t in TEXTS.items()},
    **{f"{n} in a command": (_task(), _task(Command=["sh", "-c", t])) for n, t in TEXTS.items()},
    **{
        f"{n} in a description": ({**EMPTY, "Description": "a"}, {**EMPTY, "Description": t})
        for n, t in TEXTS.items()
    },
    **{f"a header {n}": (_header(n, "a"), _header(n, S)) for n in HEADERS},
    "under a condition": (
        _variable("DB_PASSWORD", {"Fn::If": ["C", f"{S}1", "b"]}),
        _variable("DB_PASSWORD", {"Fn::If": ["C", f"{S}2", "b"]}),
    ),
    "joined": (_task(), _variable("TOKEN", {"Fn::Join": ["", [S, {"Fn::ImportValue": "q"}]]})),
    "in base 64": (_task(), _variable("TOKEN", {"Fn::Base64": S})),
    "after a reference": (_task(), _variable("TOKEN", "${AWS::Region}" + S)),
    "under a name of two": (_task(), _variable({"Fn::If": ["C", "TOKEN", "X"]}, S)),
    "JSON under a name": (
        _variable("DB_CREDENTIALS", f'{{"pw":"{S}1"}}'),
        _variable("DB_CREDENTIALS", f'{{"pw":"{S}2"}}'),
    ),
    "an address that is put together": (
        _variable("DB", "a"),
        _variable("DB", {"Fn::Sub": f"postgres://u:{S}${{AWS::Region}}@h/db"}),
    ),
    "an argument": (_task(Command=["run"]), _task(Command=["run", "--password", S])),
    "another argument": (
        _task(Command=["run", "--password", f"{S}1"]),
        _task(Command=["run", "--password", f"{S}2"]),
    ),
    "an argument under a condition": (
        _task(),
        _task(Command=["run", "--token", {"Fn::If": ["C", S, "b"]}]),
    ),
    "arguments in another order": (
        _task(Command=["run", "--password", S]),
        _task(Command=["--password", S, "run"]),
    ),
    "arguments of curl": (_task(), _task(Command=["curl", "-u", f"admin:{S}", "https://x"])),
    "a label": (_task(), _task(DockerLabels={"api_token": S, "auth.basicauth.users": f"a:{S}"})),
    "an option of logs": (
        _task(),
        _task(LogConfiguration={"Options": {"splunk-token": S, "license_key": S, "apikey": S}}),
    ),
    "a key that changes": (_script("a", *KEY), _script("a", KEY[0], KEY[1], f"{S}C", KEY[3])),
    "a key beside what is not known": (
        _script("a"),
        _script("a", {"Fn::ImportValue": "x"}, *KEY),
    ),
    "a script under a condition": (
        _script("a", "b"),
        _script("a", {"Fn::If": ["C", f"A_TOKEN={S}\nrun", "b"]}),
    ),
    "a parameter of SSM": (
        _resource("SSM::Parameter", {"Name": "/db/password", "Value": "a"}),
        _resource("SSM::Parameter", {"Name": "/db/password", "Value": S}),
    ),
    "a parameter of SSM without a name": (
        {"Resources": {"DbPassword": {"Type": "AWS::SSM::Parameter", "Properties": {}}}},
        {"Resources": {"DbPassword": {"Type": "AWS::SSM::Parameter", "Properties": {"Value": S}}}},
    ),
    "a secret": (
        _resource("SecretsManager::Secret", {"SecretString": '{"k":"a"}'}),
        _resource("SecretsManager::Secret", {"SecretString": f'{{"k":"{S}"}}'}),
    ),
    "a database": (
        _resource("RDS::DBInstance", {"MasterUserPassword": "x"}),
        _resource("RDS::DBInstance", {"MasterUserPassword": {"Fn::If": ["C", S, "b"]}}),
    ),
    "metadata": (
        _resource("S3::Bucket", {}),
        _resource("S3::Bucket", {}, Metadata={"k": {"password": {"v": S}}}),
    ),
    "a new parameter": (EMPTY, _parameters(DbPassword={"Default": S})),
    "a default": (_parameters(ApiToken={"Default": "a"}), _parameters(ApiToken={"Default": S})),
    "a default by its content": (EMPTY, _parameters(Url={"Default": f"https://a:{S}@h"})),
    "a default with NoEcho": (
        _parameters(Q={"NoEcho": True, "Default": "a"}),
        _parameters(Q={"NoEcho": True, "Default": S}),
    ),
    "allowed values with NoEcho": (
        _parameters(Q={"NoEcho": True, "AllowedValues": ["a"]}),
        _parameters(Q={"NoEcho": True, "AllowedValues": [S]}),
    ),
    "a default that loses NoEcho": (
        _parameters(_variable("X", {"Ref": "Q"}), Q={"NoEcho": True, "Default": S}),
        _parameters(_variable("X", {"Ref": "Q"}), Q={"Default": S}),
    ),
    "a parameter where it is used": (
        _parameters(_variable("X", {"Ref": "ApiToken"}), ApiToken={"Default": "a"}),
        _parameters(_variable("X", {"Ref": "ApiToken"}), ApiToken={"Default": S}),
    ),
    "a value": (_given("a"), _given(S)),
    "a value of several": (_given("a"), _given({"first": [{"env": "A"}, S]})),
    "a value that cannot be": (_given("1", Type="Number"), _given(S, Type="Number")),
    "an output": (
        {**EMPTY, "Outputs": {"DbPassword": {"Value": "a"}}},
        {**EMPTY, "Outputs": {"DbPassword": {"Value": {"Fn::If": ["C", S, "b"]}}}},
    ),
    "a new output": (EMPTY, {**EMPTY, "Outputs": {"DbPassword": {"Value": S}}}),
    "a map": (EMPTY, {**EMPTY, "Mappings": {"M": {"a": {"Password": S}}}}),
    "a condition": (
        _parameters(DbPassword={}),
        {
            **_parameters(DbPassword={}),
            "Conditions": {"X": {"Fn::Equals": [{"Ref": "DbPassword"}, S]}},
        },
    ),
    "an id in a trust": (_trusted("a"), _trusted(S)),
    "an id in a trust under a condition": (_trusted("a"), _trusted({"Fn::If": ["C", S, "b"]})),
}


def _forms(before: Template, after: Template, folder: Path) -> str:
    for name, side in (("before", before), ("after", after)):
        (folder / f"{name}.json").write_text(json.dumps(side))
    found = review(load(folder / "before.json"), load(folder / "after.json"))
    assert found.stacks
    said = io.StringIO()
    terminal(Console(file=said, width=4000), found, "main")
    return markdown(found, "main") + said.getvalue() + json.dumps(as_json(found, "main"))


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_no_form_of_a_review_shows_a_secret(
    before: Template, after: Template, tmp_path: Path
) -> None:
    for one, other in ((before, after), (after, before)):
        assert S not in _forms(one, other, tmp_path)


OPEN_WAY = st.lists(st.sampled_from(["A", "Config", "Options", "Items"]), max_size=2)


def _nested(leaf: str) -> st.SearchStrategy[Any]:
    """The text in functions, lists, mappings and JSON, one in another."""
    return st.recursive(st.just(leaf), _around, max_leaves=4)


def _around(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        inner.map(lambda it: {"Fn::If": ["C", it, "b"]}),
        inner.map(lambda it: {"Fn::If": ["C", "b", it]}),
        inner.map(lambda it: {"Fn::Join": ["-", ["a", it, {"Fn::ImportValue": "q"}]]}),
        inner.map(lambda it: {"Fn::Base64": it}),
        inner.map(lambda it: {"Fn::Select": ["0", [it, "b"]]}),
        inner.map(lambda it: ["a", it]),
        inner.map(lambda it: {"v": it}),
        inner.filter(lambda it: isinstance(it, str)).map(
            lambda it: {"Fn::Sub": f"{it}${{AWS::Region}}"}
        ),
        inner.map(lambda it: json.dumps({"v": it})),
    )


@given(OPEN_WAY, st.sampled_from(NAMES), st.booleans(), OPEN_WAY, _nested(S))
@settings(deadline=None)
def test_a_value_below_the_name_of_a_secret_is_not_shown(
    way: list[str], name: str, beside: bool, further: list[str], value: Any
) -> None:
    for step in reversed(further):
        value = {step: value}
    value = {"Name": name, "Value": value} if beside else {name: value}
    for step in reversed(way):
        value = {step: value}
    assert S not in json.dumps(masked(value))


@given(st.sampled_from([*TEXTS.values()]).flatmap(_nested))
@settings(deadline=None)
def test_a_text_with_a_secret_is_masked_wherever_it_stands(value: Any) -> None:
    assert S not in json.dumps(masked(value))
