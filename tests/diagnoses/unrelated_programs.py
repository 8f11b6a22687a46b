"""Words of other programs that resemble those of mail clients: none may be given a cause."""

from __future__ import annotations

PROGRAMS = (
    "Please log in to continue: https://portal.example.com/login",
    "psql: error: cannot login to host db.example.com: role does not exist",
    "restic: Fatal: password command exited with status 1",
    "API error 401: access token is missing",
    'GET /api/v1/orders 401 {"message": "OAuth token not found"} api.example.com',
    "kafka.errors: No SASL mechanism found, broker kafka-1.example.internal:9092",
    "Error: GnuTLS error -15 in gnutls_record_recv: An unexpected TLS packet was received. ftp.example.org",
    "error sending request for url (https://index.crates.io/config.json): client error (Connect): invalid "
    "peer certificate: UnknownIssuer",
    "io.netty.handler.ssl.NotSslRecordException: not an SSL/TLS record: 474554202f5f6361742f elasticsearch",
    "MySqlException: SSL Authentication Error Cannot determine the frame size or a corrupted frame was "
    "received. mysql:5.7",
    "SQLSTATE[22001]: String data, right truncated: 1406 Data too long for column 'token' at row 1",
    "com.mongodb.MongoSecurityException: AuthenticationFailedException mongodb://db.example.com",
    "WebSocket connection to 'wss://chat.example.com/' failed: Error during WebSocket handshake: "
    "Unexpected response code: 400",
    "Kubernetes: certificate signed by unknown authority; handshake failed",
    "TLS handshake error from 10.0.0.7:51544: EOF",
    "ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey]",
    "fatal: could not open folder /var/lib/app",
    "Cannot open folder C:\\Users\\bob\\Downloads: access denied",
    "Your account is blocked. Please contact support at https://bank.example.com",
    "ldap_sasl_bind: No SASL mechanism found",
    '{"error": "server_error", "error_description": "boom"} https://idp.example.org/token',
    "oauth.sh exited with 1",
    "oauth2-proxy exited with code 1",
    "docker: container oauth2-proxy exited with code 2",
    'kind: WouldBlock, message: "Resource temporarily unavailable"',
    "rabbitmq: authentication request timed out",
    "saml: authentication request expired for SP https://sp.example.com",
    "Authenticated user bob does not match owner alice",
    "[gitlab] Authenticated user bob does not match the resource owner",
    "thread 'main' panicked: received corrupt message of type InvalidContentType connecting to db.example.com:5432",
    "The token is too long: token exceeds 4096 tokens (context window)",
    "This model's maximum context length: your prompt token count exceeds 8192",
    "2026-11-23 INFO outlook account sync: 250-AUTH LOGIN XOAUTH2 ok, 250 SMTPUTF8, then AUTH XOAUTH2, 235 "
    "2.7.0 Authentication successful, C: QUIT",
    "S: 250-AUTH LOGIN XOAUTH2\nS: 250-8BITMIME\n"
    "S: 250 SMTPUTF8\nC: AUTH XOAUTH2 xxx\nS: 235 2.7.0 Authentication successful\n"
    "C: MAIL FROM:<a@contoso.com>\nS: 250 2.1.0 Sender OK\n"
    "C: QUIT smtp.office365.com",
    "smtplib send: 'AUTH XOAUTH2'\nS: 250-AUTH LOGIN XOAUTH2\nS: 250 SMTPUTF8\nC: NOOP\nS: 250 OK\nC: QUIT",
)
