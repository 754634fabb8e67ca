"""Damage stores at random and read them: ``python -m tests.fuzz --cases 300 --seed 0``.

Prints what each kind of store came to, and each fault with its seed, by which it is made again. Outcomes are
kept, so that a night's run that was stopped goes on where it was.
"""

import sys
from pathlib import Path

from tests.fuzz import command
from tests.fuzz.targets import TARGETS
from tests.fuzz.worker import outcomes

if __name__ == "__main__":
    sys.exit(command.run(__doc__, "store", [*TARGETS], outcomes, Path(".cache/fuzz.jsonl")))
