"""Rankings, charts and tables as files and as text."""

from hpviz.export.code import recipe
from hpviz.export.files import save
from hpviz.export.html import page, static_html
from hpviz.export.tables import Sheet, csv_text, json_text, latex, markdown

__all__ = ["Sheet", "csv_text", "json_text", "latex", "markdown", "page", "recipe", "save", "static_html"]
