"""Failures of mail libraries and programs from public threads, collected in 2026-11: part two."""

from __future__ import annotations

from .reports import Report, reported

_r = reported

THREADS: tuple[Report, ...] = (
    _r("C043", "simonrob/email-oauth2-proxy#95, 2022",
       "2022-11-08 09:08:03,045: Successfully authorised request for mail@company.com\n"
       "2022-11-08 09:08:03,045: Authentication request failed or expired for account mail@company.com - "
       "aborting login\n2022-11-08 09:08:03,045: IMAP (localhost:1993; "
       "127.0.0.1:4909->outlook.office365.com:993) <-- b'RUBY0001 NO LOGIN Email OAuth 2.0 Proxy: Login "
       "failed - the authentication request expired or was cancelled for account mail@company.com\\r\\n'",
       "interaction-required"),
    _r("C044", "adoptium/temurin-build#1390, 2019",
       "org.springframework.mail.MailSendException: Mail server connection failed; nested exception is "
       "javax.mail.MessagingException: Could not convert socket to TLS;\n"
       "  nested exception is:\n\tjavax.net.ssl.SSLHandshakeException: A potential protocol version downgrade "
       "attack. Failed messages: javax.mail.MessagingException: Could not convert socket to TLS;\n"
       "\tat org.springframework.mail.javamail.JavaMailSenderImpl.doSend(JavaMailSenderImpl.java:447)",
       "tls-handshake-failed"),
    _r("C045", "halo-dev/halo#892, 2020",
       "Caused by: javax.mail.MessagingException: Could not connect to SMTP host: smtp.office365.com, port: "
       "587;\n  nested exception is:\n        javax.net.ssl.SSLException: Unrecognized SSL message, plaintext "
       "connection?\n        at com.sun.mail.smtp.SMTPTransport.openServer(SMTPTransport.java:2211)",
       "tls-wrong-version-number"),
    _r("C046", "pmengal/MailSystem.NET#39, 2018",
       "> System.IO.IOException was unhandled by user code\n"
       "> HResult=-2146232800\n> Message=The handshake failed due to an unexpected packet format.\n"
       "> Source=System", "tls-wrong-version-number"),
    _r("C047", "pmengal/MailSystem.NET#39, 2018",
       '> Command "auth login" failed : 504 5.7.4 Unrecognized authentication type '
       "[SC1P15201CA0044.LAMP152.PROD.OUTLOOK.COM]", "smtp-auth-before-tls"),
    _r("C048", "ozimov/spring-boot-email-tools#68",
       "nested exception is org.springframework.mail.MailSendException: Mail server connection failed; nested "
       "exception is javax.mail.MessagingException: Could not convert socket to TLS;\n"
       "  nested exception is:\n\tjavax.net.ssl.SSLHandshakeException: "
       "sun.security.validator.ValidatorException: PKIX path building failed: "
       "sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path "
       "to requested target. Failed messages", "certificate-unknown-ca"),
    _r("C049", "glowroot/glowroot#226, 2017",
       "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM "
       "[DM5PR21CA0024.namprd21.prod.outlook.com]", "smtp-client-not-authenticated"),
    _r("C050", "jstedfast/MailKit#1176, 2021",
       "MailKit.Net.Smtp.SmtpCommandException\n  HResult=0x80131500\n"
       "  Message=5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed "
       "to process message due to a permanent exception with message Cannot submit message. 0.35250:D8360000, "
       "1.36674:0A000000, 1.61250:00000000", "smtp-send-as-denied"),
    _r("C051", "ShareX/ShareX#6699, 2023",
       "System.Net.Mail.SmtpException: The SMTP server requires a secure connection or the client was not "
       "authenticated. The server response was: 5.7.57 Client not authenticated to send mail. Error: 535 "
       "5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated "
       "successfully. Contact your administrator. [SG2P153CA0002.APCP153.PROD.OUTLOOK.COM "
       "2023-01-24T10:49:45.194Z 08DAFD75B2194F44]\n"
       "   at System.Net.Mail.MailCommand.CheckResponse(SmtpStatusCode statusCode, String response)",
       "smtp-conditional-access"),
    _r("C052", "MicrosoftDocs/OfficeDocs-Exchange#1615, 2019",
       'System.Net.Mail.SmtpException: "The SMTP server requires a secure connection or the client is not '
       "authenticated. The server response is: 5.7.57 SMTP; Client was not authenticated to send anonymous "
       'mail during MAIL FROM [HK2PR0401CA0011.apcprd04.prod.outlook .com] "', "smtp-client-not-authenticated"),
    _r("C053", "jstedfast/MailKit#566, 2017",
       "MailKit.Security.AuthenticationException: ErrorInProcessing: 4.7.0 Temporary server error. Please try "
       "again later. PRX4 [AM5PR0701CA0008.eurprd07.prod.outlook.com]", "smtp-auth-temporary"),
    _r("C054", "Azure/Commercial-Marketplace-SaaS-Accelerator#777, 2024",
       "An error occurred while attempting to process a webhook notification: [Failure sending mail.].",
       unknown="nothing but that it failed"),
    _r("C055", "mscdex/node-imap#562, 2016; its title added",
       "Unable to connect with Office365 Server\n**Error: { [Error: Timed out while authenticating with "
       "server] source: 'timeout-auth' }\nimapDisconnected**", "connection-timed-out"),
    _r("C056", "mscdex/node-imap#381, 2014",
       "(office 365 exchange server)\nError Found while connecting IMAP :  { [Error: Command Error. 10] "
       "textCode: undefined, source: 'protocol' }", "imap-client-command-wrong"),
    _r("C057", "mscdex/node-imap#561, 2016",
       "=> 'A391 UID SEARCH UNSEEN'\n<= '* SEARCH'\n"
       "<= 'A391 OK SEARCH completed.'\n=> 'NOOP NOOP'\n"
       "<= 'NOOP OK NOOP completed.'\n=> 'NOOP NOOP'\n"
       "<= '* BYE Connection is closed. 13'\nerror: Forever detected script exited with code: 1",
       "imap-connection-timed-out"),
    _r("C058", "tarickb/sasl-xoauth2#5",
       "Nov 06 12:50:05 localhost.localdomain postfix/smtp[13367]: 70A7A60A0984: to=<user@outlook.com>, "
       "relay=smtp.outlook.com[52.96.88.210]:587, delay=95656, delays=95625/0.03/31/0, dsn=4.7.3, "
       "status=deferred (SASL authentication failed; server smtp.outlook.com[52.96.88.210] said: 535 5.7.3 "
       "Authentication unsuccessful [YT1PR01CA0061.CANPRD01.PROD.OUTLOOK.COM])\n"
       "Nov 06 12:50:05 localhost.localdomain postfix/smtp[13367]: flush_add: site outlook.com id 70A7A60A0984"
       "\nNov 06 12:50:05 localhost.localdomain postfix/smtp[13367]: > smtp.outlook.com[52.96.88.210]:587: "
       "QUIT", "smtp-auth-refused"),
    _r("C059", "tarickb/sasl-xoauth2#95, 2024",
       "  2024-10-07 10:31:57: TokenStore::Refresh: attempt 1\n"
       "  2024-10-07 10:31:57: TokenStore::Refresh: token_endpoint: https://accounts.google.com/o/oauth2/token"
       "\n  2024-10-07 10:31:57: TokenStore::Refresh: code=401, response={\n"
       '  "error": "invalid_client",\n  "error_description": "The OAuth client was not found."\n'
       "}\n  2024-10-07 10:31:57: TokenStore::Refresh: request failed\n"
       "Token refresh failed.", unknown="Google's words, from Google's host"),
    _r("C060", "tarickb/sasl-xoauth2#95, 2025",
       'TokenStore::Refresh: code=400, response={"error":"invalid_grant","error_description":"AADSTS70000: '
       "Provided grant is invalid or malformed.", "refresh-token-invalid"),
    _r("C061", "Foundry376/Mailspring#1118, 2020",
       "40740 [2020-11-05 12:13:33.404] [background] [critical]\n"
       "***\n*** Mailspring Sync\n*** An exception occurred during program execution:\n"
       '*** {"debuginfo":"https://login.microsoftonline.com/common/oauth2/v2.0/token RETURNED '
       '{\\"error\\":\\"invalid_grant\\",\\"error_description\\":\\"AADSTS700081: The refresh token has '
       "expired due to maximum lifetime. The token was issued on 2020-11-04T10:39:31.6429622Z and the maximum "
       'allowed lifetime for this application is 1.00:00:00.\\\\r\\\\nTrace ID: 6dae23b0\\"}","key":"Invalid '
       'Response Code: 400","retry', "refresh-token-max-age"),
    _r("C062", "zammad/zammad#3292, 2020",
       "E, [2020-11-18T09:35:21.181275 #29739-69963139157800] ERROR – : Failed to refresh XOAUTH2 "
       "access_token of provider ‘microsoft365’! #<RuntimeError: Request failed! ERROR: invalid_grant "
       "(AADSTS50173: The provided grant has expired due to it being revoked, a fresh auth token is needed. "
       "The user might have changed or reset their password. The grant was issued on "
       "‘2020-11-17T12:24:29.9095532Z’ and the TokensValidFrom date", "refresh-token-revoked"),
    _r("C063", "zammad/zammad#3337, 2020",
       "I, [2020-12-16T14:53:10.208707 #1401-47242936489120]  INFO -- : fetching imap "
       "(outlook.office365.com/general@contoso.com "
       "port=993,ssl=true,starttls=false,folder=INBOX,keep_on_server=false,auth_type\n"
       "=XOAUTH2)\nE, [2020-12-16T14:53:10.536921 #1401-47242936489120] ERROR -- : AUTHENTICATE failed. "
       "(Exceptions::UnprocessableEntity)\n"
       "/opt/zammad/app/controllers/channels_microsoft365_controller.rb:77:in `inbound'", "imap-auth-refused"),
    _r("C064", "zammad/zammad#3723, 2021",
       "Can't use Channel::Driver::Imap: #<Net::IMAP::ResponseParseError: unexpected token EOF (expected "
       "CRLF)> zammad 365", unknown="a client that cannot read the answer"),
    _r("C065", "quarkusio/quarkus#39359, 2024",
       "need to authenticate to smtp.office365.com\n"
       "Caused by: io.netty.handler.ssl.NotSslRecordException: not an SSL/TLS record: [error message]\n"
       "    at io.netty.handler.ssl.SslHandler.decodeJdkCompatible(SslHandler.java:1314)", "tls-wrong-version-number"),
    _r("C066", "ccrusius/auth-source-xoauth2#5, 2019",
       "smtpmail-send-it: Sending failed: 501 5.5.2 Cannot Decode response a1b2.3 - gsmtp in response to AUTH "
       "XOAUTH2 xxx=", unknown="Gmail's words"),
    _r("C067", "PHPMailer/PHPMailer#797, 2016",
       "OpenSSL> s_client -starttls smtp -crlf -connect smtp.office365.com:587\n"
       "CONNECTED(00000128)\ndepth=1 C = US, ST = Washington, L = Redmond, O = Microsoft Corporation, OU = Mi"
       "\ncrosoft IT, CN = Microsoft IT SSL SHA2\nverify error:num=20:unable to get local issuer certificate",
       "certificate-unknown-ca"),
    _r("C068", "O365/python-o365#406, 2020",
       "Unable to fetch auth token. Error: HTTPSConnectionPool(host='login.microsoftonline.com', port=443): "
       "Max retries exceeded with url: /050b6c67/oauth2/v2.0/token (Caused by "
       "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
       "self signed certificate in certificate chain (_ssl.c:1076)')))", "certificate-unknown-ca"),
    _r("C069", "Atlassian KB 1095250181",
       "We couldn't connect to your mail server\nHere's the error we received: \"OAuth token not defined for "
       'connection. OAuth Authorisation required."', "client-token-not-found"),
    _r("C070", "Atlassian KB 1095250181",
       "We couldn't connect to your mail server\nJIRA couldn't open the folder 'inbox' at "
       "outlook.office365.com. Check and make sure the folder name is correct and try again.",
       "imap-authenticated-not-connected"),
    _r("C071", "Atlassian KB 1095250181",
       "Unfortunately no connection was possible. Review the errors below and rectify:\n"
       "ConnectionException: * BYE Jakarta Mail Exception: java.net.SocketTimeoutException: Read timed out",
       "connection-timed-out"),
    _r("C072", "Atlassian KB 1095250181",
       "Unfortunately no connection was possible. Review the errors below and rectify: "
       "AuthenticationFailedException: Protocol error. Connection is closed. 10", "pop3-one-line-auth"),
    _r("C073", "Atlassian KB, IMAP setup fails",
       "IMAPS: AUTH: PLAIN IMAPS: AUTH: XOAUTH2 IMAPS: protocolConnect login, host=outlook.office365.com, "
       "user=user_name@contoso.onmicrosoft.com, password=<non-null> IMAPS: AUTHENTICATE PLAIN command trace "
       "suppressed IMAPS: AUTHENTICATE PLAIN command result: IUR1 NO AUTHENTICATE failed. IMAPS: trying to "
       'connect to host "outlook.office365.com", port 993, isSSL true', "imap-login-refused"),
    _r("C074", "fr.ittrip.xyz hotmail-smtp-neomutt-msmtp",
       "535 5.7.139 Authentication unsuccessful, account locked", "smtp-account-issue"),
    _r("C075", "javanile/php-imap2#44, 2023",
       "Can not authenticate to IMAP server: A0001 NO AUTHENTICATE failed.", "imap-auth-refused"),
    _r("C076", "mageplaza/magento-2-smtp#108, 2018",
       "When trying to send a test email, I always get this error message:\n"
       "5.7.3 Authentication unsuccessful [DB6P18901CA0015.EURP189.PROD.OUTLOOK.COM]", "smtp-auth-refused"),
    _r("C077", "odoo/odoo#122193, 2023",
       "AttributeError: 'fetchmail.server' object has no attribute 'smtp_user'",
       unknown="a fault of the program that no server named"),
    _r("C078", "znuny/Znuny#625, 2025",
       "Message: "
       "CommunicationLog(ID:6287,AccountType:-,AccountID:-,Direction:Incoming,Transport:Email,Obje"
       "ctLogType:Connection,ObjectLogID:12248)::Kernel::System::MailAccount::POP3S => POP3S: Auth for user "
       "test@contoso.com/pop.gmail.com failed!", unknown="Gmail"),
    _r("C079", "tpitale/mail_room#82, 2018",
       "bundler: failed to load command: mail_room\n"
       "Net::IMAP::ByeResponseError: AXIGEN Proxy front1 IMAP4rev1: cannot connect to AXIGEN\n"
       "  /usr/local/lib/ruby/2.4.0/net/imap.rb:1188:in `get_tagged_response'", unknown="another mail server"),
    _r("C080", "OfflineIMAP/offlineimap#360, 2016",
       " Establishing connection to imap.gmail.com:993\n"
       " XOAUTH2 authentication failed: [AUTHENTICATIONFAILED] Invalid credentials (Failure)", unknown="Gmail"),
)  # fmt: skip
