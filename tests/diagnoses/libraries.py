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

STACKS = (
    ('Office 365 logs the failed authorization with this error:\nSign-in error code\n50011\nFailure reaso'
     "n\nThe {redirectTerm} '{replyAddress}' specified in the request does not match",
     "redirect-uri-mismatch"),
    ('Office 365: The user account which was used to submit this request does not have the right to se'
     'nd mail on behalf of the specified sending account., Cannot submit message.',
     "smtp-send-as-denied"),
    ('Error (D819461E6C7F0000:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps'
     '/openssl/openssl/ssl/record/ssl3_record.c:354:\n)\nHost smtp.office365.com',
     "tls-wrong-version-number"),
    ('++ Starting Swift_SmtpTransport\n<< 220 SG2PR04CA0206.outlook.office365.com Microsoft ESMTP MAIL '
     'Service ready\n!! Failed to authenticate on SMTP server with username "x" using 2 possible authen'
     'ticators. Authenticator LOGIN returned Expected response code 235 but got code "535", with messa'
     'ge "535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [SG2PR04]"',
     "basic-auth-disabled"),
    ('System.Net.Sockets.SocketException: No such host is known. (smtp.office365.com:587)',
     "host-not-found"),
    ('java.net.NoRouteToHostException: No route to host smtp.office365.com',
     "ipv6-unreachable"),
    ('Error: connect EHOSTUNREACH 2603:1026:c0a:80b::2:587 smtp.office365.com',
     "ipv6-unreachable"),
    ('javax.net.ssl.SSLException: Unsupported or unrecognized SSL message outlook.office365.com',
     "tls-wrong-version-number"),
    ('ssl.SSLEOFError: [SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol (_ssl'
     '.c:1007) outlook.office365.com',
     "connection-dropped"),
    ('PHP Warning: fsockopen(): unable to connect to smtp.office365.com:587 (Connection timed out)',
     "connection-timed-out"),
    ("LWP: 500 Can't connect to login.microsoftonline.com:443 (certificate verify failed)",
     "certificate-unknown-ca"),
    ('socket.gaierror: [Errno 11001] getaddrinfo failed smtp.office365.com',
     "host-not-found"),
    ('socket.gaierror: [Errno 8] nodename nor servname provided, or not known: outlook.office365.com',
     "host-not-found"),
    ('ConnectionResetError: [WinError 10054] An existing connection was forcibly closed by the remote '
     'host outlook.office365.com',
     "connection-dropped"),
    ('AADSTS500011: The resource principal named https://outlook.office365.com/ was not found in the t'
     'enant',
     "resource-not-in-tenant"),
    ('Microsoft.Identity.Client.MsalUiRequiredException: AADSTS50079: Due to a configuration change ma'
     'de by your administrator, or because you moved to a new location, you must enroll in multi-facto'
     'r authentication to access',
     "mfa-required"),
    ('AADSTS530003: Your device is required to be managed to access this resource.',
     "device-required"),
    ('AADSTS50097: Device authentication is required.',
     "device-required"),
    ('AADSTS900382: Confidential Client is not supported in Cross Cloud request.',
     "national-cloud-wrong"),
    ('AADSTS50196: The server terminated an operation because it encountered a client request loop.',
     "entra-throttled"),
    ('AADSTS50059: No tenant-identifying information found in either the request or implied by any pro'
     'vided credentials.',
     "tenant-not-named"),
    ("AADSTS90014: The required field 'scope' is missing from the credential. Ensure that you have all"
     ' the necessary parameters for the login request.',
     "request-parameter-missing"),
    ('AADSTS9002325: Proof Key for Code Exchange is required for cross-origin authorization code redem'
     'ption.',
     "cross-origin-redemption"),
    ("aiosmtplib.errors.SMTPAuthenticationError: (535, '5.7.3 Authentication unsuccessful [AM0PR06CA01"
     "26.eurprd06.prod.outlook.com]')",
     "smtp-auth-refused"),
    ("imap4: can't select INBOX: User is authenticated but not connected.",
     "imap-authenticated-not-connected"),
    ("poplib.error_proto: b'-ERR Authentication failure: unknown user name or bad password.'",
     "pop3-auth-refused"),
    ('com.sun.mail.smtp.SMTPSendFailedException: 554 5.2.252 SendAsDenied; app@contoso.com not allowed'
     ' to send as info@contoso.com',
     "smtp-send-as-denied"),
    ('com.sun.mail.smtp.SMTPSenderFailedException: 550 5.7.60 SMTP; Client does not have permissions t'
     'o send as this sender',
     "smtp-send-as-denied"),
    ('Error: Message failed: 554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExcepti'
     'onSendAsDenied; Failed to process message due to a permanent exception with message Cannot submi'
     't message. 0.35250:0A00C984',
     "smtp-send-as-denied"),
    ('451 4.7.0 Temporary server error. Please try again later. PRX2 [BL1PR13CA0100.namprd13.prod.outl'
     'ook.com]',
     "smtp-auth-temporary"),
    ("535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults"
     ' policy. Contact your administrator. [BN9PR03CA0]',
     "smtp-security-defaults"),
    ('Mailer Error: The following From address failed: x@contoso.com : MAIL FROM command failed,5.7.57'
     ' Client not authenticated to send mail. [AM0],530,5.7.57',
     "smtp-client-not-authenticated"),
    ('421 4.3.2 Service not active [AM0PR06CA0126.eurprd06.prod.outlook.com]',
     "smtp-service-unavailable"),
    ("org.eclipse.angus.mail.util.MailConnectException: Couldn't connect to host, port: smtp.office365"
     '.com, 587; timeout 5000; nested exception is: java.net.SocketTimeoutException: Connect timed out',
     "connection-timed-out"),
    ('org.springframework.mail.MailSendException: Mail server connection failed; nested exception is j'
     'akarta.mail.MessagingException: Could not convert socket to TLS; nested exception is: javax.net.'
     'ssl.SSLException: Received fatal alert: protocol_version',
     "tls-version-too-old"),
    ('oauth2.rfc6749.errors.InvalidGrantError: (invalid_grant) AADSTS700082: The refresh token has exp'
     'ired due to inactivity',
     "refresh-token-expired"),
    ('oauthlib.oauth2.rfc6749.errors.MissingTokenError: (missing_token) Missing access token parameter'
     '. login.microsoftonline.com',
     "entra-refused-unsaid"),
    ('GuzzleHttp\\Exception\\ConnectException: cURL error 7: Failed to connect to login.microsoftonline.'
     'com port 443: Connection refused',
     "connection-refused"),
    ('cURL error 28: Operation timed out after 10001 milliseconds with 0 bytes received for https://lo'
     'gin.microsoftonline.com/common/oauth2/v2.0/token',
     "connection-timed-out"),
    ('cURL error 35: OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to login.microsoftonline.com'
     ':443',
     "connection-dropped"),
    ('407 authenticationrequired The proxy server requires authentication https://login.microsoftonlin'
     'e.com',
     "proxy-refused"),
    ('java.io.IOException: Unable to tunnel through proxy. Proxy returns "HTTP/1.1 403 Forbidden" logi'
     'n.microsoftonline.com',
     "proxy-refused"),
    ('OSError: Tunnel connection failed: 403 Forbidden login.microsoftonline.com',
     "proxy-refused"),
)  # fmt: skip
