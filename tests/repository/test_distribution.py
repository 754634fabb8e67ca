"""What stands on a package index and on GitHub: requirements, links, licences, versions, workflows."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from tests.repository.test_documents import headings
from tests.repository.tracked import tracked

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "hpviz"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SOURCE = PROJECT["urls"]["Source"]
OWNER_AND_NAME = SOURCE.removeprefix("https://github.com/")
FILE = f"{SOURCE}/blob/main/"
RAW = f"https://raw.githubusercontent.com/{OWNER_AND_NAME}/main/"
# Where a notebook of the repository is opened by others.
OPENED = (
    f"https://colab.research.google.com/github/{OWNER_AND_NAME}/blob/main/",
    f"https://mybinder.org/v2/gh/{OWNER_AND_NAME}/main?urlpath=lab/tree/",
)

# Imported as, where that is not what it is called on the index.
CALLED = {
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
    "vl_convert": "vl-convert-python",
    "IPython": "ipython",
    "mcp_types": "mcp-types",
}
# hpviz reads what these wrote, talks to them or is shown by them; who has such a source or host has them.
TOOLS = {"aim", "mlflow", "optuna", "wandb", "ConfigSpace", "ray", "polars", "pyodide", "streamlit"}


def imported(path: Path) -> set[str]:
    """The packages that a module imports anywhere, those of types alone left out."""
    tree = ast.parse(path.read_text("utf-8"))
    of_types = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    names = set()
    for node in ast.walk(tree):
        if id(node) in of_types:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names) - {"hpviz", "__future__"}


def names_of(requirements: list[str]) -> set[str]:
    return {Requirement(text).name for text in requirements}


def test_all_that_is_imported_is_declared():
    optional = [text for extra in PROJECT["optional-dependencies"].values() for text in extra]
    declared = names_of(PROJECT["dependencies"]) | names_of(optional) | TOOLS
    packages = set().union(*(imported(path) for path in PACKAGE.rglob("*.py")))
    assert {"numpy", "scipy", "traitlets", "IPython", "joblib", "sklearn"} <= packages
    assert {name for name in packages if CALLED.get(name, name) not in declared} == set()


def test_what_is_required_is_imported():
    packages = set().union(*(imported(path) for path in PACKAGE.rglob("*.py")))
    called = {CALLED.get(name, name) for name in packages}
    assert names_of(PROJECT["dependencies"]) - called == set()


def targets(text: str) -> list[str]:
    """All links and pictures of a Markdown document."""
    return re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|srcset|href)="([^"]+)"', text)


def path_of(link: str) -> str | None:
    """The path in this repository that an absolute link leads to, with its heading; None of others."""
    return next((link.removeprefix(start) for start in (FILE, RAW, *OPENED) if link.startswith(start)), None)


def test_every_link_of_the_readme_stands_on_a_package_index():
    links = targets((ROOT / "README.md").read_text("utf-8"))
    assert len(links) > 15
    assert [link for link in links if not link.startswith("https://")] == []


def test_every_link_into_this_repository_leads_somewhere():
    files = {path.relative_to(ROOT).as_posix() for path in tracked()}
    links = [
        (path.name, inside)
        for path in tracked()
        if path.suffix in {".md", ".yml", ".yaml", ".cff", ".toml"}
        for link in targets(path.read_text("utf-8"))
        if (inside := path_of(link)) is not None
    ]
    assert len(links) > 15
    broken = []
    for name, inside in links:
        target, _, anchor = inside.partition("#")
        if target not in files or (anchor and anchor not in headings((ROOT / target).read_text("utf-8"))):
            broken.append(f"{name}: {inside}")
    assert broken == []


def test_the_repository_has_one_address():
    """An address of GitHub that names this project is that of pyproject.toml."""
    addresses = re.compile(r"github\.com/([\w.-]+/hpviz)\b")
    named = {
        (path.name, name)
        for path in tracked()
        if path.suffix in {".md", ".yml", ".yaml", ".cff", ".toml", ".ipynb"}
        for name in addresses.findall(path.read_text("utf-8"))
    }
    assert {name for _, name in named} == {OWNER_AND_NAME}


def test_what_is_bundled_has_its_licence():
    package = json.loads((ROOT / "js" / "package.json").read_text("utf-8"))
    licences = ROOT / "licenses"
    assert {path.name for path in licences.iterdir()} == {
        f"LICENSE-{name}.txt" for name in package["dependencies"]
    }
    for name in package["dependencies"]:
        theirs = ROOT / "js" / "node_modules" / name / "LICENSE"
        if theirs.exists():
            assert (licences / f"LICENSE-{name}.txt").read_text("utf-8") == theirs.read_text("utf-8")


def test_every_version_is_that_of_the_project():
    version = PROJECT["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    newest = re.findall(r"^## \[([\d.]+)\](?: - ([\d-]+))?$", changelog, re.MULTILINE)[0]
    assert (citation["version"], str(citation["date-released"])) == newest == (version, newest[1])
    assert citation["license"] == PROJECT["license"]
    assert citation["repository-code"] == SOURCE


@pytest.fixture(scope="module")
def recipe(tmp_path_factory):
    """The recipe of a release that was never made."""
    packed = tmp_path_factory.mktemp("dist") / "hpviz-9.8.7.tar.gz"
    packed.write_bytes(b"packed")
    spec = importlib.util.spec_from_file_location("filled", ROOT / "recipe" / "filled.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return yaml.safe_load(module.filled(packed))


def test_the_recipe_is_of_the_release(recipe):
    assert recipe["context"]["version"] == "9.8.7"
    assert recipe["source"]["sha256"] == (
        "88cb8a087b6e8cebfc9ae5602f5a2159a6bcf923e7f2c56809bcda6cad1727a7"  # of b"packed"
    )


def test_the_recipe_requires_what_the_project_requires(recipe):
    run = {text.replace(" ", "", 1) for text in recipe["requirements"]["run"]}
    assert run - {"python>=${{ python_min }}"} == set(PROJECT["dependencies"])
    assert f">={recipe['context']['python_min']}" == PROJECT["requires-python"]
    listed = {path for pattern in PROJECT["license-files"] for path in ROOT.glob(pattern)}
    assert {ROOT / name for name in recipe["about"]["license_file"]} == listed


def workflows() -> dict[str, dict]:
    return {
        path.stem: yaml.safe_load(path.read_text("utf-8")) for path in (ROOT / ".github/workflows").iterdir()
    }


def test_the_workflows_run_on_every_system_and_python():
    matrix = workflows()["tests"]["jobs"]["newest"]["strategy"]["matrix"]
    assert {name.partition("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}
    classified = [name.rpartition(" ")[2] for name in PROJECT["classifiers"] if "Python :: 3." in name]
    assert matrix["python"] == classified


def test_the_workflows_run_targets_that_exist():
    commands = [
        step["run"]
        for workflow in workflows().values()
        for job in workflow["jobs"].values()
        for step in job["steps"]
        if "run" in step
    ]
    wanted = {target for command in commands for target in re.findall(r"\bmake ([\w-]+)", command)}
    there = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {"lowest", "docs", "release-check"} <= wanted <= there


def test_nothing_is_published_without_a_tag_and_no_password_is_kept():
    release = workflows()["release"]
    assert release[True] == {"push": {"tags": ["v*"]}}  # YAML reads `on` as true
    publish = release["jobs"]["publish"]
    assert publish["permissions"] == {"id-token": "write"}
    assert "password" not in json.dumps(publish)
    assert publish["needs"] == "build"
