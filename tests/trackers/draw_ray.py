"""Draw configurations from the code of a Ray Tune search space, as a Tuner does."""

import json
import sys
from pathlib import Path

from ray import tune
from ray.tune.search.variant_generator import generate_variants

names = {}
exec(compile(Path(sys.argv[1]).read_text(encoding="utf-8"), "space.py", "exec"), names)
tune.Tuner(lambda config: None, param_space=names["param_space"], tune_config=names["tune_config"])
drawn = [next(generate_variants(names["param_space"]))[1] for _ in range(int(sys.argv[2]))]
print(json.dumps(drawn))
