"""What holds on Windows and macOS, as far as it can be seen elsewhere: rules of the code and of the files."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.repository.tracked import tracked

ROOT = Path(__file__).parents[2]
# What only some systems have, or what means something else on another.
OF_ONE_SYSTEM = {"fcntl", "termios", "pwd", "grp", "resource", "winreg", "msvcrt"}
# Windows refuses these for seconds before 1970.
OF_SECONDS = {"fromtimestamp", "utcfromtimestamp", "localtime", "gmtime", "mktime"}
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
LONGEST = 200  # of the 259 characters of a path, the rest is for where the checkout lies


def unportable(tree: ast.AST) -> list[str]:
    offenders = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            offenders += [alias.name for alias in node.names if alias.name in OF_ONE_SYSTEM]
        elif isinstance(node, ast.ImportFrom):
            offenders += [str(node.module)] if node.module in OF_ONE_SYSTEM else []
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in OF_SECONDS:
                offenders.append(ast.unparse(node.func))
            elif node.func.attr in {"read_text", "write_text"} and not _names_encoding(node):
                offenders.append(ast.unparse(node))
    return offenders


def _names_encoding(call: ast.Call) -> bool:
    """Whether it says how text becomes bytes: elsewhere that is the system's way, on Windows cp1252."""
    place = 0 if isinstance(call.func, ast.Attribute) and call.func.attr == "read_text" else 1
    return len(call.args) > place or any(keyword.arg == "encoding" for keyword in call.keywords)


def test_no_module_is_for_one_system():
    modules = {path: ast.parse(path.read_text("utf-8")) for path in (ROOT / "hpviz").rglob("*.py")}
    assert len(modules) > 150
    assert [
        f"{path.relative_to(ROOT)}: {name}" for path, tree in modules.items() for name in unportable(tree)
    ] == []


@pytest.mark.parametrize(
    "code",
    [
        "import fcntl",
        "from pwd import getpwuid",
        "datetime.fromtimestamp(x, UTC)",
        "time.localtime(x)",
        "path.read_text()",
        "path.write_text(text)",
    ],
)
def test_what_is_for_one_system_is_noticed(code):
    assert len(unportable(ast.parse(code))) == 1
    assert unportable(ast.parse("path.read_text('utf-8'), path.write_text(x, encoding='utf-8')")) == []


def test_every_file_can_be_checked_out_anywhere():
    names = [path.relative_to(ROOT).as_posix() for path in tracked()]
    assert len({name.lower() for name in names}) == len(names)
    parts = {part for name in names for part in name.split("/")}
    assert [part for part in parts if re.search(r'[<>:"\\|?*\x00-\x1f]|[. ]$', part)] == []
    assert [part for part in parts if RESERVED.fullmatch(part)] == []
    assert [name for name in names if len(name) > LONGEST] == []
