"""Tables: data frames, records and files with one row per run or step."""
