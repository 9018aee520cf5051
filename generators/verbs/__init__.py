"""What make can ask for: one function a verb, which prints and returns the exit status."""

from __future__ import annotations

import gc

# A run lives shortly and mostly loads modules, which stay: looking every 700 objects for what can
# go takes a tenth of the time until the first call.
gc.set_threshold(50_000, 20, 20)
