"""What opens later in the panel is requested from the file that it is in: any other comes without it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]

SOURCE = ROOT / "js" / "src"
ENTRIES = {
    "later": "later.ts",
    "runs": "runs/parts.ts",
    "lines": "runs/pictures/parts.ts",
    "views": "views.ts",
}
# ``later<…>("Waterfall", "views")``; without a file it is the first.
CALL = re.compile(r'later<[^()]*>\(\s*"(\w+)"(?:,\s*"(\w+)")?')


def parts_in(entry: str) -> set[str]:
    _, _, named = (SOURCE / entry).read_text("utf-8").partition("export const PARTS")
    return set(re.findall(r"\w+", named.partition("= {")[2]))


def test_each_part_is_requested_from_its_file():
    calls = [call for path in SOURCE.rglob("*.tsx") for call in CALL.findall(path.read_text("utf-8"))]
    assert len(calls) > 10
    parts = {file: parts_in(entry) for file, entry in ENTRIES.items()}
    assert [(part, file) for part, file in calls if part not in parts[file or "later"]] == []
