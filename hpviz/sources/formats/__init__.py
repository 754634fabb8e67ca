"""Text and binary formats in which tables and stores are written."""
