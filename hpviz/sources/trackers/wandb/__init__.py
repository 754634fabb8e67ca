"""W&B: its service, its folder, and the binary log of a run."""
