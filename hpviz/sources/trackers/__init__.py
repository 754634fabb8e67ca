"""One module a tracker (or a few that belong together), each read without the tracker where that can be."""
