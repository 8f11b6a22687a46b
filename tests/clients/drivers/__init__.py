"""How each client is set up: one small program a client, told everything by FAKE_* and JOB_* variables.

A driver takes the protocol as its argument and does one job: `smtp` sends the letter in JOB_LETTER, `imap` and `pop3`
list, fetch the last message of INBOX and, by IMAP, flag it. JOB_PORT is the port, JOB_TLS is `implicit` or `starttls`,
HOME and JOB_FOLDER are a private folder. Exit status 0 means that the client believes in its success; verdicts do not
rely on it.
"""
