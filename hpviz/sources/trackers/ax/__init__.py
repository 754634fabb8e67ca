"""Ax: its experiments and their trials."""
