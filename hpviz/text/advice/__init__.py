"""Every sentence about what to do next: more runs, and what the next sweep should try."""
