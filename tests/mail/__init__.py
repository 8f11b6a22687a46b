"""The reference mail service against the fakes, servers of the tests' own, and Debian's Dovecot and Postfix."""
