"""From the columns of a table to parameters, metrics and what is set aside."""
