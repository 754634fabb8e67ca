"""What the readers of trackers' stores share: recognising, caching, databases and folders."""
