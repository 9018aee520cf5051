"""The launch template, as far as it keeps tasks from the instance's role."""

from __future__ import annotations

import pytest

from generators.stacks.cluster.instances import launch_template
from generators.stacks.cluster.spec import InstancesSpec
from tests.stacks.boot.rendered import BOTTLEROCKETS, SPECS, flat, user_data

EVERY = {**SPECS, **{f"bottlerocket, {name}": spec for name, spec in BOTTLEROCKETS.items()}}


@pytest.mark.parametrize("spec", EVERY.values(), ids=EVERY)
def test_a_token_is_required_and_its_answer_crosses_no_bridge(spec: InstancesSpec) -> None:
    data = launch_template(spec).to_dict()["Properties"]["LaunchTemplateData"]
    options = data["MetadataOptions"]
    assert (options["HttpTokens"], options["HttpPutResponseHopLimit"]) == ("required", 1)
    # The boothook's rule is for IPv4, where the service answers unless it is told otherwise.
    assert options.get("HttpProtocolIpv6", "disabled") == "disabled"
    assert flat(data["UserData"]) == user_data(spec)
