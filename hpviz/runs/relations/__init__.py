"""What columns are to each other: made of others, moved by none, folds of one, shared by the same runs."""
