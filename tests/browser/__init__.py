"""Proofs for the sign-in pages: a real browser in front of them."""
