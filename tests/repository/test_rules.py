"""The rules of the house: what CONTRIBUTING.md promises of the code, checked on every module."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "hpviz"
FRONT_END = ROOT / "js" / "src"

# They say that something was done, not what it holds.
VAGUE = {"found", "told", "asked", "said", "one"}
# A docstring says what is computed, not that somebody is told.
FORMULAS = {"Give", "Gives", "Say", "Says", "Tell", "Tells"}
MOST_POSITIONAL = 3  # fields of a record
MOST_MODULES = 14  # of a folder
MOST_LINES = 250  # of a file, without docstrings: nobody should write less of them for a limit
MOST_LINES_OF_A_FUNCTION = 40  # of its body, likewise

DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)

CROWDED = {
    "hpviz/text": (24, "a module for each record of the analysis that has words"),
}
LONG = {
    "hpviz/panel/widget.py": (370, "traits, their validators and observers belong to one class"),
}


@cache
def python() -> dict[str, ast.Module]:
    """Every module of the package, parsed, by its path."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in paths}


def sources() -> list[Path]:
    """All that is written by hand: modules of both languages, style sheets and templates."""
    kinds = {".py", ".ts", ".tsx", ".css", ".html"}
    files = [path for folder in (PACKAGE, FRONT_END) for path in folder.rglob("*") if path.suffix in kinds]
    return sorted(path for path in files if PACKAGE / "static" not in path.parents)


def names_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every name that code gives to something: functions, classes, arguments and variables."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            yield node.lineno, node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((node.lineno, alias.asname) for alias in node.names if alias.asname)


def vague_names(tree: ast.AST) -> list[str]:
    return [f"{line}: {name}" for line, name in names_in(tree) if name.lstrip("_") in VAGUE]


def formulas(tree: ast.AST) -> list[str]:
    """Find docstrings that open with a formula in place of what is computed."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, DOCUMENTED)]
    openings = [(node, (ast.get_docstring(node) or " ").split(maxsplit=1)[:1]) for node in nodes]
    return [getattr(node, "name", "module") for node, opening in openings if set(opening) & FORMULAS]


def records_by_position(tree: ast.AST) -> list[str]:
    """Find dataclasses and named tuples that take more fields by position than anyone remembers."""
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return [node.name for node in classes if _positional_fields(node) > MOST_POSITIONAL]


def _positional_fields(node: ast.ClassDef) -> int:
    is_tuple = any(ast.unparse(base).endswith("NamedTuple") for base in node.bases)
    decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
    dataclass = next((text for text in decorators if "dataclass" in text.partition("(")[0]), "")
    if not is_tuple and (not dataclass or "kw_only=True" in dataclass):
        return 0
    types = [ast.unparse(part.annotation) for part in node.body if isinstance(part, ast.AnnAssign)]
    fields = [text for text in types if "ClassVar" not in text]
    return next((place for place, text in enumerate(fields) if text.endswith("KW_ONLY")), len(fields))


def long_functions(tree: ast.AST) -> list[str]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = {f"{node.lineno}: {node.name}": _lines_of(node) for node in functions}
    return [name for name, lines in lengths.items() if lines > MOST_LINES_OF_A_FUNCTION]


def _lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def code_lines(path: Path) -> int:
    """Count the lines of a file, less those of docstrings."""
    text = path.read_text("utf-8")
    return len(text.splitlines()) - (_documented_lines(ast.parse(text)) if path.suffix == ".py" else 0)


def _documented_lines(tree: ast.AST) -> int:
    nodes = [node for node in ast.walk(tree) if isinstance(node, DOCUMENTED) and ast.get_docstring(node)]
    return sum(node.body[0].end_lineno - node.body[0].lineno + 1 for node in nodes)


def partial_writes(tree: ast.AST) -> list[str]:
    """Find writing to a file that is not within `replacing`, by which a failure destroys what stood there."""
    whole = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.With) and "replacing(" in ast.unparse(node.items[0])
        for inner in ast.walk(node)
    }
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node not in whole]
    return [f"{call.lineno}: {ast.unparse(call)}" for call in calls if _writes(call)]


def _writes(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name == "open":
        modes = [node.value for node in ast.walk(call) if isinstance(node, ast.Constant)]
        return any(
            isinstance(mode, str) and re.fullmatch(r"[rwxab+t]*[wxa+][rwxab+t]*", mode) for mode in modes
        )
    return name in {"write_text", "write_bytes", "to_parquet"} or (name == "to_csv" and bool(call.args))


RULES = {
    "files are replaced as a whole": partial_writes,
    "names say what they hold": vague_names,
    "docstrings say what is computed": formulas,
    "records of many fields are keyword-only": records_by_position,
    "functions are short": long_functions,
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_module_keeps_the_rule(rule):
    modules = python()
    assert len(modules) > 150
    assert [f"{path}: {offender}" for path, tree in modules.items() for offender in rule(tree)] == []


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (vague_names, "found = 1"),
        (vague_names, "def f(*, asked): pass"),
        (vague_names, "def _said(): pass"),
        (vague_names, "[one for one in x]"),
        (vague_names, "lambda told: 1"),
        (vague_names, "import x as found"),
        (vague_names, "if (found := x): pass"),
        (formulas, 'def f():\n    """Give the mean."""'),
        (formulas, 'class A:\n    """\n    Say whether it is there.\n    """'),
        (formulas, '"""Tells what is there."""'),
        (
            records_by_position,
            "@dataclass(frozen=True)\nclass A:\n    a: int\n    b: int\n    c: int\n    d: int",
        ),
        (records_by_position, "class A(NamedTuple):\n    a: int\n    b: int\n    c: int\n    d: int"),
        (partial_writes, "path.write_text('x')"),
        (partial_writes, "with open(path, 'wb') as file: pass"),
        (partial_writes, "frame.to_csv(path)"),
        (long_functions, "def f():\n" + "    x = 1\n" * (MOST_LINES_OF_A_FUNCTION + 1)),
    ],
)
def test_what_breaks_a_rule_is_noticed(rule, code):
    assert len(rule(ast.parse(code))) == 1


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (vague_names, "x.found = foundation(one=1)"),
        (formulas, 'def f():\n    """Compute the mean that people asked for."""'),
        (
            records_by_position,
            "@dataclass(kw_only=True)\nclass A:\n    a: int\n    b: int\n    c: int\n    d: int",
        ),
        (
            records_by_position,
            "@dataclass\nclass A:\n    a: int\n    b: int\n    _: KW_ONLY\n    c: int\n    d: int",
        ),
        (
            records_by_position,
            "@dataclass\nclass A:\n    a: int\n    b: int\n    c: int\n    D: ClassVar[int] = 1",
        ),
        (partial_writes, "with replacing(path) as draft: draft.write_text('x')"),
        (partial_writes, "text = frame.to_csv() + path.open('rb').read()"),
        (long_functions, 'def f():\n    """A.\n' + "    x\n" * 99 + '    """\n    return 1'),
    ],
)
def test_what_keeps_a_rule_is_no_offence(rule, code):
    assert rule(ast.parse(code)) == []


def test_no_folder_is_crowded():
    folders: dict[str, int] = {}
    for path in sources():
        if path.name != "__init__.py":
            folder = path.parent.relative_to(ROOT).as_posix()
            folders[folder] = folders.get(folder, 0) + 1
    assert {"hpviz/text", "hpviz/analysis/effects", "js/src/model"} <= set(folders)
    crowded = {folder: count for folder, count in folders.items() if count > MOST_MODULES}
    assert set(crowded) == set(CROWDED)
    assert [folder for folder, count in crowded.items() if count > CROWDED[folder][0]] == []


def test_no_file_is_long():
    lines = {path.relative_to(ROOT).as_posix(): code_lines(path) for path in sources()}
    long = {path: count for path, count in lines.items() if count > MOST_LINES}
    assert set(long) == set(LONG)
    assert [path for path, count in long.items() if count > LONG[path][0]] == []


def test_docstrings_count_for_no_length(tmp_path):
    path = tmp_path / "module.py"
    path.write_text('"""A.\n\nB.\n"""\n\nX = """\n"""\n\n\ndef f():\n    """C."""\n    return X\n')
    assert code_lines(path) == 7


def test_every_package_has_a_readme():
    packages = [path.parent for path in PACKAGE.glob("*/__init__.py")]
    with_modules = [folder for folder in packages if len(list(folder.glob("*.py"))) > 1]
    assert len(with_modules) > 7
    assert [folder.name for folder in with_modules if not (folder / "README.md").is_file()] == []


def test_no_function_of_several_statements_stands_twice():
    places: dict[str, list[str]] = {}
    for path, tree in python().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                if len(body) > 1:
                    key = "".join(ast.dump(statement) for statement in body)
                    places.setdefault(key, []).append(f"{path}: {node.name}")
    assert len(places) > 300
    assert [copies for copies in places.values() if len(copies) > 1] == []


# On a store's paths these fail where a folder is closed or a link leads in a circle.
FAILING = {"is_file", "is_dir", "exists", "resolve", "is_symlink", "stat", "lstat"}
PATHS = "hpviz/sources/store/paths.py"


def calls_that_fail(tree: ast.AST) -> list[str]:
    """Find the calls of a path's methods that `paths` has without a failure; `entry` is of `os.scandir`."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [
        f"{node.lineno}: {ast.unparse(node.func)}"
        for node in calls
        if isinstance(node.func, ast.Attribute)
        and node.func.attr in FAILING
        and ast.unparse(node.func.value) not in {"paths", "entry", "os"}
    ]


def test_only_one_module_looks_at_the_paths_of_a_store():
    modules = {path: tree for path, tree in python().items() if path.startswith("hpviz/sources/")}
    assert len(calls_that_fail(modules[PATHS])) > 3
    offenders = {path: calls_that_fail(tree) for path, tree in modules.items() if path != PATHS}
    # Looks at many files, with the functions of `os`, and has a guard of its own.
    offenders.pop("hpviz/sources/store/fingerprint.py")
    assert {path: calls for path, calls in offenders.items() if calls} == {}


@pytest.mark.parametrize("code", ["path.is_file()", "(folder / name).resolve()", "Path(x).exists()"])
def test_a_call_that_fails_is_noticed(code):
    assert len(calls_that_fail(ast.parse(code))) == 1
    assert calls_that_fail(ast.parse(f"paths.{code.rpartition('.')[2]}")) == []
