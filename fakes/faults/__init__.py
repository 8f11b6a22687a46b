"""Faults: one flat table of every word with which a fake can refuse and every way in which it can misbehave."""
