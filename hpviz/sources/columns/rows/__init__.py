"""What the rows of a table are, by the design of the data: runs, steps of runs, and what only names them."""
