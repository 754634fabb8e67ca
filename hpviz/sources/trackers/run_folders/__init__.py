"""Folders of a configuration and metrics each: Hydra, Lightning, home-made ones."""
