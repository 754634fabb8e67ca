"""What was chosen for one run: YAML, JSON or TOML, with OmegaConf's references."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hpviz.formatting.words import with_article
from hpviz.sources.columns.nesting import flattened
from hpviz.sources.formats import yaml_text
from hpviz.sources.store.damage import ERRORS, reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hpviz.sources.store.folder import Folder

Config = dict[str, object]

# "${model.dim}"; "${oc.env:HOME}" and the like would have to be executed.
_REFERENCE = re.compile(r"\$\{([A-Za-z_][\w.]*)\}")
_LONGEST_CHAIN = 10
_CHOICE = re.compile(r"([A-Za-z_][\w.]*)=([^,;=/]+)")


def read(path: Path, folder: Folder) -> Config | None:
    """Read a configuration as dotted names; None where it cannot be read."""
    text = folder.text(path)
    if text is None:
        return None
    try:
        config = _parsed(text, path.suffix.lower())
    except ERRORS as error:
        folder.damaged(path, str(error) if isinstance(error, ValueError) else reason(error))
        return None
    if config is not None and not isinstance(config, Mapping):
        folder.damaged(path, f"{with_article(type(config).__name__)} where names and values were expected")
        return None
    return {name: cells[0] for name, cells in flattened([config or {}])}


def _parsed(text: str, kind: str) -> Any:
    if kind == ".json":
        return json.loads(text)
    return tomllib.loads(text) if kind == ".toml" else yaml_text.parsed(text)


def from_name(name: str) -> Config:
    """Read what a folder's name says: ``lr=0.1,optimizer=adam``."""
    return dict(_CHOICE.findall(name))


def dereferenced(configs: Sequence[Config]) -> list[Config]:
    """Put values in the place of references where other runs have values too.

    A parameter that is a reference in every run repeats another one, and stays the reference: so it is the
    same in all runs, not a second parameter that moves with the first.
    """
    chosen = {
        name
        for config in configs
        for name, value in config.items()
        if _REFERENCE.fullmatch(str(value)) is None
    }
    return [
        {name: _followed(value, config) if name in chosen else value for name, value in config.items()}
        for config in configs
    ]


def _followed(value: object, config: Config) -> object:
    for _ in range(_LONGEST_CHAIN):
        match = _REFERENCE.fullmatch(value) if isinstance(value, str) else None
        if match is None or match[1] not in config:
            break
        value = config[match[1]]
    return value
