"""A mail client under judgement: cases that a server under the suite's control plays, and what the wire then showed."""
