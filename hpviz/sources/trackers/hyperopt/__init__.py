"""Hyperopt: its trials and its search spaces."""
