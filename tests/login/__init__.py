"""Proves: signing in, and where the token goes."""
