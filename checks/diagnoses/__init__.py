"""Diagnoses: one flat table from words to causes."""
