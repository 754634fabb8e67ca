"""Make frames of every type at random and try every public call on them: ``python -m tests.frames``.

Prints what the frames of each library came to, and each fault with its seed, by which it is made again.
Outcomes are kept, so that a night's run that was stopped goes on where it was.
"""

import sys
from pathlib import Path

from tests.frames.frames import BACKENDS
from tests.frames.worker import outcomes
from tests.fuzz import command

if __name__ == "__main__":
    sys.exit(command.run(__doc__, "library", [*BACKENDS], outcomes, Path(".cache/frames.jsonl")))
