"""What the next sweep should try, and how many more runs are worth it."""
