"""Proofs by clients of another language, which nobody here wrote."""
