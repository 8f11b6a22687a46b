"""What libraries and tools print when something is wrong, each with the cause that must come first.

The words are those that Python, OpenSSL, Java, Node, .NET, PHP, Go and curl print (from memory, so unverified where
no report in `reports.py` quotes them), or those of Exchange Online and Entra as the table of diagnoses quotes them.
"""

from __future__ import annotations

TEXTS = (
    (
        "msal.exceptions.MsalServiceError: ...; curl: (6) Could not resolve host: login.microsoftonline.com",
        "host-not-found",
    ),
    ("smtplib.SMTPServerDisconnected: Connection unexpectedly closed", "connection-dropped"),
    (
        "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to "
        "get local issuer certificate (_ssl.c:1006)",
        "certificate-unknown-ca",
    ),
    (
        "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname "
        "mismatch, certificate is not valid for '127.0.0.1'. (_ssl.c:1006)",
        "certificate-wrong-name",
    ),
    (
        "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname "
        "mismatch, certificate is not valid for 'localhost'. (_ssl.c:1006)",
        "certificate-wrong-name",
    ),
    (
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1006)",
        "certificate-expired",
    ),
    (
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate is not yet valid (_ssl.c:1006)",
        "certificate-not-yet-valid",
    ),
    (
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in certificate chain",
        "certificate-unknown-ca",
    ),
    ("[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)", "tls-wrong-version-number"),
    ("[SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version", "tls-version-too-old"),
    ("Error: 140735:error:1408F10B:SSL routines:ssl3_get_record:wrong version number", "tls-wrong-version-number"),
    ("javax.mail.MessagingException: Unrecognized SSL message, plaintext connection?", "tls-wrong-version-number"),
    (
        "System.Net.Mail.SmtpException: Failure sending mail. ---> System.Net.WebException: Unable to "
        "connect to the remote server ---> No connection could be made because the target machine actively "
        "refused it 52.97.1.2:587",
        "connection-refused",
    ),
    (
        "Error: connect ETIMEDOUT 40.101.1.2:587\n code: 'ETIMEDOUT', command: 'CONN' at "
        "nodemailer/lib/smtp-connection",
        "connection-timed-out",
    ),
    ("SMTP ERROR: Failed to connect to server: Connection timed out (110) PHPMailer", "connection-timed-out"),
    (
        "stream_socket_enable_crypto(): SSL operation failed with code 1. OpenSSL Error messages: "
        "error:1416F086:SSL routines:tls_process_server_certificate:certificate verify failed PHPMailer",
        "certificate-unknown-ca",
    ),
    (
        "javax.mail.AuthenticationFailedException: 535 5.7.3 Authentication unsuccessful "
        "[AM0PR01CA0094.eurprd01.prod.exchangelabs.com]",
        "smtp-auth-refused",
    ),
    ("MailKit.Security.AuthenticationException: 535: 5.7.3 Authentication unsuccessful", "smtp-auth-refused"),
    ("imaplib.IMAP4.error: AUTHENTICATE failed.", "imap-auth-refused"),
    ("b'AUTHENTICATE failed.'", "imap-auth-refused"),
    ("imaplib.IMAP4.abort: command: NOOP => Session invalidated - AccessTokenExpired", "imap-session-token-expired"),
    ("smtplib.SMTPNotSupportedError: SMTP AUTH extension not supported by server.", "xoauth2-not-offered"),
    ("smtplib.SMTPNotSupportedError: STARTTLS extension not supported by server.", "starttls-stripped"),
    ("poplib.error_proto: b'-ERR Protocol error. Connection is closed. 10'", "pop3-one-line-auth"),
    ("Invalid login: 530 5.7.57 Client not authenticated to send mail.", "smtp-client-not-authenticated"),
    ("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", "smtp-too-many-connections"),
    ("550 5.7.30 Basic authentication is not supported for Client Submission.", "basic-auth-retired"),
    ("550 5.7.60 SMTP; Client does not have permissions to send as this sender", "smtp-send-as-denied"),
    (
        "421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2.",
        "smtp-old-tls",
    ),
    ("451 4.7.0 Temporary server error. Please try again later. PRX4", "smtp-auth-temporary"),
    ("454 4.7.0 Temporary authentication failure", "smtp-auth-temporary"),
    ("535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", "basic-auth-disabled"),
    ("AADSTS90002: Tenant 'contoso.onmicrosoft.com' not found.", "tenant-not-found"),
    (
        "HTTP/1.1 429 Too Many Requests from https://login.microsoftonline.com/common/oauth2/v2.0/token",
        "entra-throttled",
    ),
    ("503 Service Unavailable: https://login.microsoftonline.com/common/oauth2/v2.0/token", "entra-unavailable"),
    ('{"error":"invalid_grant"} https://login.microsoftonline.com/x', "entra-grant-refused"),
    (
        'Get "https://login.microsoftonline.com": x509: certificate signed by unknown authority',
        "certificate-unknown-ca",
    ),
    ("Error: unable to verify the first certificate UNABLE_TO_VERIFY_LEAF_SIGNATURE", "certificate-unknown-ca"),
    (
        "Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames: Host: "
        "smtp. is not in the cert's altnames: DNS:*.office365.com",
        "certificate-wrong-name",
    ),
    (
        "javax.net.ssl.SSLHandshakeException: No appropriate protocol (protocol is disabled or cipher suites "
        "are inappropriate)",
        "tls-version-too-old",
    ),
    (
        "The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot",
        "certificate-unknown-ca",
    ),
    (
        "The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch",
        "certificate-wrong-name",
    ),
)
