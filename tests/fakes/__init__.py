"""Proofs for the answering half: each front end against the wire, and against clients nobody here wrote."""
