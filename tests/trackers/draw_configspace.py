"""Draw configurations from a space in ConfigSpace's JSON."""

import json
import sys

from ConfigSpace import ConfigurationSpace

space = ConfigurationSpace.from_json(sys.argv[1])
drawn = [dict(configuration) for configuration in space.sample_configuration(int(sys.argv[2]))]
print(json.dumps(drawn, default=lambda value: value.item()))
