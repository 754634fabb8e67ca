"""Draw configurations from the code of a Ray Tune search, as a Tuner does with its searcher."""

import json
import sys
from pathlib import Path

from ray import tune

exec(compile(Path(sys.argv[1]).read_text(encoding="utf-8"), "space.py", "exec"))
tuner = tune.Tuner(lambda config: None, tune_config=tune_config)  # noqa: F821 - of the code
drawn = []
for trial in map(str, range(int(sys.argv[2]))):
    drawn.append(searcher.suggest(trial))  # noqa: F821
    searcher.on_trial_complete(trial, {"val: loss": float(trial)})  # noqa: F821
assert len(study.trials) == int(sys.argv[2]) + int(sys.argv[3])  # noqa: F821
print(json.dumps(drawn))
