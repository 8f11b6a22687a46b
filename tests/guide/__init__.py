"""Tests of `guide`."""
