"""The pytest side of the suite: options, order, outcomes, and what is printed and written."""
