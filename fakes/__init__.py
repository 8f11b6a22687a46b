"""Answer: a Microsoft 365 tenant in a box, on loopback only."""
