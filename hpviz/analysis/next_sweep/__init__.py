"""What to do next: what the next sweep should try, and how many runs more would tell."""
