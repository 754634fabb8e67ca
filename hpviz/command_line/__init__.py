"""The commands of a terminal: what each takes, prints and writes."""
