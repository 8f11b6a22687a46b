"""The stages of a run, in the order in which mail needs them."""

STAGES = ("settings", "network", "tls", "tenant", "app", "token", "smtp", "imap", "pop3", "message")
