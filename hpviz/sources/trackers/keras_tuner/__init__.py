"""Keras Tuner: its projects and their trials."""
