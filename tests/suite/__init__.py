"""Test files for the suite: options, outcomes, reports."""
