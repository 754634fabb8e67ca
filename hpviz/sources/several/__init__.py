"""A list or a dictionary of sources becomes one set of runs, with the source as a column."""

from hpviz.sources.several.facts import with_own_facts
from hpviz.sources.several.given import NamedSources, sources_in
from hpviz.sources.several.joined import joined
from hpviz.sources.several.notes import with_notes
from hpviz.sources.several.reread import table_of

__all__ = ["NamedSources", "joined", "sources_in", "table_of", "with_notes", "with_own_facts"]
