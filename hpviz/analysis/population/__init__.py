"""Figures over all runs of a table, where those that are analysed are a sample."""
