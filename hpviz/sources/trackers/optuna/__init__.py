"""Optuna: studies and trials, its database and its journal."""
