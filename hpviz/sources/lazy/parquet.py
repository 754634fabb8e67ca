"""Parquet files that are one table: those of a folder, partitioned or not, or of a pattern."""

from __future__ import annotations

import glob
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError
from hpviz.files import expanded
from hpviz.formatting.words import listed
from hpviz.sources.store import paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SUFFIXES = frozenset({".parquet", ".pq", ".parq"})
DEEPEST = 8
"""Levels of folders of a partitioned table."""
MOST_LOOKED_INTO = 1_000
"""Files whose columns are compared before the first query; each takes a look at its end."""
LARGE = 2**30
"""Bytes of a file, unpacked, from which on an engine queries it."""
SHOWN = 3
_PATTERN = frozenset("*?[")


def files_in(folder: Path) -> list[Path]:
    """List the Parquet files of a folder and of its partitions; other files are passed over."""
    files: list[Path] = []
    level = [folder]
    for _ in range(DEEPEST):
        entries = [entry for above in level for entry in _entries(above)]
        files += [entry for entry in entries if _is_parquet(entry)]
        level = [entry for entry in entries if "=" in entry.name and paths.is_folder(entry)]
        if not level:
            break
    return sorted(files)


def files_matching(given: object) -> list[Path]:
    """List the Parquet files that a pattern such as ``runs/*.parquet`` matches; none where it is a path.

    Raises
    ------
    HpvizError
        It matches nothing, or other files.
    """
    path = expanded(given) if isinstance(given, (str, Path)) and _PATTERN & set(str(given)) else None
    if path is None or "\n" in str(given) or paths.exists(path):
        return []
    matching = sorted(map(Path, glob.glob(str(path), recursive=True)))  # noqa: PTH207 - it may be absolute
    if not matching:
        raise HpvizError(f"no file matches {str(given)!r} (looked in {Path.cwd()})")
    files = [file for match in matching for file in (files_in(match) if paths.is_folder(match) else [match])]
    others = [file.name for file in files if not _is_parquet(file)]
    if others or not files:
        raise HpvizError(
            f"{str(given)!r} matches {listed(others or ['empty folders'], SHOWN, last=', ')}; "
            "a pattern is of Parquet files. Give other files in a list: hpviz.read(['a.csv', 'b.csv'])"
        )
    return files


def is_large(path: Path) -> bool:
    """Whether a path is a Parquet file that memory should not hold as a whole."""
    if not _is_parquet(path) or not paths.is_file(path) or find_spec("pyarrow") is None:
        return False
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        about = pq.read_metadata(path)
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        return False  # whoever reads it says what it is
    sizes = (about.row_group(group).total_byte_size for group in range(about.num_row_groups))
    return int(sum(sizes)) > LARGE


def dataset_of(files: Sequence[Path], root: Path) -> Any:
    """Open files as one dataset of Arrow's, with the columns of all of them.

    Raises
    ------
    HpvizError
        pyarrow is not installed, a file is damaged, or files differ in the type of a column.
    """
    if find_spec("pyarrow") is None:
        raise HpvizError(
            f'reading the Parquet files of {root.name!r} needs pyarrow: pip install "hpviz[parquet]"'
        )
    import pyarrow as pa
    from pyarrow import dataset

    def opened(schema: Any) -> Any:
        return dataset.dataset(
            [str(file) for file in files],
            schema=schema,
            format="parquet",
            partitioning="hive",
            partition_base_dir=str(root) if paths.is_folder(root) else None,
        )

    try:
        made = opened(None)
        pieces = [(Path(piece.path).name, piece) for piece in _spread(list(made.get_fragments()))]
    except (pa.ArrowException, OSError) as error:
        raise HpvizError(f"the Parquet files of {root.name!r} cannot be read: {error}") from error
    return opened(_common_schema(made.schema, pieces, root))


def _common_schema(schema: Any, pieces: Iterable[tuple[str, Any]], root: Path) -> Any:
    """Merge the columns of all files; integers and floats of a column become floats."""
    import pyarrow as pa

    first: set[str] = set()
    for name, piece in pieces:
        try:
            own = piece.physical_schema
        except (pa.ArrowException, OSError) as error:
            raise HpvizError(
                f"the Parquet file {name!r} of {root.name!r} is damaged: {error}. Write or download it "
                "again, or take it out"
            ) from error
        first = first or set(own.names)
        if not first & set(own.names):
            raise HpvizError(
                f"the Parquet files of {root.name!r} are no single table: {name!r} has none of the columns "
                "of the first. Give the path of one file, or a pattern that matches those of one table"
            )
        try:
            schema = pa.unify_schemas([schema, own], promote_options="permissive")
        except pa.ArrowException as error:
            raise HpvizError(_of_another_type(schema, own, name, root)) from error
    return schema


def _of_another_type(schema: Any, own: Any, name: str, root: Path) -> str:
    import pyarrow as pa

    differing = []
    for field in own:
        place = schema.get_field_index(field.name)
        if place < 0:
            continue
        try:
            pa.unify_schemas(
                [pa.schema([schema.field(place)]), pa.schema([field])], promote_options="permissive"
            )
        except pa.ArrowException:
            differing.append(f"{field.name} ({field.type} there, {schema.field(place).type} in others)")
    return (
        f"the Parquet files of {root.name!r} are no single table: in {name!r} columns are of another type: "
        f"{listed(differing, SHOWN, last=', ')}. Write it with the type of the others, or take it out"
    )


def _spread(pieces: list[Any]) -> list[Any]:
    """Take as many as may be looked into, spread evenly."""
    step = max(1, len(pieces) // MOST_LOOKED_INTO)
    return pieces[::step]


def _entries(folder: Path) -> list[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []
    return [entry for entry in entries if not entry.name.startswith((".", "_"))]


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES
