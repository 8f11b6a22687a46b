"""More words of libraries, systems and devices, each with the cause that must come first.

From memory, so unverified: the shape is a library's or a product's, the words inside are Exchange Online's and Entra's
as the table of diagnoses quotes them, or those of the operating system.
"""

from __future__ import annotations

PRODUCT_TEXTS = (
    ("dial tcp: lookup smtp.office365.com on 10.96.0.10:53: server misbehaving", "dns-no-answer"),
    (
        "oauth2: cannot fetch token: 400 Bad Request\nResponse: https://login.microsoftonline.com/",
        "entra-refused-unsaid",
    ),
    (
        "java.io.IOException: Server returned HTTP response code: 400 for URL: "
        "https://login.microsoftonline.com/x/token",
        "entra-refused-unsaid",
    ),
    (
        "imaplib.IMAP4.error: AUTHENTICATE command error: BAD [b'Command Argument Error. 12']",
        "imap-client-command-wrong",
    ),
    (
        "Max retries exceeded https://login.microsoftonline.com/ (Caused by ProxyError('Cannot connect to proxy.', "
        "OSError('Tunnel connection failed: 407 Proxy Authentication Required')))",
        "proxy-refused",
    ),
    ("ClientAuthError: endpoints_resolution_error https://login.microsoftonline.com/", "connection-failed"),
    ("Error: Can't create new access token for user\n code: 'EAUTH' nodemailer/lib/xoauth2", "client-token-not-found"),
    ("Error: Missing credentials for \"PLAIN\" nodemailer host: 'smtp.office365.com'", "client-token-not-found"),
    (
        "The IMAP server \u201coutlook.office365.com\u201d rejected the password for user \u201cx@y.com\u201d.",
        "client-hides-refusal",
    ),
    ("System.Net.Mail.SmtpException: The operation has timed out.", "connection-timed-out"),
    ("lost connection with smtp.office365.com[40.101.1.1] while performing the EHLO handshake", "connection-dropped"),
    ("stat=Deferred: Connection reset by smtp.office365.com.", "connection-dropped"),
    (
        "relay=smtp.office365.com., available mechanisms do not fulfill requirements",
        "client-sasl-plugin",
    ),
    (
        "SSLHandshakeException: CertPathValidatorException: Trust anchor for certification path not found. "
        "outlook.office365.com",
        "certificate-unknown-ca",
    ),
    (
        "ValueError: Unable to get authority configuration for https://login.microsoftonline.com/contoso.",
        "tenant-not-found",
    ),
    (
        "Ein Verbindungsversuch ist fehlgeschlagen, da die Gegenstelle nach einer bestimmten Zeitspanne nicht richtig "
        "reagiert hat 52.98.1.1:587 smtp.office365.com",
        "connection-timed-out",
    ),
    ("Eine vorhandene Verbindung wurde vom Remotehost geschlossen smtp.office365.com", "connection-dropped"),
    (
        "Une tentative de connexion a échoué car le parti connecté n'a pas répondu convenablement au-delà d'une "
        "certaine "
        "durée smtp.office365.com:587",
        "connection-timed-out",
    ),
    (
        "No se puede establecer una conexión ya que el equipo de destino denegó expresamente dicha conexión "
        "smtp.office365.com",
        "connection-refused",
    ),
    (
        "Für den SMTP-Server ist eine sichere Verbindung erforderlich, oder der Client wurde nicht "
        "authentifiziert. Die "
        "Serverantwort war: 5.7.57 Client not authenticated to send mail.",
        "smtp-client-not-authenticated",
    ),
)

SEVERAL = (
    (
        "421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2.\n\n\n"
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
        ("smtp-auth-disabled-tenant", "smtp-old-tls"),
    ),
    (
        "smtp.office365.com 535 5.7.3 Authentication unsuccessful\nError: read ECONNRESET smtp.office365.com",
        ("smtp-auth-refused", "connection-dropped"),
    ),
    (
        "Error: read ECONNRESET smtp.office365.com\nretry\n535 5.7.3 Authentication unsuccessful",
        ("smtp-auth-refused", "connection-dropped"),
    ),
    (
        "535 5.7.3 Authentication unsuccessful\n" + "INFO ok\n" * 20 + "Error: read ECONNRESET smtp.office365.com",
        ("connection-dropped", "smtp-auth-refused"),
    ),
    (
        "A3 BAD User is authenticated but not connected.\n* BYE Connection closed. 14 outlook.office365.com",
        ("imap-authenticated-not-connected", "connection-dropped"),
    ),
    (
        "A1 NO AUTHENTICATE failed. outlook.office365.com\nrefresh: AADSTS7000222: The provided client secret keys for "
        "app 'x' are expired.",
        ("client-secret-expired", "imap-auth-refused"),
    ),
    (
        "no refresh token in the cache of login.microsoftonline.com\nAADSTS65001: The user or administrator has not "
        "consented to use the application with ID 'x'",
        ("consent-missing", "settings-offline-access"),
    ),
)
"""Logs in which several causes stand, with those that must come first, in their order."""
