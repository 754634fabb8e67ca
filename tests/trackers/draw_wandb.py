"""Draw configurations from the file of a W&B sweep, with W&B's own search and its own check of the file."""

import json
import sys
from pathlib import Path

import sweeps
import yaml
from sweeps.config import schema_violations_from_proposed_config

config = yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8"))
violations = schema_violations_from_proposed_config(config)
if violations:
    raise SystemExit(str(violations))
runs = []
for place in range(int(sys.argv[2])):
    run = sweeps.next_run(config, runs)
    run.state = sweeps.RunState.finished
    run.summary_metrics = {config["metric"]["name"]: float(place % 7)}
    runs.append(run)
print(
    json.dumps(
        [{name: entry["value"] for name, entry in run.config.items()} for run in runs],
        default=lambda value: value.item(),
    )
)
