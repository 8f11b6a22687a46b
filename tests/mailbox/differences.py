"""Where the fake answers otherwise than Dovecot 2.3, and why that is right or left open: message, items, reason."""

from __future__ import annotations

ANY = ""
"""Stands for every message, where the fake's answer is empty."""

_LINE_ENDS = "Dovecot keeps LF and sends CRLF; here content stays as it came, byte for byte"
_NUL = "a NUL is forbidden in a literal (RFC 3501 9); Dovecot puts 0x80 in its place, here it stays"
_PREFIX = (
    "RFC 2046 5.1.1 lets a line that begins with the boundary count; here the whole line must be it, so that inner "
    "boundaries that begin like the outer one stay apart in whatever order they are looked for"
)
_EPILOGUE = "Dovecot counts the line end before a boundary to the part where a closing boundary or a header ends there"
_NO_BLANK_LINE = "a header without a blank line gets none (RFC 3501 6.4.5); Dovecot adds one, but not to FIELDS.NOT"
_DEFAULT_TYPE = "a Content-Type that cannot be read counts as text/plain (RFC 2045 5.2); Dovecot sends empty strings"
_ONE_ALLOWED = "a message has one such field (RFC 5322 3.6); the first counts here, with Dovecot the last"

DIFFERENCES: tuple[tuple[str, str, str], ...] = (
    (
        ANY,
        r"BODY\[(\d+\.)+1(\.MIME)?\]",
        "Dovecot takes 1 of a part that has none for the part itself (RFC 3501 6.4.5: messages only)",
    ),
    ("bare line feeds", r"RFC822.SIZE|RFC822.HEADER|BODY\[.*", _LINE_ENDS),
    ("NUL", r"RFC822.HEADER|BODY\[.*", _NUL),
    ("lines that look like boundaries", r"BODY|BODYSTRUCTURE|BODY\[[1-4].*", _PREFIX),
    ("inner boundary begins like the outer", r"BODY\[1\]", _EPILOGUE),
    ("encoded message", r"BODY|BODYSTRUCTURE|BODY\[1(\.HEADER.*)?\]", _EPILOGUE),
    ("header without a blank line", r"BODY\[HEADER\.FIELDS .*", _NO_BLANK_LINE),
    ("header without a line end", r"BODY\[HEADER\.FIELDS .*", _NO_BLANK_LINE),
    ("RFC 2231", r"BODY|BODYSTRUCTURE", "Dovecot joins continuations (RFC 2231 3); RFC 3501 does not ask for it"),
    ("odd addresses", r"ENVELOPE", "Dovecot makes up MISSING_DOMAIN and the like, and reads a . b as a name"),
    ("addresses without commas", r"ENVELOPE", "Dovecot makes up SYNTAX_ERROR for an address that is not closed"),
    ("duplicate headers", r"ENVELOPE", _ONE_ALLOWED),
    ("folded", r"ENVELOPE", "unfolding takes out line ends only (RFC 5322 2.2.3); Dovecot also joins blanks"),
    ("empty values", r"BODY|BODYSTRUCTURE", _DEFAULT_TYPE),
    ("odd content types", r"BODY|BODYSTRUCTURE", _DEFAULT_TYPE),
)

STEP_DIFFERENCES = {
    r"UID STORE 4:5 -FLAGS (\Seen \Flagged)": "Dovecot is silent about a message whose flags do not change by it",
    r"STORE 1 +FLAGS (\Seen)": "in a folder opened read-only: RFC 3501 6.3.2 asks for no change, not for a NO",
    'LIST "" %': "each has folders of its own",
    'LSUB "" Play': "attributes in LSUB are optional",
}
"""A step of the conversation, and why the answers differ there."""
