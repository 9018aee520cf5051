"""What is asked of other services than CloudFormation beside a deploy, of one account and region.

Nothing is imported, no client is made, before it is needed: most deploys need none of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from generators.deploy.aws_errors import code_of
from generators.deploy.cloud import Resource, StackEvent
from generators.deploy.session import Connection
from generators.deploy.terms import Aside, Mask
from generators.linked_roles import LinkedRole, wanted
from generators.model import Step

if TYPE_CHECKING:
    from generators.deploy.diagnose.clients import Clients
    from generators.deploy.diagnose.why import Explanation
    from generators.deploy.running import Finding


@dataclass(frozen=True)
class Beside:
    """The functions that `run.Aside` has, over one connection."""

    connection: Connection

    @property
    def aside(self) -> Aside:
        """All of them, for whoever runs something."""
        return Aside(explain=self.explain, rolled_back=self.rolled_back, lacking=self.lacking)

    def explain(
        self,
        stack: str,
        events: Sequence[StackEvent],
        resources: Sequence[Resource],
        mask: Mask,
    ) -> Explanation:
        """Why the stack fails, or does not settle; see `why.why`."""
        from generators.deploy.diagnose.why import why

        return why(stack, events, resources, self._clients, mask)

    def rolled_back(self, deployed: Mapping[str, str]) -> tuple[Finding, ...]:
        """The services that run another task definition; see `running.rolled_back`."""
        from generators.deploy.running import rolled_back

        return rolled_back(deployed, self._clients.ecs)

    def lacking(self, steps: Sequence[Step]) -> tuple[str, ...]:
        """What the account lacks for stacks that are to be created, as far as one may look."""
        if self.connection.emulator:
            return ()
        roles = wanted(json.loads(step.template) for step in steps)
        if not roles:
            return ()
        iam = self.connection.client("iam")
        return tuple(
            f"the account has no {role.name} yet: AWS makes it with the first {role.first}, which"
            f" may fail for want of it once; `{role.command}` makes it now"
            for role in roles
            if _lacks(iam, role)
        )

    @cached_property
    def _clients(self) -> Clients:
        from generators.deploy.diagnose.why import clients_of

        return clients_of(self.connection)


def _lacks(iam: Any, role: LinkedRole) -> bool:
    try:
        iam.get_role(RoleName=role.name)
    except ClientError as error:
        return code_of(error) == "NoSuchEntity"
    except BotoCoreError:
        pass  # the deploy itself will say what is wrong
    return False
