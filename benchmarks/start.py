"""Time to import hpviz and to open a panel, each in a fresh interpreter, beside `import pandas`."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

COMMANDS = {
    "import pandas": "import pandas",
    "import hpviz": "import hpviz",
    "import hpviz.panel.widget": "import hpviz.panel.widget",
    "a panel on 500 runs": "import hpviz; from hpviz.data import VEHICLE; hpviz.Panel(VEHICLE)",
}


def main() -> None:
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    bare = []
    for _ in range(7):
        bare.append(seconds("pass"))
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    start = statistics.median(bare)
    reference = statistics.median(times["import pandas"]) - start
    print(f"median of 7, less the {start:.2f} s of an empty interpreter; import pandas = 1")
    for name, taken in times.items():
        own = statistics.median(taken) - start
        print(f"  {name:22} {own:6.2f} s   x {own / reference:5.2f}")


def seconds(command: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", command], check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
