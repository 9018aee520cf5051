"""No secret is told, nor a part of one."""

from __future__ import annotations

from generators.deploy.masking import mask


def test_a_secret_that_begins_with_another_is_masked_whole() -> None:
    for secrets in (["hunter2", "hunter22"], ["hunter22", "hunter2"]):
        assert mask("hunter22, hunter2 and hunter", secrets) == "****, **** and hunter"
