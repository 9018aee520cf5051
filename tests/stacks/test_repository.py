from __future__ import annotations

import json
from typing import Any

from generators.stacks import KINDS

REPOSITORY = KINDS["repository"]


def _repository(**spec: Any) -> Any:
    read = REPOSITORY.Spec.model_validate_json(json.dumps(spec))
    return REPOSITORY.template(read).to_dict()["Resources"]["Repository"]["Properties"]


def test_images_are_scanned_and_a_tag_never_moves() -> None:
    made = _repository()
    assert made["ImageTagMutability"] == "IMMUTABLE"
    assert made["ImageScanningConfiguration"] == {"ScanOnPush": True}
    assert "EmptyOnDelete" not in made, "a repository with images in it stays"


def test_old_images_go_and_the_rule_for_any_image_comes_last() -> None:
    policy = json.loads(_repository(keep_images=5)["LifecyclePolicy"]["LifecyclePolicyText"])
    first, last = policy["rules"]
    assert (first["selection"]["tagStatus"], first["selection"]["countNumber"]) == ("untagged", 7)
    assert (last["selection"]["tagStatus"], last["selection"]["countNumber"]) == ("any", 5)
    assert first["rulePriority"] < last["rulePriority"]


def test_other_accounts_may_pull_and_nothing_else() -> None:
    assert "RepositoryPolicyText" not in _repository()
    (statement,) = _repository(pulling_accounts=["210987654321"])["RepositoryPolicyText"][
        "Statement"
    ]
    assert statement["Principal"] == {"AWS": ["210987654321"]}
    assert set(statement["Action"]) == {
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
    }
