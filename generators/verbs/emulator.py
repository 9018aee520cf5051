"""The verbs about the emulator itself."""

from __future__ import annotations

import sys
from argparse import Namespace

from generators import params
from generators.errors import UserError
from generators.verbs.project import ROOT


def emulator_env(_options: Namespace) -> int:
    """Print exports that let the aws CLI look inside the emulator."""
    from generators.deploy import emulator

    environments = params.read(ROOT).environments.values()
    regions = [environment.region for environment in environments if environment.emulator]
    if not regions:
        raise UserError("no environment of params/environments.yaml has emulator: true")
    print("\n".join(emulator.exports(emulator.ensure(ROOT), regions[0])))
    return 0


def emulator_stop(_options: Namespace) -> int:
    """Stop the emulator."""
    from generators.deploy import emulator

    stopped = emulator.stop(ROOT)
    print("the emulator is stopped" if stopped else "no emulator was running", file=sys.stderr)
    return 0
