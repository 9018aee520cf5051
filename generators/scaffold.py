"""`make new-service`: the file that a new service is."""

from __future__ import annotations

import re
from pathlib import Path

from generators.errors import UserError
from generators.files import write_atomically
from generators.params import Project
from generators.params.yaml12 import STACK_NAME

SERVICE = """\
# yaml-language-server: $schema=schema/service.json
kind: service
parent: {parent}
spec:
  containers:
    - name: {name}
      image: {image}
      cpu: 128              # of 1024 for each vCPU of an instance
      memory: 128           # MiB, at which the container is killed
parameters:
  ContainerVersion: !First  # make deploy VERSION=…, else what runs now
    - !Env VERSION
    - !Previous
environments:
  local:
    parameters:
      ContainerVersion: !First
        - !Env VERSION
        - !Previous
        - 1
"""


def new_service(root: Path, project: Project, name: str, image: str | None = None) -> Path:
    """Write `params/<name>.yaml` for a service on the first cluster there is, and return its path.

    `image` goes without its tag, which `${ContainerVersion}` will be. Raises UserError when the
    name is no name for a stack, or taken: nothing is ever overwritten.
    """
    if not STACK_NAME.fullmatch(name):
        raise UserError(
            f"NAME={name} is no name of a stack; allowed: letters, digits, dashes, a letter first"
        )
    if image is not None and not re.fullmatch(r"[a-z0-9][A-Za-z0-9._/:-]*", image):
        raise UserError(f"IMAGE={image} is no image", advice="one is written IMAGE=example/web")
    if image is not None and ":" in image.rpartition("/")[2]:
        raise UserError(
            f"IMAGE={image} has a tag, which is to be the version that is deployed",
            advice=f"leave it out: IMAGE={image.rpartition(':')[0]}",
        )
    path = root / "params" / f"{name}.yaml"
    if path.exists():
        raise UserError(f"params/{name}.yaml exists already; nothing was changed")
    clusters = [stack.name for stack in project.stacks.values() if stack.kind == "cluster"]
    if not clusters:
        raise UserError("no stack of params/ is a cluster, on which the service could run")
    text = SERVICE.format(
        name=name, parent=clusters[0], image=f"{image or name}:${{ContainerVersion}}"
    )
    write_atomically(path, text)
    return path
