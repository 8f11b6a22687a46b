"""The stages of a run, in the order in which mail needs them, and the families of client cases, which come after."""

STAGES = ("settings", "network", "tls", "tenant", "app", "token", "smtp", "imap", "pop3", "message")
CLIENT_STAGES = ("client-token", "client-tls", "client-sasl", "client-pop3", "client-fallback")
