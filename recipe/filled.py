"""Print the recipe of a release: ``python recipe/filled.py dist/hpviz-0.2.0.tar.gz``."""

import hashlib
import sys
from pathlib import Path

RECIPE = Path(__file__).with_name("recipe.yaml")


def filled(packed: Path) -> str:
    """Return the recipe with the version and the checksum of a source distribution."""
    version = packed.name.removeprefix("hpviz-").removesuffix(".tar.gz")
    checksum = hashlib.sha256(packed.read_bytes()).hexdigest()
    return RECIPE.read_text("utf-8").replace('"VERSION"', f'"{version}"').replace("SHA256", checksum)


if __name__ == "__main__":
    print(filled(Path(sys.argv[1])))
