"""The reference mail service: what the document says its e-mail service does, done right, judged like any client."""
