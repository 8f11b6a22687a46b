"""Measurements, run by hand: `python -m benchmarks`. Nothing here is a test; compare ratios, not single times."""
