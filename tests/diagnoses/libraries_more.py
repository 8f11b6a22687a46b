"""More of what libraries and tools print around a Microsoft host, each with the cause that must come first."""

from __future__ import annotations

MORE_TEXTS = (
    ('dial tcp: lookup smtp.office365.com on 127.0.0.11:53: no such host',
     "host-not-found"),
    ('dial tcp 52.96.103.18:587: i/o timeout smtp.office365.com',
     "connection-timed-out"),
    ('oauth2: cannot fetch token: 401 Unauthorized Response: {"error":"invalid_client","error_descript'
     'ion":"AADSTS7000215: Invalid client secret provided.',
     "client-secret-wrong"),
    ('smtp.office365.com: tls: first record does not look like a TLS handshake',
     "tls-wrong-version-number"),
    ("smtp.office365.com: smtp: server doesn't support AUTH",
     "xoauth2-not-offered"),
    ('Net::OpenTimeout: execution expired (smtp.office365.com:587)',
     "connection-timed-out"),
    ('Errno::ECONNREFUSED: Connection refused - connect(2) for "outlook.office365.com" port 993',
     "connection-refused"),
    ('System.Net.Mail.SmtpException: Failure sending mail. ---> System.Net.WebException: The remote na'
     "me could not be resolved: 'smtp.office365.com'",
     "host-not-found"),
    ('System.Security.Authentication.AuthenticationException: The remote certificate is invalid accord'
     'ing to the validation procedure. smtp.office365.com',
     "certificate-unknown-ca"),
    ('smtp.office365.com System.ComponentModel.Win32Exception: The client and server cannot communicat'
     'e, because they do not possess a common algorithm',
     "tls-version-too-old"),
    ('login.microsoftonline.com: The request was aborted: Could not create SSL/TLS secure channel.',
     "tls-version-too-old"),
    ('smtp.office365.com System.Net.Sockets.SocketException (10061): Es konnte keine Verbindung herges'
     'tellt werden, da der Zielcomputer die Verbindung verweigerte.',
     "connection-refused"),
    ('System.Net.Sockets.SocketException (10060): Ein Verbindungsversuch ist fehlgeschlagen, da die Ge'
     'genstelle nach einer bestimmten Zeitspanne nicht richtig reagiert hat. outlook.office365.com',
     "connection-timed-out"),
    ("Der Remotename konnte nicht aufgelöst werden: 'smtp.office365.com'",
     "host-not-found"),
    ('Microsoft.Identity.Client.MsalUiRequiredException: No account or login hint was passed to the Ac'
     'quireTokenSilent call. ErrorCode: user_null',
     "client-token-not-found"),
    ("com.sun.mail.util.MailConnectException: Couldn't connect to host, port: smtp.office365.com, 587;"
     ' timeout -1;\n  nested exception is:\n\tjava.net.ConnectException: Connection refused (Connection r'
     'efused)',
     "connection-refused"),
    ("com.sun.mail.util.MailConnectException: Couldn't connect to host, port: smtp.office365.com, 587;"
     ' timeout 10000',
     "connection-failed"),
    ('java.net.UnknownHostException: outlook.office365.com',
     "host-not-found"),
    ('javax.mail.MessagingException: Could not convert socket to TLS;\n  nested exception is:\n\tjavax.ne'
     't.ssl.SSLHandshakeException: Remote host terminated the handshake\n smtp.office365.com',
     "connection-dropped"),
    ('imaplib.IMAP4.abort: socket error: EOF outlook.office365.com',
     "connection-dropped"),
    ('requests.exceptions.HTTPError: 400 Client Error: Bad Request for url: https://login.microsoftonl'
     'ine.com/common/oauth2/v2.0/token',
     "entra-refused-unsaid"),
    ("requests.exceptions.ConnectTimeout: HTTPSConnectionPool(host='login.microsoftonline.com', port=4"
     "43): Max retries exceeded (Caused by ConnectTimeoutError(<>, 'Connection to login.microsoftonlin"
     "e.com timed out. (connect timeout=30)'))",
     "connection-timed-out"),
    ('TimeoutError: [Errno 110] smtp.office365.com',
     "connection-timed-out"),
    ('OSError: [Errno 101] Network is unreachable smtp.office365.com',
     "ipv6-unreachable"),
    ('Swift_TransportException: Connection could not be established with host smtp.office365.com :stre'
     'am_socket_client(): SSL operation failed with code 1. OpenSSL Error messages:\nerror:1416F086:SSL'
     ' routines:tls_process_server_certificate:certificate verify failed',
     "certificate-unknown-ca"),
    ('Failed to authenticate on SMTP server with username "x@contoso.com" using the following authenti'
     'cators: "XOAUTH2". Authenticator "XOAUTH2" returned "Expected response code "235" but got code "'
     '535", with message "535 5.7.3 Authentication unsuccessful [AM0PR]".',
     "smtp-auth-refused"),
    ("imap_open(): Couldn't open stream {outlook.office365.com:993/imap/ssl}INBOX\nRetrying PLAIN authe"
     'ntication after AUTHENTICATE failed.',
     "basic-auth-disabled"),
    ('SMTP Error: Could not authenticate. smtp.office365.com',
     "client-hides-refusal"),
    ('SMTP connect() failed. https://github.com/PHPMailer/PHPMailer/wiki/Troubleshooting smtp.office36'
     '5.com',
     "connection-failed"),
    ('Unable to connect to outlook.office365.com: SSL connect attempt failed error:0A000086:SSL routin'
     'es::certificate verify failed',
     "certificate-unknown-ca"),
    ('421 4.4.1 Connection timed out [AM0PR06CA0126.eurprd06.prod.outlook.com]',
     "connection-dropped"),
    ('550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain [AM0PR06CA0126.eurprd06.prod.o'
     'utlook.com]',
     "smtp-connector-instead-of-login"),
    ('550 5.7.501 Service unavailable. Access denied, spam abuse detected from 203.0.113.9.',
     "smtp-sender-blocked"),
    ('451 4.7.500 Server busy. Please try again later from [203.0.113.9]. (AS77713821) [AM4EUR.prod.pr'
     'otection.outlook.com]',
     "smtp-throttled"),
    ("[aioimaplib.aioimaplib] Received : b'ALKN2 NO LOGIN failed.\\r\\n' outlook.office365.com",
     "imap-login-refused"),
    ('AADSTS700016: Die Anwendung mit dem Bezeichner "x" wurde im Verzeichnis "y" nicht gefunden.',
     "app-not-in-tenant"),
    ('{"userPrincipalName":"svc@contoso.com","appDisplayName":"mailer","status":{"errorCode":53003,"fa'
     'ilureReason":"Access has been blocked by Conditional Access policies."}}',
     "conditional-access-blocked"),
    ('{"category":"SignInLogs","resultType":"50126","userPrincipalName":"svc@contoso.com","conditional'
     'AccessStatus":"notApplied"}',
     "password-wrong"),
    ('Sign-in error code 700082\nFailure reason The refresh token has expired due to inactivity.\nApplic'
     'ation mailer\nResource Office 365 Exchange Online',
     "refresh-token-expired"),
    ('org.springframework.mail.MailAuthenticationException: Authentication failed; nested exception is'
     ' javax.mail.AuthenticationFailedException: 535 5.7.139 Authentication unsuccessful, the user cre'
     'dentials were incorrect. [LO4P123CA0425.GBRP123.PROD.OUTLOOK.COM]',
     "smtp-password-wrong"),
    ('Symfony\\Component\\Mailer\\Exception\\TransportException: Connection could not be established with '
     'host "smtp.office365.com:587": stream_socket_client(): php_network_getaddresses: getaddrinfo for'
     ' smtp.office365.com failed: Temporary failure in name resolution',
     "dns-no-answer"),
    ('Symfony\\Component\\Mailer\\Exception\\UnexpectedResponseException: Expected response code "250" but'
     ' got code "530", with message "530 5.7.57 Client not authenticated to send mail. [AM0PR]"',
     "smtp-client-not-authenticated"),
    ("smtplib.SMTPSenderRefused: (530, b'5.7.57 Client not authenticated to send mail. [MW4PR03CA0350."
     "namprd03.prod.outlook.com 2024-05-15T08:21:54.541Z 08DC749D]', 'x@contoso.com')",
     "smtp-client-not-authenticated"),
    ("smtplib.SMTPDataError: (554, b'5.2.252 SendAsDenied; x@contoso.com not allowed to send as y@cont"
     "oso.com; STOREDRV.Submission.Exception:SendAsDeniedException')",
     "smtp-send-as-denied"),
    ("Error: C0B7C8F7:error:0A00010B:SSL routines:ssl3_get_record:wrong version number\n code: 'ESOCKET"
     "', command: 'CONN' host smtp.office365.com secure: true",
     "tls-wrong-version-number"),
    ('Error: self signed certificate in certificate chain at TLSSocket.onConnectSecure smtp.office365.'
     "com code: 'ESOCKET'",
     "certificate-unknown-ca"),
    ("Error: queryA ETIMEOUT smtp.office365.com code: 'EDNS'",
     "host-not-found"),
    ("Error: getaddrinfo ENOTFOUND smtp.office365.com code: 'EDNS', errno: -3008",
     "host-not-found"),
    ('ServerError: invalid_client: 7000222 - [2026-01-01]: AADSTS7000222: The provided client secret k'
     "eys for app 'x' are expired.",
     "client-secret-expired"),
    ('{\'error\': \'unauthorized_client\', \'error_description\': "AADSTS700016: Application with identifier'
     ' \'x\' was not found in the directory \'Contoso\'.", \'error_codes\': [700016]}',
     "app-not-in-tenant"),
    ('AdalServiceException: AADSTS50034: The user account {EUII Hidden} does not exist in the contoso.'
     'com directory. To sign into this application, the account must be added to the directory.',
     "user-not-in-tenant"),
    ('AADSTS1002012: The provided value for scope https://outlook.office365.com/IMAP.AccessAsApp is no'
     't valid. Client credential flows must have a scope value with /.default suffixed to the resource'
     ' identifier',
     "scope-default-required"),
    ('AADSTS500011: The resource principal named https://outlook.office.com was not found in the tenan'
     't named Contoso.',
     "resource-not-in-tenant"),
    ('invalid_grant',
     "entra-grant-refused"),
    ("The user's SMTP is disabled: 550 5.7.1 OutboundSpamException",
     "smtp-sender-blocked"),
    ('554 5.2.0 STOREDRV.Submission.Exception:OutboundSpamException; Failed to process message due to '
     'a permanent exception with message WASCL UserAction verdict is not None. Actual verdict is Suspe'
     'nd, ShowTierUpgrade.',
     "smtp-sender-blocked"),
    ('550 5.1.8 Access denied, bad outbound sender. For more information please go to http://go.micros'
     'oft.com/fwlink/?LinkId=875724. AS(42004)',
     "smtp-sender-blocked"),
    ('432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for mor'
     'e information. [Hostname=AM0PR06]',
     "smtp-too-many-connections"),
    ('554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process mess'
     'age',
     "smtp-throttled"),
    ('552 5.3.4 Message size exceeds fixed maximum message size [AM0PR06CA0126.eurprd06.prod.outlook.c'
     'om]',
     "smtp-message-too-large"),
    ('* BYE Session invalidated - AccessTokenExpired',
     "imap-session-token-expired"),
    ('jakarta.mail.AuthenticationFailedException: Protocol error. Connection is closed. 10\n\tat org.ecl'
     'ipse.angus.mail.pop3.POP3Store.protocolConnect',
     "pop3-one-line-auth"),
    ('javax.mail.MessagingException: Could not convert socket to TLS;\n  nested exception is:\n\tjavax.ne'
     't.ssl.SSLHandshakeException: No appropriate protocol (protocol is disabled or cipher suites are '
     'inappropriate)',
     "tls-version-too-old"),
    ('javax.mail.MessagingException: [EOF] smtp.office365.com',
     "connection-dropped"),
    ('com.sun.mail.iap.ConnectionException: * BYE JavaMail Exception: java.net.SocketTimeoutException:'
     ' Read timed out outlook.office365.com',
     "connection-timed-out"),
    ('jakarta.mail.AuthenticationFailedException: 334 ; OAUTH2 asked for more smtp.office365.com',
     "client-hides-refusal"),
    ('System.Net.Mail.SmtpException: The SMTP server requires a secure connection or the client was no'
     't authenticated. The server response was: 5.7.57 Client not authenticated to send mail. [PN2PR01'
     'CA0008.INDPRD01.PROD.OUTLOOK.COM 2024-01-01]',
     "smtp-client-not-authenticated"),
    ('System.Net.Mail.SmtpException: Mailbox unavailable. The server response was: 5.7.60 SMTP; Client'
     ' does not have permissions to send as this sender',
     "smtp-send-as-denied"),
    ('Send-MailMessage : Unable to connect to the remote server smtp.office365.com',
     "connection-failed"),
    ('Exception calling "Authenticate" : "535: 5.7.139 Authentication unsuccessful, the request did no'
     't meet the criteria to be authenticated successfully. Contact your administrator."',
     "smtp-conditional-access"),
    ('msmtp: authentication failed (method XOAUTH2)\nmsmtp: server message: 535 5.7.3 Authentication un'
     'successful [AM0PR06CA0126.eurprd06.prod.outlook.com]',
     "smtp-auth-refused"),
    ("msmtp: cannot use TLS on smtp.office365.com: the certificate hasn't got a known issuer",
     "certificate-unknown-ca"),
    ('curl: (67) Login denied outlook.office365.com',
     "client-hides-refusal"),
    ("curl: (28) Failed to connect to login.microsoftonline.com port 443 after 130000 ms: Couldn't con"
     'nect to server',
     "connection-failed"),
    ('curl: (60) SSL certificate problem: unable to get local issuer certificate login.microsoftonline'
     '.com',
     "certificate-unknown-ca"),
    ('Sending of the message failed. The Outgoing server (SMTP) smtp.office365.com does not support th'
     'e selected authentication method.',
     "xoauth2-not-offered"),
    ('Sending of the message failed. Unable to authenticate to Outgoing server (SMTP) smtp.office365.c'
     "om. Please check the password and verify the 'Authentication method'",
     "client-hides-refusal"),
    ('5.7.14 535 smtp-mail.outlook.com: 535 5.7.3 Authentication unsuccessful',
     "smtp-auth-refused"),
    ('smtp.office365.com [52.97.1.2]:587 SMTP error from remote mail server after AUTH XOAUTH2: 535 5.'
     '7.3 Authentication unsuccessful',
     "smtp-auth-refused"),
    ('fetchmail: Authorization failure on svc@contoso.com@outlook.office365.com\nfetchmail: Query statu'
     's=3 (AUTHFAIL)',
     "client-hides-refusal"),
    ("getmail: credential/login error (AUTHENTICATE command error: NO [b'AUTHENTICATE failed.'])",
     "imap-auth-refused"),
    ("ERROR: While attempting to sync account 'work'\n  ('http error 400', 'Bad Request') xoauth2handle"
     'r outlook.office365.com',
     "entra-refused-unsaid"),
    ('javax.mail.AuthenticationFailedException: AUTHENTICATE failed.',
     "imap-auth-refused"),
    ('lettre::transport::smtp::Error { kind: Permanent(535), source: "5.7.139 Authentication unsuccess'
     'ful, basic authentication is disabled. [BN0P223]" }',
     "basic-auth-disabled"),
    ('SMTP error 550 5.7.60 SMTP; Client does not have permissions to send as this sender',
     "smtp-send-as-denied"),
    ('ORA-29279: SMTP permanent error: 530 5.7.57 Client not authenticated to send mail. [SG2PR02CA010'
     '2.apcprd02.prod.outlook.com]',
     "smtp-client-not-authenticated"),
    ('ORA-29024: Certificate validation failure smtp.office365.com',
     "certificate-unknown-ca"),
    ('Net::SMTP: 535 5.7.3 Authentication unsuccessful',
     "smtp-auth-refused"),
    ('tls: failed to verify certificate: x509: certificate is valid for *.example.org, not smtp.office'
     '365.com',
     "certificate-wrong-name"),
    ('EIdSMTPReplyError: 5.7.3 STARTTLS is required to send mail [AM0PR06]',
     "smtp-starttls-required"),
    ('Socket Error # 10061\nConnection refused. smtp.office365.com',
     "connection-refused"),
)  # fmt: skip
