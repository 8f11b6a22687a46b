"""The tenant: users, mailboxes, applications, policies and one clock. Front ends parse, ask it, and reply."""
