"""The wheel and the sdist, built, installed and used."""
