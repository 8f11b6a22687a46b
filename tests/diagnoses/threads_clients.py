"""Failures of mail libraries and programs from public threads, collected in 2026-11: part one."""

from __future__ import annotations

from .reports import Report, reported

_r = reported

THREADS: tuple[Report, ...] = (
    _r("C001", "assimbly/runtime#240, 2024",
       '{\n  "code": 500,\n  "error": "jakarta.mail.AuthenticationFailedException: failed to connect, no '
       'password specified?",\n  "info": "Something went wrong calling the HTTP service. Please refer to the '
       'logs for more information."\n}', "client-token-not-found"),
    _r("C002", "jstedfast/MailKit#1190, 2021",
       "MailKit.Security.AuthenticationException: Authentication failed.\n"
       "   at MailKit.Net.Imap.ImapClient.<AuthenticateAsync>d__85.MoveNext()\n"
       "--- End of stack trace from previous location where exception was thrown ---\n"
       "   at MailKit.Net.Imap.ImapClient.Authenticate(SaslMechanism mechanism, CancellationToken "
       "cancellationToken)", "client-hides-refusal"),
    _r("C003", "jstedfast/MailKit#1365, 2022",
       "MailKit.Security.AuthenticationException\n"
       "  HResult=0x80131500\n  Message=Authentication failed.\n"
       "  Source=MailKit\n  StackTrace:\n   at "
       "MailKit.Net.Pop3.Pop3Client.<AuthenticateAsync>d__100.MoveNext()\n"
       "   at System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw()\n"
       "   at EmailOAuth.OutlookOAuthMailbee.<OutlookOAuth3>d__2.MoveNext()", "client-hides-refusal"),
    _r("C004", "nodemailer/nodemailer#949, 2018",
       "{ Error: Invalid login: Mailbox cannot be accessed\n"
       "\ncode: 'EAUTH', response: Mailbox cannot be accessed [CWXP265CA0023.GBRP265.PROD.OUTLOOK.COM]', "
       "responseCode: 550, command: 'AUTH LOGIN' }", "smtp-mailbox-not-accessible"),
    _r("C005", "nodemailer/nodemailer#1025, 2019; its title added",
       "office365 error 502 Command not implemented\n"
       "Error: Invalid login: 502 Command not implemented\n"
       "    at SMTPConnection._formatError "
       "(C:\\node_modules\\nodemailer\\lib\\smtp-connection\\index.js:781:19)\n"
       "    at SMTPConnection._actionAUTHComplete "
       "(C:\\node_modules\\nodemailer\\lib\\smtp-connection\\index.js:1516:34) {\n"
       "  code: 'EAUTH',\n  response: '502 Command not implemented',\n"
       "  responseCode: 502,\n  command: 'AUTH PLAIN'\n"
       "}", "smtp-auth-before-tls"),
    _r("C006", "nodemailer/nodemailer#1662, 2024",
       "code: 'EAUTH',\n  response: '535 5.7.3 Authentication unsuccessful "
       "[PN3PR01CA0125.INDPRD01.PROD.OUTLOOK.COM 2024-06-10T09:25:13.275Z 08DC88D7FA2C3908]',\n"
       "  responseCode: 535,\n  command: 'AUTH LOGIN'\n"
       "}\n[2024-06-10 09:25:12] INFO  [HKeCzofAZ7w] Connection closed", "smtp-auth-refused"),
    _r("C007", "nodemailer/nodemailer#1482, 2022",
       "response: '535 5.7.139 Authentication unsuccessful [LO4P265CA0200.GBRP265.PROD.OUTLOOK.COM]'",
       cause="basic-auth-disabled"),
    _r("C008", "Youans/nodejs-nodemailer-outlook#13, 2020",
       "Error: Invalid login: 535 5.7.3 Authentication unsuccessful [HKAPR04CA0016.apcprd04.prod.outlook.com]"
       "\n    at SMTPConnection._formatError "
       "(C:\\mail\\node_modules\\nodemailer\\lib\\smtp-connection\\index.js:605:19)\n"
       "    at TLSSocket.Readable.push (_stream_readable.js:209:10) {\n"
       "  code: 'EAUTH',", "smtp-auth-refused"),
    _r("C009", "mscdex/node-imap#799, 2020",
       "Error: LOGIN failed. Account is blocked. Login to your account via a web browser to verify your "
       "identity.\n0|app  |     at Connection._resTagged "
       "(/var/www/html/server/node_modules/imap/lib/Connection.js:1502:11)\n"
       "0|app  |     at Parser.<anonymous> (/var/www/html/server/node_modules/imap/lib/Connection.js:194:10)",
       "smtp-account-issue"),
    _r("C010", "mscdex/node-imap#874, 2022",
       "[connection] Connected to host\n<= '* OK The Microsoft Exchange IMAP4 service is ready. [TQBOADIA]'\n"
       "=> 'A0 CAPABILITY'\n<= '* CAPABILITY IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID "
       "UNSELECT CHILDREN IDLE NAMESPACE LITERAL+'\n"
       "<= 'A0 OK CAPABILITY completed.'\n=> 'A1 LOGIN \"user@domain.com.br\" \"xxx\"'\n"
       "<= 'A1 NO LOGIN failed.'\nError: LOGIN failed.\n"
       "\t\tat Connection._resTagged (/app/node_modules/imap/lib/Connection.js:1502:11)", "imap-login-refused"),
    _r("C011", "jstedfast/MailKit#711, 2018",
       "Connected to imaps://partner.outlook.cn:993/\n"
       "S: * OK The Microsoft Exchange IMAP4 service is ready. [UwBIADIA]\n"
       "C: A00000000 CAPABILITY\nS: * CAPABILITY IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS ID "
       "UNSELECT CHILDREN IDLE NAMESPACE LITERAL+\n"
       "S: A00000000 OK CAPABILITY completed.\nC: A00000001 AUTHENTICATE PLAIN xxxx\n"
       "S: A00000001 NO AUTHENTICATE failed.\nC: A00000002 LOGIN hr@contoso.com 111111\n"
       "S: A00000002 NO LOGIN failed.\nC: A00000003 LOGOUT\n"
       "S: * BYE Microsoft Exchange Server IMAP4 server signing off.", "imap-login-refused"),
    _r("C012", "jstedfast/MailKit#460, 2017",
       "C: A00000001 AUTHENTICATE PLAIN AHN2Y19\nS: A00000001 NO AUTHENTICATE failed.\n"
       'C: A00000002 LOGIN "svc@contoso.onmicrosoft.com\\\\shared" xxx\n'
       "S: A00000002 NO LOGIN failed.\nC: A00000003 LOGOUT\n"
       "S: * BYE Microsoft Exchange Server 2016 IMAP4 server signing off.\n"
       "S: A00000003 OK LOGOUT completed.", "imap-login-refused"),
    _r("C013", "PHPMailer/PHPMailer#681, 2016",
       "I am getting following error while sending mail from Outlook.\n"
       "SMTP Error: Could not authenticate.", "client-hides-refusal"),
    _r("C014", "PHPMailer/PHPMailer#3035, 2024",
       "2024-03-13 13:35:06 SERVER -> CLIENT: 220 YQXPR0101CA0058.outlook.office365.com Microsoft ESMTP MAIL "
       "Service ready at Wed, 13 Mar 2024 13:35:04 +0000\n"
       "2024-03-13 13:35:06 CLIENT -> SERVER: EHLO localhost\n"
       "2024-03-13 13:35:06 CLIENT -> SERVER: STARTTLS\n"
       "2024-03-13 13:35:06 SERVER -> CLIENT: 220 2.0.0 SMTP server ready\n"
       "2024-03-13 13:35:06 CLIENT -> SERVER: EHLO localhost\n"
       "2024-03-13 13:35:06 SERVER -> CLIENT: 250-YQXPR0101CA0058.outlook.office365.com Hello [x]250-SIZE "
       "157286400250-PIPELINING250-DSN250-ENHANCEDSTATUSCODES250-AUTH LOGIN "
       "XOAUTH2250-8BITMIME250-BINARYMIME250-CHUNKING250 SMTPUTF8\n"
       "2024-03-13 13:35:06 CLIENT -> SERVER: QUIT\n"
       "2024-03-13 13:35:07 SERVER -> CLIENT: 221 2.0.0 Service closing transmission channel",
       "client-token-not-found"),
    _r("C015", "tarickb/sasl-xoauth2#97, 2025",
       "Jan 05 02:05:14 host postfix/smtp[7290]: smtp_sasl_authenticate: "
       "smtp.office365.com[52.96.62.226]:587: SASL mechanisms XOAUTH2\n"
       "Jan 05 02:05:14 host postfix/qmgr[7281]: warning: private/smtp socket: malformed response",
       unknown="a plugin that broke down; nothing says why"),
    _r("C016", "caronc/apprise#225, 2020",
       "2020-04-06 08:57:09,043 - DEBUG - Applying user credentials...\n"
       "2020-04-06 08:57:24,063 - WARNING - A Connection error occured sending Email notification to "
       "smtp.office365.com.\n2020-04-06 08:57:24,064 - DEBUG - Socket Exception: Connection unexpectedly "
       "closed: The read operation timed out\n2020-04-06 08:57:24,068 - ERROR - Notification Exception\n"
       'Traceback (most recent call last):\n  File "c:\\python\\python38\\lib\\smtplib.py", line 988, in quit'
       '\n    res = self.docmd("quit")', "connection-timed-out"),
    _r("C017", "ansible/awx#6947, 2020",
       "2020-05-06 14:21:58,019 ERROR    awx.main.tasks Send Notification Failed SMTP AUTH extension not "
       "supported by server.\nTraceback (most recent call last):\n"
       '  File "/var/lib/awx/venv/awx/lib/python3.6/site-packages/awx/main/tasks.py", line 324, in '
       "send_notifications\n  File "
       '"/var/lib/awx/venv/awx/lib/python3.6/site-packages/django/core/mail/backends/smtp.py", line 103, in '
       "send_messages\n    new_conn_created = self.open()", "xoauth2-not-offered"),
    _r("C018", "getmail6/getmail6#139, 2022",
       "SimpleIMAPSSLRetriever:user@contoso.com@outlook.office365.com:993:\n"
       "getmailrc: operation error (IMAP error (SELECT command error: BAD [b'User is authenticated but not "
       "connected.']))\n  0 messages (0 bytes) retrieved, 0 skipped", "imap-authenticated-not-connected"),
    _r("C019", "getmail6/getmail6#228, 2025",
       "SimpleIMAPSSLRetriever:<me>@hotmail.com@outlook.office365.com:993:\n"
       "getmailrc: operation error (External program error (/usr/bin/getmail-gmail-xoauth-tokens exited with "
       "1))\n  0 messages (0 bytes) retrieved, 0 skipped", "client-token-not-found"),
    _r("C020", "Webklex/laravel-imap#425, 2021",
       '"Webklex\\PHPIMAP\\Exceptions\\ConnectionFailedException" and "connection setup failed"', "connection-failed"),
    _r("C021", "Webklex/laravel-imap#510, 2025",
       'development.ERROR: NO LOGIN failed.\n  {"exception":"[object] '
       "(Webklex\\\\PHPIMAP\\\\Exceptions\\\\ImapServerErrorException(code: 0): NO LOGIN failed.",
       "imap-login-refused"),
    _r("C022", "freescout-help-desk/freescout#4935, 2025",
       'Failed to authenticate on SMTP server with username "helpdesk@contoso.com" using 1 possible '
       "authenticators. Authenticator XOAUTH2 returned Swift_TransportException: \n"
       'Expected response code 235 but got code "535", with message "535 5.7.3 Authentication unsuccessful '
       '[[OMISS.].CHEP278.PROD.OUTLOOK.COM 2025-07-22T09:34:23.313Z [OMISS.]] " in '
       "/var/www/FreeScout/overrides/swiftmailer/AbstractSmtpTransport.php:457\n"
       "Stack trace: \n#0 AbstractSmtpTransport.php(341): "
       "Swift_Transport_AbstractSmtpTransport->assertResponseCode()", "smtp-auth-refused"),
    _r("C023", "freescout-help-desk/freescout#4173, 2024, in wrapped lines",
       'Failed to authenticate on SMTP server with username "mail@redact.ed" \n'
       "using 1 possible authenticators. Authenticator LOGIN returned \n"
       'Swift_TransportException: Expected response code 235 but got code "535",\n'
       'with message "535 5.7.139 Authentication unsuccessful, the user \n'
       "credentials were incorrect. [FR4P281CA0331.DEUP281.PROD.OUTLOOK.COM \n"
       "2024-08-08T06:54:04.069Z 08DCB6FD3F8F9511]\n"
       '" in \n/var/www/html/vendor/swiftmailer/AbstractSmtpTransport.php:457', "smtp-password-wrong"),
    _r("C024", "freescout-help-desk/freescout#789, 2020",
       'Fehler senden. Failed to authenticate on SMTP server with username "office@contoso.at" using 2 '
       "possible authenticators. Authenticator LOGIN returned Swift_TransportException: Expected response "
       'code 235 but got code "535", with message "535 5.7.3 Authentication unsuccessful '
       '[AM0PR07CA0005.eurprd07.prod.outlook.com] " in /var/www/html/AbstractSmtpTransport.php:457 Stack '
       "trace: #0 AbstractSmtpTransport.php(341): "
       "Swift_Transport_AbstractSmtpTransport->assertResponseCode('535 5.7.3 Authe...', Array)", "smtp-auth-refused"),
    _r("C025", "swiftmailer/swiftmailer#1302, 2020",
       "app.ERROR: Exception occurred while flushing email queue: Failed to authenticate on SMTP server with "
       'username "myemail@mydomain.fr" using 1 possible authenticators. Authenticator LOGIN returned Expected '
       'response code 235 but got code "535", with message "535 5.7.3 Authentication unsuccessful',
       "smtp-auth-refused"),
    _r("C026", "pimalaya/himalaya#501, 2024",
       "> IMAP hostname: outlook.office365.com\nDone! Exiting the wizard…\n"
       "Error:\n   0: cannot build IMAP client\n   1: cannot authenticate to IMAP server using LOGIN mechanism",
       "imap-login-refused"),
    _r("C027", "pimalaya/himalaya#647, 2026",
       "failed to verify TLS certificate: invalid peer certificate: NotValidForName", "certificate-wrong-name"),
    _r("C028", "authfill/authfill#2, 2026",
       '{"error":"Error connecting to IMAP","message":"IMAP server not responding with an A1 OK."}',
       unknown="words of one program that hide everything"),
    _r("C029", "pimalaya/himalaya#189, 2021",
       "No Response: LOGIN failed.", "imap-login-refused"),
    _r("C030", "tabloy/keygate#2, 2026",
       '{"time":"2026-04-22T06:16:51.993949469Z","level":"WARN","msg":"email send failed, '
       'retrying","to":"","error":"504 5.7.4 Unrecognized authentication type '
       '[PN2PR01CA0216.INDPRD01.PROD.OUTLOOK.COM 2026-04-22T06:16:46.908Z 08DE9DE5EAB0D6AC]"}', "smtp-auth-before-tls"),
    _r("C031", "deanproxy/eMail#44, 2017",
       "email: FATAL: Smtp error: 504 5.7.4 Unrecognized authentication type "
       "[SN1NAM02FT025.eop-nam02.prod.protection.outlook.com]", "smtp-auth-before-tls"),
    _r("C032", "emersion/go-imap#646, 2024",
       "I keep getting the error imap: NO LOGIN failed when trying to access Outlook", "imap-login-refused"),
    _r("C033", "ruby/net-imap#146, 2023",
       "`authenticate': unknown auth type - \"XOAUTH2\" (ArgumentError)", "client-sasl-plugin"),
    _r("C034", "ConradIrwin/em-imap#13, 2013",
       "Something failed: Required space character missing. imap-mail.outlook.com",
       unknown="a client that cannot read the answer"),
    _r("C035", "mguessan/davmail#292, 2023",
       "ERROR [ImapConnection-35764] davmail.exchange.auth.O365Token  - refresh token failed "
       "javax.crypto.BadPaddingException: Given final block not properly padded. Such issues can arise if a "
       "bad key is used during decryption.", "token-store-unreadable"),
    _r("C036", "mguessan/davmail#189, 2021",
       "2021-12-16 09:40:32,130 ERROR [ImapConnection-53468] davmail  - Authentication failed: invalid user "
       "or password\ndavmail.exception.DavMailAuthenticationException: Authentication failed: invalid user or "
       "password\n        at davmail.exchange.auth.O365Authenticator.authenticate(O365Authenticator.java:217)"
       "\n        at davmail.exchange.ExchangeSessionFactory.getInstance(ExchangeSessionFactory.java:182)",
       "client-hides-refusal"),
    _r("C037", "mguessan/davmail#367, 2024",
       "java.util.MissingResourceException: Can't find resource for bundle java.util.PropertyResourceBundle, "
       "key Authenticated username live.com#<my.email>@hotmail.com does not match <my.email>@hotmail.com\n"
       "        at java.base/java.util.ResourceBundle.getObject(ResourceBundle.java:564)\n"
       "        at davmail.BundleMessage.format(BundleMessage.java:152)", "token-of-another-user"),
    _r("C038", "thunderbird/thunderbird-android#6195, 2022",
       'OAuth with outlook failed with "server_error"\n'
       '"Authorization failed with the following error: server_error"', "entra-unavailable"),
    _r("C039", "freescout-help-desk/freescout#4613, 2025",
       "Error: < * OK The Microsoft Exchange IMAP4 service is ready. [QgBMADYA] >> TAG1 LOGIN "
       '"fe848*********************7f" "nb*********************kxeckY" \n'
       "<< TAG1 NO Server Unavailable. 15", "imap-server-unavailable"),
    _r("C040", "freescout-help-desk/freescout#2605, 2023",
       "Connected, but no IMAP folders found", unknown="words of one program that hide everything"),
    _r("C041", "freescout-help-desk/freescout#2085, 2022",
       "imap_open(): Couldn't open stream {outlook.office365.com:993/imap/ssl}. Retrying PLAIN authentication "
       "after AUTHENTICATE failed.; Retrying PLAIN authentication after AUTHENTICATE failed.; Can not auth",
       "basic-auth-disabled"),
    _r("C042", "harishkrupo/oauth2ms#5, 2021",
       "Sending...\n530 5.7.57 Client not authenticated to send mail. [server.prod.outlook.com]\n"
       "451 4.7.0 Temporary server error. Please try again later. PRX4  [server.prod.outlook.com]\n"
       "221 2.0.0 Service closing transmission channel\n"
       "smtpmail-send-it: Sending failed: 451 4.7.0 Temporary server error. Please try again later. PRX4 "
       "[server.prod.outlook.com] in response to AUTH", "smtp-auth-temporary"),
)  # fmt: skip
