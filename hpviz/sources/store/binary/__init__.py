"""Binary files that several trackers keep: archives, logs in blocks, and TensorBoard's events."""
