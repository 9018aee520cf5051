"""What make can ask for: one function a verb, which prints and returns the exit status."""

from __future__ import annotations

import atexit
import gc
import os

# No plugin of pydantic is wanted; to find one it would read what every distribution here says.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

# A run mostly loads modules, which stay: looking every 700 objects for what can go takes a tenth of
# the CPU until the first call. There are some 150,000 by then.
gc.set_threshold(250_000, 20, 20)

# At the end nothing has to be looked for that could go, since all of it goes: that is another
# quarter of a second.
atexit.register(gc.freeze)
