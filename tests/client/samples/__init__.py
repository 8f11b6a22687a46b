"""Adapters for clients that nobody here wrote."""
