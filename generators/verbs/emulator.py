"""The verbs about the emulator itself.

To stop it takes nothing but Python: `make clean` calls this module without a `.venv`.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from generators.deploy import emulator
from generators.errors import UserError


def emulator_env(_options: Namespace) -> int:
    """Print exports that let the aws CLI look inside the emulator."""
    from generators import params

    root = Path.cwd()
    environments = params.read(root).environments.values()
    regions = [environment.region for environment in environments if environment.emulator]
    if not regions:
        raise UserError("no environment of params/environments.yaml has emulator: true")
    print("\n".join(emulator.exports(emulator.ensure(root), regions[0])))
    return 0


def emulator_stop(_options: Namespace | None = None) -> int:
    """Stop the emulator."""
    stopped = emulator.stop(Path.cwd())
    print("the emulator is stopped" if stopped else "no emulator was running", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(emulator_stop())
