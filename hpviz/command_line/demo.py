"""``hpviz demo``: JupyterLab with a tutorial on a real sweep."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from hpviz.errors import HpvizError
from hpviz.legible_text import legible
from hpviz.quickstart import place_notebook

if TYPE_CHECKING:
    import argparse

EXPOSED = "--LabApp.expose_app_in_browser=True"


def add_demo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = commands.add_parser(
        "demo",
        help="open JupyterLab with a tutorial on a real sweep",
        description="Open JupyterLab with a tutorial on a real sweep.",
        epilog="Any other option goes to JupyterLab.",
    )
    demo.add_argument(
        "--folder",
        type=Path,
        default=Path("hpviz-demo"),
        help="where the notebook goes (default: %(default)s)",
    )
    demo.add_argument("--fresh", action="store_true", help="replace your copy of the notebook by a new one")
    demo.add_argument("--no-browser", action="store_true", help="only print the address")
    demo.add_argument("--port", type=int, help="where JupyterLab listens (default: 8888 or the next)")
    demo.set_defaults(command=_demo, passes_on=True)


def _demo(options: argparse.Namespace, rest: list[str]) -> int:
    if find_spec("jupyterlab") is None:
        raise HpvizError('the demo needs JupyterLab: pip install "hpviz[demo]"')
    notebook, is_theirs = place_notebook(options.folder, fresh=options.fresh)
    if is_theirs:
        print(legible(f"opening your copy, {notebook}; hpviz demo --fresh starts again from the original"))
    options_of_lab = [f"--LabApp.default_url=/lab/tree/{notebook.name}", EXPOSED, *rest]
    if options.no_browser:
        options_of_lab.append("--no-browser")
    if options.port is not None:
        options_of_lab.append(f"--port={options.port}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options_of_lab.append("--allow-root")  # else JupyterLab refuses, as in many containers
    from jupyterlab.labapp import LabApp

    os.chdir(notebook.parent)
    LabApp.launch_instance(options_of_lab)
    return 0
