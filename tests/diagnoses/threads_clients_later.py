"""Failures of mail libraries and programs from public threads, found by other questions in 2026-11: part three."""

from __future__ import annotations

from .reports import Report, reported

_r = reported

THREADS: tuple[Report, ...] = (
    _r("D001", "n8n-io/n8n#21855, 2025",
       "Configure Outlook.com IMAP\nCouldn’t connect with these settings \n"
       "LOGIN failed.", "imap-login-refused"),
    _r("D002", "harishkrupo/oauth2ms#27, 2023",
       "mbsync IMAP command 'NAMESPACE' returned an error: BAD User is authenticated but not connected.",
       "imap-authenticated-not-connected"),
    _r("D003", "WPManageNinja/fluent-smtp#127, 2022",
       "Issue setting connection with Office 365 using modern authentication\n"
       "Token Validity: Invalid. Please re-authenticate", "interaction-required"),
    _r("D004", "WPManageNinja/fluent-smtp#296, 2025",
       "Office365: PHP Warning: Undefined array key “access_token” in [blablabla]\\wp-content “wp_mail” on "
       "line 174", "entra-refused-unsaid"),
    _r("D005", "WPManageNinja/fluent-smtp#393, 2026",
       '"Credential Verification Failed. Please check your inputs"',
       unknown="words of one program that hide everything"),
    _r("D006", "WPManageNinja/fluent-smtp#196, 2024",
       '422 "Not found" error while using o365\n{\n'
       '"code": 422,\n"message": "Not Found",\n"errors": [\n'
       '"Not Found"\n]\n}', unknown="words of one program that hide everything"),
    _r("D007", "tarickb/sasl-xoauth2#86, 2024",
       "Error performing SASL authentication step: SASL(-1): generic failure: Unable to find a callback 32775.",
       "client-sasl-plugin"),
    _r("D008", "tarickb/sasl-xoauth2#93, 2024",
       "syncing with Outlook\n[SASL-XOAUTH2] - Requesting authID!\n"
       "[SASL-XOAUTH2] - Requesting token!\n[SASL-XOAUTH2] - filling prompts!\n"
       "[SASL-XOAUTH2] - Requesting authID!\n[SASL-XOAUTH2] - Requesting token!\n"
       "Error: IMAP wants more steps despite successful SASL authentication.\n"
       "mbsync: drv_imap.c:2030: imap_free_store: Assertion `!ctx->pending && !ctx->in_progress' failed.",
       "client-hides-refusal"),
    _r("D009", "goharbor/harbor#14480, 2021; the host added",
       "* Email Server: `smtp.office365.com`\n2021-03-19T21:19:19Z [ERROR] [/core/api/email.go:113]: failed "
       "to ping email server: tls: first record does not look like a TLS handshake\n"
       "2021-03-19T21:19:21Z [ERROR] [/core/api/email.go:113]: failed to ping email server: tls: first record "
       "does not look like a TLS handshake", "tls-wrong-version-number"),
    _r("D010", "goharbor/harbor#15182, 2021",
       "2021-06-23T03:26:23Z [ERROR] [/core/api/email.go:113]: failed to ping email server: tls: first record "
       "does not look like a TLS handshake\n2021-06-23T03:26:48Z [ERROR] [/core/api/email.go:113]: failed to "
       "ping email server: 504 5.7.4 Unrecognized authentication type "
       "[SG2PR02CA0058.apcprd02.prod.outlook.com]", "smtp-auth-before-tls"),
    _r("D011", "paperless-ngx/paperless-ngx#13293, 2026",
       "[2026-07-25 12:31:51,975] [ERROR] [paperless_mail] Error getting access token from OAuth provider\n"
       "[2026-07-25 12:31:55,810] [ERROR] [paperless_mail] Invalid oauth callback request: state validation "
       "failed", unknown="nobody names the provider, nor what it said"),
    _r("D012", "tarickb/sasl-xoauth2#70, 2023",
       "Jun 20 05:57:22 host postfix/qmgr[16617]: 51761E84A: from=<a@contoso.com>, size=878, nrcpt=1 (queue "
       "active)\nJun 20 05:57:22 host postfix/smtp[30076]: sasl-xoauth2: Exception during init: reader error\n"
       "Jun 20 05:57:22 host postfix/smtp[30076]: warning: relayhost configuration problem\n"
       "Jun 20 05:57:22 host postfix/smtp[30076]: 51761E84A: to=<b@contoso.com>, relay=none, delay=17378, "
       "delays=17377/0.05/0/0, dsn=4.3.5, status=deferred (unable to look up host smtp.office365.com: No "
       "address associated with hostname)", "host-not-found"),
    _r("D013", "jstedfast/MailKit#908, 2019",
       "MailKit.MessageNotFoundException: The IMAP server did not return the requested message.\n"
       "   at MailKit.Net.Imap.ImapFolder.GetMessageAsync(UniqueId uid, Boolean doAsync, CancellationToken "
       "cancellationToken, ITransferProgress progress)\n"
       "Connected to imaps://outlook.office365.com:993/",
       unknown="a message that was gone; the login is not concerned"),
    _r("D014", "home-assistant/core#127246, 2024; the host added",
       "server: smtp-mail.outlook.com\nLogger: homeassistant.components.smtp.notify\n"
       "Bron: components/smtp/notify.py:165\nLogin not possible. Please check your setting and/or your "
       "credentials\nTraceback (most recent call last):\n"
       '  File "/usr/src/homeassistant/homeassistant/components/smtp/notify.py", line 165, in '
       "connection_is_valid\n    server = self.connect()", "client-hides-refusal"),
    _r("D015", "home-assistant/core#147484, 2025",
       "2025-06-24 15:37:59.214 ERROR (SyncWorker_8) [homeassistant.components.smtp.notify] Login not "
       "possible. Please check your setting and/or your credentials\n"
       "smtplib.SMTPAuthenticationError: (534, b'5.7.9 Application-specific password required. For more "
       "information, go to\\n5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor "
       "a640c23a62f3a-ae0ba1bb268sm11561566b.8 - gsmtp')", unknown="Gmail's words"),
    _r("D016", "home-assistant/core#154774, 2025",
       "reply: b'250-mailsubosl1002.protonmail.ch\\r\\n'\n"
       "reply: b'250-AUTH PLAIN LOGIN\\r\\n'\nsend: 'mail from:<smart@contoso.com> size=339\\r\\n'\n"
       "reply: b'553 5.7.1 <smart@contoso.com>: Sender address rejected: not logged in\\r\\n'\n"
       "send: 'quit\\r\\n'", unknown="another provider"),
    _r("D017", "glpi-project/glpi#13681, 2022",
       "Uncaught Exception Laminas\\Mail\\Storage\\Exception\\RuntimeException: cannot change folder, maybe "
       "it does not exist in /glpi-10.0.5/vendor/laminas/laminas-mail/src/Storage/Imap.php at line 386\n"
       "\nFrom Oauth pluging diagnostic:\n<<< * OK The Microsoft Exchange IMAP4 service is ready.\n"
       '<<< TAG1 OK AUTHENTICATE completed.\n>>> TAG2 SELECT "INBOX"\n'
       "<<< TAG2 BAD User is authenticated but not connected.\n"
       "Erreur inattendue : cannot select INBOX, is this a valid transport?", "imap-authenticated-not-connected"),
    _r("D018", "glpi-project/glpi#12331, 2022, cut off",
       "IMAP receiver not working with office 365\n"
       "[2022-07-29 10:52:02] glpiphplog.ERROR: MailCollector::collect() in "
       "/var/www/html/glpi/inc/mailcollector.class.php line 689\n"
       "An error occured trying to connect to collector. cannot login, u", "client-hides-refusal"),
    _r("D019", "pluginsGLPI/oauthimap#68, 2024",
       "Unable to save authorization code\n[2024-11-18 14:31:45] glpiphplog.WARNING:   *** PHP User Warning "
       "(512): Unable to get user email in /var/www/html/glpi/plugins/oauthimap/inc/authorization.class.php "
       "at line 434", unknown="words of one program that hide everything"),
    _r("D020", "glpi-project/glpi#12446, 2022",
       "An error occurred trying to connect to the collector.\n"
       "cannot connect to host; error = stream_socket_client(): unable to connect to "
       "ssl://mail.google.com:993 (Connection timed out) (errno = 0 )", unknown="Gmail"),
    _r("D021", "grokability/snipe-it#9669, 2021",
       "hml.ERROR: Connection could not be established with host smtp.office365.com :stream_socket_client(): "
       "unable to connect to starttls://smtp.office365.com:587 (Unable to find the socket transport "
       '"starttls" - did you forget to enable it when you configured PHP?) {"exception":"[object] '
       "(Swift_TransportException(code: 0): Connection could not be established with host smtp.office365.com",
       "settings-ports"),
    _r("D022", "PHPMailer/PHPMailer#1380, 2018",
       "2018-03-19 06:57:36\tConnection: opening to tls://smtp.office365.com:587, timeout=10, options=array ( "
       ") 2018-03-19 06:57:36\tConnection failed. Error #2: stream_socket_client(): SSL operation failed with "
       "code 1. OpenSSL Error messages: error:1408F10B:SSL routines:SSL3_GET_RECORD:wrong version number \n"
       "[/home/x/class.smtp.php line 298] 2018-03-19 06:57:36\tConnection failed. Error #2: "
       "stream_socket_client(): Failed to enable crypto", "tls-wrong-version-number"),
    _r("D023", "swiftmailer/swiftmailer#1331, 2021",
       "[2021-02-01T11:24:27.074796+01:00] request.CRITICAL: Uncaught PHP Exception Swift_TransportException: "
       '"Connection could not be established with host smtp.office365.com :stream_socket_client(): unable to '
       'connect to tcp://smtp.office365.com:25 (Connection timed out)" at /www/StreamBuffer.php line 261 '
       '{"exception":"[object] (Swift_TransportException(code: 0)', "connection-timed-out"),
    _r("D024", "ZacksHomeLab/BitWarden#2, 2023",
       "Exception: Send-ZHLBWEmail: Failed sending email due to The SMTP server requires a secure connection "
       "or the client was not authenticated. The server response was: 5.7.57 Client not authenticated\n"
       "to send mail.", "smtp-client-not-authenticated"),
    _r("D025", "VeeamHub/powershell#190, 2023",
       "10/07/2023 17:11:32 - [ERROR] Send-MailMessage : Error in processing. The server response was: 5.7.3 "
       "STARTTLS is required to send mail [SYBPR01CA0209.ausprd01.prod.outlook.com \n"
       "2023-07-10T05:11:31.967Z 08DB7C994F8AAD26]\n"
       "At C:\\Reports\\BR-MorningReport.ps1:225 char:5\n"
       "+     Send-MailMessage -From $mail_From `\n"
       "    + CategoryInfo          : InvalidOperation: (System.Net.Mail.SmtpClient:SmtpClient) "
       "[Send-MailMessage], SmtpException", "smtp-starttls-required"),
    _r("D026", "apache/airflow#62775, 2026",
       "smtplib.SMTPSenderRefused: (530, b'5.7.57 Client not authenticated to send mail.\n"
       "\n [SG2PR01CA0006.apcprd01.prod.exchangelabs.com 2025-05-14T10:01:47.209Z 08DD21B26F11F297]', "
       "'user@example.com')", "smtp-client-not-authenticated"),
    _r("D027", "microsoftgraph/msgraph-training-java#1, 2019",
       "AADSTS500201: We are unable to issue tokens from this API version for a Microsoft account. Please "
       "contact the application vendor as they need to use version 2.0 of the protocol to support this.",
       "v2-endpoint-needed"),
    _r("D028", "AzureAD/microsoft-authentication-library-for-python#545, 2023",
       "I keep running into AADSTS50059 Error when initiating device flow", "tenant-not-named"),
    _r("D029", "AzureAD/microsoft-authentication-library-for-python#194, 2020",
       'Fail to create device flow. Err: {\n    "error": "invalid_request",\n'
       "    \"error_description\": \"AADSTS9002331: Application 'bbd3d6df-f5f3-4206-8bd5-xxxxxxxx ' "
       "(OneNotePersonal) is configured for use by Microsoft Account users only. Please use the **/consumers "
       'endpoint** to serve this request.\\r\\nTrace ID: 1c4047e6-98a8",\n'
       '    "error_codes": [\n        9002331\n    ],', "authority-wrong-account-kind"),
    _r("D030", "Azure-Samples/ms-identity-python-webapp#70, 2021",
       "reply: retcode (535); Msg: b'5.7.3 Authentication unsuccessful "
       "[LO2P265CA0061.GBRP265.PROD.OUTLOOK.COM]'", "smtp-auth-refused"),
    _r("D031", "AzureAD/microsoft-authentication-library-for-js#5282, 2022",
       "ServerError: server_error: 90036 - [2022-10-08 17:49:40Z]: AADSTS90036: An unexpected, non-retryable "
       "error stemming from the directory service has occurred.    \n"
       "Trace ID: e6f18f74-0abf-4d8e-aab5-919f74787800", "entra-unavailable"),
    _r("D032", "pdobsan/oama#27, 2023",
       "Refresh token for Office365\nmailctl: getEmailAuth:\n"
       "renewAccessToken: Nothing as refresh token argument\n"
       "CallStack (from HasCallStack):\n  error, called at lib/MailCtl/Authorization.hs:136:22 in "
       "mailctl-0.9.2-inplace:MailCtl.Authorization", "settings-offline-access"),
    _r("D033", "odoo/odoo PR#108673, 2022",
       "odoo.exceptions.UserError: Please connect with your Outlook account before using it.", "interaction-required"),
    _r("D034", "huacnlee/omamail#230, 2026",
       'Personal Outlook.com account: Status bar shows `temporarily_unavailable` and "Not connected"',
       "entra-unavailable"),
    _r("D035", "kenn-io/msgvault#356, 2026",
       "`add-imap` against `outlook.office365.com:993` now fails with `NO AUTHENTICATE failed` / `NO LOGIN "
       "failed` even with a valid app password", "imap-auth-refused"),
    _r("D036", "miguelgrinberg/microblog#201, 2020",
       "SMTPNotSupportedError at / SMTP AUTH extension not supported by server.\n"
       "Im getting this error in django to send email using office 365", "xoauth2-not-offered"),
    _r("D037", "OpenAEV-Platform/openaev PR#289, 2023",
       'I found an issue appeared a few minutes after the startup and called "BAD user is authenticated but '
       'not connected"', "imap-authenticated-not-connected"),
    _r("D038", "truenas/middleware PR#15556, 2025",
       "Outlook OAuth error about refresh token exceeding 1024 on save", "token-field-too-short"),
    _r("D039", "swiftmailer/swiftmailer#106, 2011",
       "Warning: fsockopen() [function.fsockopen]: SSL operation failed with code 1. OpenSSL Error messages: "
       "error:1408F10B:SSL routines:SSL3_GET_RECORD:wrong version number in E:\\www\\exp\\test_email.php on "
       "line 49\n\nWarning: fsockopen() [function.fsockopen]: unable to connect to tls://mail.example.com:587 "
       "(Unknown error)", unknown="another host"),
    _r("E001", "dani-garcia/vaultwarden#1008, 2020; the host added",
       "office 365\n[2020-05-29 15:15:22][error][ERROR] SmtpError.\n"
       '[CAUSE] Client(\n    "No compatible authentication mechanism was found",\n'
       ")", "xoauth2-not-offered"),
    _r("E002", "dani-garcia/vaultwarden#1008, 2020",
       "Host: outlook.office365.com\nPort: 993\n[2020-05-29 15:19:42][error][ERROR] SmtpError.\n"
       "[CAUSE] Io(\n    Os {\n        code: 11,\n        kind: WouldBlock,\n"
       '        message: "Resource temporarily unavailable",\n'
       "    },\n)", "server-silent"),
    _r("E003", "bitwarden/server#481, 2019",
       "2019-04-16 13:17:40.695 +00:00 [Error] The SMTP server has unexpectedly disconnected.\n"
       "MailKit.Net.Smtp.SmtpProtocolException: The SMTP server has unexpectedly disconnected.\n"
       "   at MailKit.Net.Smtp.Smt", "connection-dropped"),
    _r("E004", "bitwarden/server#2322, 2022",
       "An error has occurred. An unhandled server error has occurred.", unknown="nothing but that it failed"),
    _r("E005", "NixOS/infra#430, 2024",
       "[2024-05-23 07:28:30.393][vaultwarden::mail][ERROR] SMTP 5xx error: permanent error (535): 5.7.8 "
       "Error: authentication failed:  - Authentication credentials invalid", unknown="another mail server"),
    _r("E006", "nodemailer/nodemailer#749, 2020; its title added",
       "Nodemailer ETIMEDOUT when trying to send mail (OUTLOOK)\n"
       "> Error: connect ETIMEDOUT 40.101.92.18:587\n"
       "> at Object._errnoException (util.js:1022:11)\n"
       "> at TCPConnectWrap.afterConnect [as oncomplete] (net.js:1198:14)\n"
       "> code: 'ESOCKET',\n> errno: 'ETIMEDOUT',\n"
       "> syscall: 'connect',\n> address: '40.101.92.18',\n"
       "> port: 587,\n> command: 'CONN' }", "connection-timed-out"),
    _r("E007", "nodemailer/nodemailer#691, 2016",
       "Trying to connect to Hotmail or Office 365 returns error:\n"
       "{ [Error: Greeting never received] code: 'ETIMEDOUT', command: 'CONN' }", "server-silent"),
    _r("E008", "nodemailer/nodemailer#638, 2016; the host added",
       "{ Error: Greeting never received\n    at SMTPConnection._formatError "
       "(/node_modules/smtp-connection/lib/smtp-connection.js:493:15)\n"
       "    at SMTPConnection._onError (/node_modules/smtp-connection/lib/smtp-connection.js:479:16)\n"
       "    at tryOnTimeout (timers.js:224:11)\n    at Timer.listOnTimeout (timers.js:198:5) code: "
       "'ETIMEDOUT', command: 'CONN' }\noutlook.office365.com", "server-silent"),
    _r("E009", "nodemailer/nodemailer#1234, 2021",
       "{ Error: queryA ETIMEOUT smtp.exmail.qq.com\n"
       "    at errnoExce", unknown="another host"),
    _r("E010", "mjs/imapclient#602, 2024",
       "2024-08-07 17:37:36,332 - DEBUG: > b'PEAA1 LOGIN **REDACTED**\n"
       "2024-08-07 17:37:36,759 - DEBUG: < b'PEAA1 NO LOGIN failed.'\n"
       "2024-08-07 17:37:36,760 - DEBUG: \tmatched b'(?P<tag>PEAA\\\\d+) (?P<type>[A-Z]+) (?P<data>.*)' => "
       "(b'PEAA1', b'NO', b'LOGIN failed.')\n2024-08-07 17:37:36,760 - DEBUG: NO response: b'LOGIN failed.'\n"
       "2024-08-07 17:37:36,777 - DEBUG: < b'* BYE Microsoft Exchange Server IMAP4 server signing off.'",
       "imap-login-refused"),
    _r("E011", "ikvk/imap_tools#259, 2025",
       'MailBox("outlook.office365.com").login\n`Response status "OK" expected, but "NO" received. Data: '
       "[b'LOGIN failed.']`", "imap-login-refused"),
    _r("E012", "mjs/imapclient#391, 2020",
       '  File "C:\\apps\\python\\3.8.0\\lib\\imaplib.py", line 603, in login\n'
       "    raise self.error(dat[-1])\nimaplib.error: b'LOGIN failed.'\n"
       "\n\nDuring handling of the above exception, another exception occurred:\n"
       "\nTraceback (most recent call last):\n    raise exceptions.LoginError(str(e))\n"
       "imapclient.exceptions.LoginError: b'LOGIN failed.'", "imap-login-refused"),
    _r("E013", "xme/dockers#4, 2018",
       "[INFO] Processing first.last@contoso.onmicrosoft.com@outlook.office365.com:993/inbox\n"
       "[ERROR] Cannot open incoming for first.last@contoso.onmicrosoft.com@outlook.office365.com: LOGIN "
       "failed.", "imap-login-refused"),
    _r("E014", "jgunthorpe/cloud_mdir_sync#11, 2022",
       '    raise ValueError(f"Invalid CMS server response {ret!r}")\n'
       "ValueError: Invalid CMS server response ''", unknown="words of one program that hide everything"),
    _r("E015", "rickypc/robotframework-imaplibrary#32, 2023",
       "Open Mailbox    host=outlook.office365.com       user=xxxxx@contoso.com\n"
       "error as below:\n\n**error: b'LOGIN failed.'**", "imap-login-refused"),
    _r("E016", "simonrob/email-oauth2-proxy#237, 2024",
       "IMAP ([::ffff:10.6.4.54]:50607-{[::ffff:10.6.61.31]:143}-partner.outlook.cn:993) <-> [ TLSv1.2 "
       "handshake complete ]\nTypeError(\"unsupported operand type(s) for +: 'int' and 'str'\")",
       unknown="a fault of the program that no server named"),
    _r("E017", "bitwarden/server#361, 2018",
       'front_1_1b0c71b82edf | 2018/11/06 02:19:26 [info] 18#18: *27308 client was rejected: "MAIL '
       'FROM:<validemail@validcomain>__" while in auth state, client: 10.0.10.2 using starttls, server: '
       "0.0.0.0:587", unknown="another mail server"),
)  # fmt: skip
