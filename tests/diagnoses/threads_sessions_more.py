"""Sessions and debug logs of mail clients and servers from public threads, found by other questions: part two."""

from __future__ import annotations

from .reports import Report, reported

_r = reported

THREADS: tuple[Report, ...] = (
    _r("V001", "metabase/metabase#19662, 2022",
       "Jan 13 14:30:35 ip-10-13-21-72 bash[678]: 2022-01-13 14:30:35,411 ERROR metabase.email :: Fehler beim Test "
       "der SMTP Verbindung\nJan 13 14:30:35 ip-10-13-21-72 bash[678]: javax.mail.AuthenticationFailedException: ;\n"
       "Jan 13 14:30:35 ip-10-13-21-72 bash[678]:   nested exception is:\n"
       "Jan 13 14:30:35 ip-10-13-21-72 bash[678]: #011javax.mail.MessagingException: Exception reading response;\n"
       "Jan 13 14:30:35 ip-10-13-21-72 bash[678]:   nested exception is:\n"
       "Jan 13 14:30:35 ip-10-13-21-72 bash[678]: #011java.net.SocketTimeoutException: Read timed out\n"
       "telnet smtp.office365.com 587 works fine", "connection-timed-out"),
    _r("V002", "mattermost/mattermost#8140, 2018",
       "[2018/02/08 13:59:58 UTC] [EROR] /api/v4/email/test:SendMail code=500 rid=dyr8n7q5bjgctda7b69kzs4eqe "
       "uid=tn4ndpia6b8iiyhpi7y5ijx6rc ip=89.16.153.196 Failed to close connection to SMTP server [details: 554 "
       "5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process "
       "message due to a permanent exception with message Cannot submit message. 16.55847:A8090000]",
       "smtp-send-as-denied"),
    _r("V003", "discourse/discourse#27914, 2024",
       "> 535 5.7.139 Authentication unsuccessful, user is locked by your\n"
       "organization's security defaults policy. Contact your administrator.", "smtp-security-defaults"),
    _r("V004", "mguessan/davmail#157, 2021",
       "> mbsync psu\nC: 0/1  B: 0/0  M: +0/0 *0/0 #0/0  S: +0/0 *0/0 #0/0\n"
       "Cannot connect to outlook.office365.com (52.96.32.2:1143): Connection timed out\n"
       "Cannot connect to outlook.office365.com (52.96.90.50:1143): Connection timed out\n"
       "Cannot connect to outlook.office365.com ([2603:1036:302:415b::2]:1143): Network is unreachable",
       cause="connection-timed-out"),
    _r("V005", "nextcloud/mail#158, 2016",
       "Set up incoming to: outlook.office365.com:993; outgoing to: smtp.office365.com:587\n"
       "Creating account failed: Server denied authentication.", "client-hides-refusal"),
    _r("V006", "simonrob/email-oauth2-proxy#142, 2023",
       "2023-03-10 06:27:50,001: SMTP (localhost:1587; 127.0.0.1:61634->smtp.office365.com:587) <-- "
       "b'250-CHUNKING\\r\\n'\n"
       "2023-03-10 06:27:52,101: Caught exception while requesting OAuth 2.0 credentials: <urlopen error [SSL: "
       "CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:997)>",
       "certificate-unknown-ca"),
    _r("V007", "twikoojs/twikoo#840, 2025",
       '测试结果：{"result":{"message":"SMTP 邮箱配置异常：Invalid login: 535 5.7.139 Authentication unsuccessful, '
       "basic authentication is disabled. [SG2PR01CA0193.apcprd01.prod.exchangelabs.com 2025-09-03T06:32:18.104Z "
       '08DDEA236178B5C2]"}}', cause="basic-auth-disabled"),
    _r("V008", "pppscn/SmsForwarder#631, 2025",
       "无法通过outlook账户邮箱发送，显示失败\n"
       "Failed to send email: 535 5.7.139 Authentication unsuccessful, basic authentication is disabled. ",
       cause="basic-auth-disabled"),
    _r("V009", "gophish/gophish#2900, 2023",
       "` 554 5.2.252 SendAsDenied; a@outlook.com not allowed to send as b@contoso.com; "
       "STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message "
       "due to a permanent exception with message [BeginDiagnosticData]Cannot submit message. 0.35250:1F009983",
       "smtp-send-as-denied"),
    _r("V010", "gophish/gophish#1600, 2019",
       "I have a problem when I use Outlook to send test mail with, I have this error message: 550 5.7.60 SMTP; "
       "Client does not have permissions to send as this sender. How can I resolve", "smtp-send-as-denied"),
    _r("V011", "rss2email/rss2email#147, 2020",
       "smtplib.SMTPDataError: (554, b'5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAs"
       "Denied;\nFailed to process message due to a permanent exception with message Cannot submit message. "
       "0.35250:7D060000,\n1.36674:0A000000, 1.61250:00000000", "smtp-send-as-denied"),
    _r("V012", "swiftmailer/swiftmailer#1152, 2018",
       'Swift_TransportException: Failed to authenticate on SMTP server with username "xxx@xxxx.com" using 2 '
       "possible authenticators\nI config outlook smtp details in laravel with tls and port 587",
       "client-hides-refusal"),
    _r("V013", "PHPMailer/PHPMailer#1257, 2017",
       "2017-11-28 19:03:37 SERVER -> CLIENT: 250-BM1PR01CA0104.outlook.office365.com Hello [124.123.71.13]250-SIZE "
       "157286400250-PIPELINING250-DSN250-ENHANCEDSTATUSCODES250-AUTH LOGIN "
       "XOAUTH2250-8BITMIME250-BINARYMIME250-CHUNKING250 SMTPUTF8\n"
       "2017-11-28 19:03:37 CLIENT -> SERVER: AUTH LOGIN\n2017-11-28 19:03:38 SERVER -> CLIENT: 334 VXNlcm5hbWU6\n"
       "2017-11-28 19:03:38 CLIENT -> SERVER: <credentials hidden>\n"
       "2017-11-28 19:03:43 SERVER -> CLIENT: 535 5.7.3 Authentication unsuccessful "
       "[BM1PR01CA0104.INDPRD01.PROD.OUTLOOK.COM]\n"
       "2017-11-28 19:03:43 SMTP ERROR: Password command failed: 535 5.7.3 Authentication unsuccessful "
       "[BM1PR01CA0104.INDPRD01.PROD.OUTLOOK.COM]\n2017-11-28 19:03:43 SMTP Error: Could not authenticate.",
       "smtp-auth-refused"),
    _r("V014", "PHPMailer/PHPMailer#313, 2014",
       "Connection: opening to smtp.office365.com:587, t=800, opt=array ()\nConnection: opened\n"
       "SERVER -> CLIENT: 220-ns17.provider.example ESMTP Exim 4.84 #2 Mon, 10 Nov 2014 11:08:29 -0600 220-We do "
       "not authorize the use of this system to transport unsolicited, 220 and/or bulk e-mail.\n"
       "CLIENT -> SERVER: AUTH LOGIN\nSERVER -> CLIENT: 334 VXNlcm5hbWU6\nSERVER -> CLIENT: 334 UGFzc3dvcmQ6\n"
       "SERVER -> CLIENT: 535 Incorrect authentication data\n"
       "SMTP ERROR: Password command failed: 535 Incorrect authentication data\nCLIENT -> SERVER: QUIT\n"
       "SERVER -> CLIENT: 221 ns17.provider.example closing connection\nSMTP connect() failed.",
       "client-hides-refusal"),
    _r("V015", "mscdex/node-imap#894, 2023",
       "        host: 'outlook.office365.com',\nError: LOGIN failed.\n"
       "    at Connection._resTagged (/node_modules/imap/lib/Connection.js:1502:11)\n  type: 'no',\n"
       "  textCode: undefined,\n  source: 'authentication'", "imap-login-refused"),
    _r("V016", "harishkrupo/oauth2ms#20, 2022",
       "Sending via mail...\n"
       'auth-source-search: found 1 backends matching (:max 1 :host "smtp.office365.com" :port "587")\n'
       "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit "
       "https://aka.ms/smtp_auth_disabled for more information. [LO4P265CA0001.GBRP265.PROD.OUTLOOK.COM]\n"
       "smtpmail-send-it: Sending failed: 535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is "
       "disabled for the Tenant.", "smtp-auth-disabled-tenant"),
    _r("V017", "jstedfast/MailKit#524, 2017",
       "Error: MailKit.Security.AuthenticationException: Authentication failed.\n"
       "   at MailKit.Net.Smtp.SmtpClient.Authenticate(Encoding encoding, ICredentials credentials, "
       "CancellationToken cancellationToken)\n"
       "   at MailKit.MailService.Authenticate(String userName, String password, CancellationToken "
       "cancellationToken)", "client-hides-refusal"),
    _r("V018", "lefcha/imapfilter#224, 2021",
       "imapfilter: unexpected IMAP BYE for a@outlook.office365.com\n"
       "imapfilter: unexpected IMAP BYE for a@outlook.office365.com", "connection-dropped"),
    _r("V019", "louislam/uptime-kuma#1713, 2022",
       "Error: Invalid login: 535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be "
       "authenticated successfully. Contact your administrator. [AM6P193CA0093.EURP193.PROD.OUTLOOK.COM]\n"
       "    at SMTPConnection._formatError (/app/node_modules/nodemailer/lib/smtp-connection/index.js:784:19)",
       "smtp-conditional-access"),
    _r("V020", "BlueHippoGithub/IMAP-OAuth-2.0-Example#2, 2022",
       "MailKit.Security.AuthenticationException\n  HResult=0x80131500\n  Message=Authentication failed.\n"
       "  Source=MailKit\n This exception was originally thrown at this call stack:\n    [External Code]\n"
       "    OAuthApplication.MailHandler.IMAPConnectAsync(MailKit.Net.Imap.ImapClient, "
       "OAuthApplication.AccessTokenModel, MailKit.FolderAccess) in MailHandler.cs", "client-hides-refusal"),
    _r("V021", "a successful session, as in simonrob/email-oauth2-proxy#172, 2023",
       "2023-06-15 14:59:33: SMTP (0.0.0.0:587; 10.0.0.5:46764->smtp.office365.com:587) <-- b'220 "
       "MN2PR05CA0005.outlook.office365.com Microsoft ESMTP MAIL Service ready at Thu, 15 Jun 2023 14:59:32 "
       "+0000\\r\\n'\n"
       "2023-06-15 14:59:34: SMTP (0.0.0.0:587; 10.0.0.5:46764->smtp.office365.com:587) --> b'AUTH XOAUTH2\\r\\n'\n"
       "2023-06-15 14:59:35: SMTP (0.0.0.0:587; 10.0.0.5:46764->smtp.office365.com:587) <-- b'235 2.7.0 "
       "Authentication successful\\r\\n'\n"
       "2023-06-15 14:59:36: SMTP (0.0.0.0:587; 10.0.0.5:46764->smtp.office365.com:587) <-- b'250 2.0.0 OK "
       "<x@contoso.com> [Hostname=MN2PR05MB0005.namprd05.prod.outlook.com]\\r\\n'\n"
       "2023-06-15 14:59:36: SMTP (0.0.0.0:587; 10.0.0.5:46764->smtp.office365.com:587) --> [ Client disconnected ]",
       unknown="a session that succeeds"),
)  # fmt: skip
