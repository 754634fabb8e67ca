"""Expressions that choose runs: ``lr <= 0.01 and optimizer in ['adam', 'sgd']``, never run as code."""

from hpviz.runs.where.evaluate import matching
from hpviz.runs.where.names import FACTS, column_of, is_fact, names_of
from hpviz.runs.where.parse import parse
from hpviz.runs.where.parts import Part, parts_of
from hpviz.runs.where.probe import Probe
from hpviz.runs.where.problem import ExpressionError
from hpviz.runs.where.selection import Range, Selection, selections_of
from hpviz.runs.where.tokens import literal, term
from hpviz.runs.where.written import condition, written_level

__all__ = [
    "FACTS",
    "ExpressionError",
    "Part",
    "Probe",
    "Range",
    "Selection",
    "column_of",
    "condition",
    "is_fact",
    "literal",
    "matching",
    "names_of",
    "parse",
    "parts_of",
    "selections_of",
    "term",
    "written_level",
]
