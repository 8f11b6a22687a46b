"""The wire: one recording transport under all listeners."""
