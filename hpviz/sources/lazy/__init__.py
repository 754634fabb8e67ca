"""Tables that an engine holds (DuckDB, Dask, Spark, polars, Arrow): it is queried before anything is read."""
