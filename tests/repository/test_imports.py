"""No import circle, those of types alone included: a module can be read knowing only what stands below it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TYPESCRIPT = ROOT / "js" / "src"
PACKAGE = ROOT / "hpviz"

# Module to the modules that it imports, each by its path below the folder that was walked.
Graph = dict[str, set[str]]

COMMENTS = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
# import x from "y", import type { x } from "y", export { x } from "y", export * from "y";
# import "y"; import("y")
IMPORTS = re.compile(
    r"""^\s*(?:import|export)\b[^;"'`]*?\bfrom\s*["']([^"']+)["']"""
    r"""|^\s*import\s*["']([^"']+)["']"""
    r"""|\bimport\s*\(\s*["']([^"']+)["']""",
    re.MULTILINE,
)
ENDINGS = ("", ".ts", ".tsx", "/index.ts", "/index.tsx")


def typescript_graph(folder: Path) -> Graph:
    """Read the imports of every TypeScript module below a folder.

    Raises
    ------
    LookupError
        A relative import that leads to no file: a circle through it would go unseen.
    """
    modules = [path for path in folder.rglob("*.ts*") if path.suffix in {".ts", ".tsx"}]
    return {path.relative_to(folder).as_posix(): _imported(path, folder) for path in modules}


def _imported(path: Path, folder: Path) -> set[str]:
    code = COMMENTS.sub("", path.read_text("utf-8"))
    names = ["".join(groups) for groups in IMPORTS.findall(code)]
    targets = [_resolved(path, name) for name in names if name.startswith(".")]
    return {target.relative_to(folder.resolve()).as_posix() for target in targets}


def _resolved(path: Path, name: str) -> Path:
    file, _, _ = name.partition("?")  # after which it says how it is read
    for ending in ENDINGS:
        target = (path.parent / f"{file}{ending}").resolve()
        if target.is_file():
            return target
    raise LookupError(f"{path} imports {name!r}, which is no file")


def python_graph(package: Path) -> Graph:
    """Read the imports of every module of a Python package: of types and inside functions included."""
    modules = {_module_name(path, package): path for path in package.rglob("*.py")}
    return {name: _imports_of(path, set(modules)) - {name} for name, path in modules.items()}


def _module_name(path: Path, package: Path) -> str:
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports_of(path: Path, modules: set[str]) -> set[str]:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: a relative import"
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                imported.add(name if name in modules else str(node.module))
        elif isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
    return imported & modules


def cycle_of(graph: Graph) -> list[str]:
    """Find an import circle: its modules in order, the first once more at the end; [] where there is none."""
    done: set[str] = set()
    for start in sorted(graph):
        cycle = _cycle_from(start, graph, [], done)
        if cycle:
            return cycle
    return []


def _cycle_from(module: str, graph: Graph, above: list[str], done: set[str]) -> list[str]:
    if module in above:
        return [*above[above.index(module) :], module]
    if module in done:
        return []
    for imported in sorted(graph.get(module, ())):
        cycle = _cycle_from(imported, graph, [*above, module], done)
        if cycle:
            return cycle
    done.add(module)
    return []


def shown(cycle: list[str]) -> str:
    """Write a circle for the message of a failed test."""
    return "import circle: " + " -> ".join(cycle)


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def test_typescript_has_no_import_circle():
    graph = typescript_graph(TYPESCRIPT)
    assert "widget.tsx" in graph
    assert graph["widget.tsx"]
    cycle = cycle_of(graph)
    assert not cycle, shown(cycle)


def test_the_rooms_of_the_front_end_have_no_circle_either():
    rooms: Graph = {}
    for module, imported in typescript_graph(TYPESCRIPT).items():
        room = module.split("/")[0]
        rooms.setdefault(room, set()).update({name.split("/")[0] for name in imported} - {room})
    assert {"model", "controls", "plots", "table", "insights"} <= set(rooms)
    cycle = cycle_of(rooms)
    assert not cycle, shown(cycle)


@pytest.mark.parametrize(
    "back",
    [
        'import { a } from "../a";',
        'import type { A } from "../a";',
        'import { type A, a } from "../a.ts";',
        'import a, {\n  type A,\n} from "../a";',
        'import * as everything from "../a";',
        'import "../a";',
        'export { a } from "../a";',
        'export type { A } from "../a";',
        'export * from "../a";',
        'const a = await import("../a");',
        'type A = import("../a").A;',
        "import { a } from '../a'",
    ],
)
def test_every_form_of_import_closes_a_typescript_circle(tmp_path, back):
    folder = written(
        tmp_path,
        {
            "a.ts": 'import { b } from "./room/b";\nimport { render } from "preact";\n',
            "room/b.tsx": 'import { c } from "../other";\n',
            "other/index.ts": f"{back}\n",
        },
    )
    assert cycle_of(typescript_graph(folder)) == ["a.ts", "room/b.tsx", "other/index.ts", "a.ts"]


def test_what_is_no_import_closes_no_typescript_circle(tmp_path):
    other = (
        '// import "./a";\n/* import { a } from "./a"; */\nconst text = `from "./a"`;\nexport const b = 1;\n'
    )
    folder = written(tmp_path, {"a.ts": 'import { b } from "./b";\n', "b.ts": other})
    assert typescript_graph(folder) == {"a.ts": {"b.ts"}, "b.ts": set()}
    assert cycle_of(typescript_graph(folder)) == []


def test_an_import_that_leads_nowhere_is_refused(tmp_path):
    folder = written(tmp_path, {"a.ts": 'import { b } from "./b";\n'})
    with pytest.raises(LookupError, match=r"a\.ts imports '\./b'"):
        typescript_graph(folder)


def test_a_circle_is_shown_by_its_modules():
    graph: Graph = {"a": {"b"}, "b": {"c", "d"}, "c": {"d"}, "d": {"b"}, "e": {"e"}}
    assert shown(cycle_of(graph)) == "import circle: b -> c -> d -> b"
    assert cycle_of({"e": {"e"}}) == ["e", "e"]
    assert cycle_of({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_no_module_of_the_package_is_in_an_import_circle():
    graph = python_graph(PACKAGE)
    # The root hands out the public names when they are first used.
    graph.pop("hpviz")
    cycle = cycle_of(graph)
    assert not cycle, shown(cycle)


def test_a_circle_of_types_or_inside_functions_is_seen(tmp_path):
    written(
        tmp_path / "p",
        {
            "__init__.py": "",
            "a.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from p.b import X\n",
            "b.py": "def f():\n    from p import c\n",
            "c.py": "import p.a\n",
            "d.py": "from p import a\n",
        },
    )
    assert cycle_of(python_graph(tmp_path / "p")) == ["p.a", "p.b", "p.c", "p.a"]
