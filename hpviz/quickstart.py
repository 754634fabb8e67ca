"""The notebook that ``hpviz demo`` opens: a copy of the tutorial that runs its first cells itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hpviz.errors import HpvizError
from hpviz.files import replacing

HERE = Path(__file__).parent
ELSEWHERE = "choose another place with --folder"

# What the first cell of the demo shows. A page that draws it runs the cells above this number, which get
# outputs of their own, and stays at the top unless somebody moves on meanwhile.
RUN_ABOVE = """
const ready = setInterval(async () => {
  const app = window.jupyterapp;
  const { content, context } = app?.shell.currentWidget ?? {};
  const session = context?.sessionContext;
  if (!session?.isReady || !session.session?.kernel) return;
  clearInterval(ready);
  await session.session.kernel.info;
  const pages = content.node.querySelector(".jp-WindowedPanel-outer") ?? content.node;
  const stay = setInterval(() => {
    content.activeCellIndex = 0;
    pages.scrollTo(0, 0);
  }, 50);
  for (const moved of ["wheel", "keydown", "pointerdown"])
    document.addEventListener(moved, () => clearInterval(stay), { once: true });
  content.activeCellIndex = %d;
  await app.commands.execute("notebook:run-all-above");
  setTimeout(() => clearInterval(stay), 500);
}, 100);
"""
LAST_ANSWER = "answer-space"


def place_notebook(folder: Path, *, fresh: bool) -> tuple[Path, bool]:
    """Copy the tutorial into a folder, to run as it is opened; keep a copy that somebody has worked in.

    Parameters
    ----------
    folder
        Made where it is missing.
    fresh
        Whether that copy is replaced too.

    Returns
    -------
    pathlib.Path
        The notebook's.
    bool
        Whether it is a copy that somebody has worked in.

    Raises
    ------
    HpvizError
        It cannot be written there.
    """
    original = json.loads(_quickstart().read_bytes())
    target = folder / "quickstart.ipynb"
    if target.exists() and _sources_in(target) != _sources(original) and not fresh:
        return target, True
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with replacing(target, ELSEWHERE) as draft:
            draft.write_text(json.dumps(_running_itself(original)), "utf-8")
        _trust(target)
    except OSError as error:
        raise HpvizError(f"cannot write {target} ({error.strerror}); {ELSEWHERE}") from error
    return target, False


def _sources_in(path: Path) -> list[str] | None:
    try:
        return _sources(json.loads(path.read_bytes()))
    except (ValueError, KeyError, TypeError):
        return None  # somebody's own


def _sources(notebook: dict[str, Any]) -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"]]


def _running_itself(notebook: dict[str, Any]) -> dict[str, Any]:
    cells = notebook["cells"]
    end = next(i for i, cell in enumerate(cells) if cell["id"] == LAST_ANSWER) + 1
    first = next(cell for cell in cells if cell["cell_type"] == "code")
    first["outputs"] = [
        {
            "output_type": "display_data",
            "data": {"application/javascript": RUN_ABOVE % end, "text/plain": "Run this cell."},
            "metadata": {},
        }
    ]
    return notebook


def _trust(path: Path) -> None:
    """Sign the notebook as this person's own, as ``jupyter trust`` does: no other's scripts are run."""
    import nbformat
    from nbformat.sign import NotebookNotary

    NotebookNotary().sign(nbformat.read(path, as_version=4))  # type: ignore[no-untyped-call]


def _quickstart() -> Path:
    """Find the tutorial: inside an installed package, beside it in a checkout."""
    installed = HERE / "demo" / "quickstart.ipynb"
    return installed if installed.exists() else HERE.parent / "notebooks" / "quickstart.ipynb"
