"""What a product calls a setting that has another name here."""

from __future__ import annotations

from collections.abc import Mapping

# In lower case. The keys of email endpoints are those of Adobe's EmailEndpointConfigConstants.
HERE: Mapping[str, str] = {
    "smtp": "send",
    "smtphost": "smtp_host",
    "smtpport": "smtp_port",
    "smtpuser": "smtp_user",
    "smtppassword": "smtp_password",
    "smtpsslenabled": "smtp_tls",
    "inboxhost": "receive_host",
    "inboxport": "receive_port",
    "inboxprotocol": "receive_protocol",
    "inboxuser": "receive_user",
    "inboxpassword": "receive_password",
    "inboxsslenabled": "receive_tls",
    "inboxtimeout": "timeout_s",
    "repeatinterval": "repeat_interval_s",
    "authurl": "authorize",
    "tokenurl": "token",
    "token_endpoint": "token",
    "refreshurl": "refresh",
    "scope": "token_scopes",
    "oauth2_scope": "token_scopes",
    "security": "wire",
}
