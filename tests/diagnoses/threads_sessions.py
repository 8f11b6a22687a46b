"""Sessions and debug logs of mail clients and servers from public threads, collected in 2026-11, shortened."""

from __future__ import annotations

from .reports import Report, reported

_r = reported

THREADS: tuple[Report, ...] = (
    _r("S001", "simonrob/email-oauth2-proxy#62, 2022",
       "2022-09-13 12:00:48: POP (localhost:1995; 127.0.0.1:52886->outlook.office365.com:995)     <-- b'SASL PLAIN "
       "XOAUTH2\\r\\n'\n"
       "2022-09-13 12:00:48: POP (localhost:1995; 127.0.0.1:52886->outlook.office365.com:995)     --> b'AUTH "
       "XOAUTH2\\r\\n'\n"
       "2022-09-13 12:00:48: POP (localhost:1995; 127.0.0.1:52886->outlook.office365.com:995)     <-- b'+ \\r\\n'\n"
       "2022-09-13 12:00:49: POP (localhost:1995; 127.0.0.1:52886->outlook.office365.com:995)     <-- b'-ERR "
       "Authentication failure: unknown user name or bad password.\\r\\n'", "pop3-auth-refused"),
    _r("S002", "marlam/msmtp#67, 2022",
       "Mar 07 15:10:17 host=smtp.office365.com tls=on auth=on user=svc@contoso.com from=svc@contoso.com "
       "recipients=a@contoso.com errormsg='the server sent an invalid reply' exitcode=EX_PROTOCOL",
       "client-hides-refusal"),
    _r("S003", "rpremraj/mailR#81, 2018",
       "org.apache.commons.mail.EmailException: Sending the email to the following server failed : "
       "smtp.office365.com:587\n\tat org.apache.commons.mail.Email.sendMimeMessage(Email.java:1421)\n"
       "\tat org.apache.commons.mail.Email.send(Email.java:1448)\n"
       "Caused by: javax.mail.AuthenticationFailedException: 535 5.7.3 Authentication unsuccessful "
       "[BN6PR1701CA0013.namprd17.prod.outlook.com]\nNULL\n"
       "Error: EmailException (Java): Sending the email to the following server failed : smtp.office365.com:587",
       "smtp-auth-refused"),
    _r("S004", "gophish/gophish#244, 2016",
       "SMTP using TLS error\nThe server I am trying to connect to is: smtp.office365.com:587\n"
       "error: 504 5.7.4 Unrecognized authentication type", "smtp-auth-before-tls"),
    _r("S005", "PHPMailer/PHPMailer#1254, 2017",
       "SMTP ERROR: AUTH command failed: 504 5.7.4 Unrecognized authentication type\n"
       "SMTP Error: Could not authenticate.", "smtp-auth-before-tls"),
    _r("S006", "firefart/rt-docker#21, 2022",
       "[7] [Mon Oct 17 15:11:14 2022] [critical]: <rt-5.0.3-7-1666019473-159.12-7-0@example.com>: Could not send "
       "mail with command `/usr/bin/msmtp -oi -t`: `/usr/bin/msmtp -oi -t` exited with code 76 at "
       "/opt/rt5/sbin/../lib/RT/Interface/Email.pm line 954.\nhost smtp.office365.com\nport 587\ntls on\nauth on",
       "client-hides-refusal"),
    _r("S007", "falcosecurity/falcosidekick-ui#123, 2023",
       "falcosidekick_1  | 2023/10/10 08:21:02 [ERROR] : SMTP - Send Mail failure : Client not authenticated to "
       "send mail.\n      - SMTP_HOSTPORT=smtp-mail.outlook.com:587", "smtp-client-not-authenticated"),
    _r("S008", "rustmailer/bichon#53, 2025",
       "2025-12-08T14:21:07.517+00:00 ERROR bichon::modules::imap::manager: Failed to authenticate IMAP session: "
       'Generic {\n    message: "No(\\n    \\"code: None, info: Some(\\\\\\"AUTHENTICATE failed.\\\\\\")\\",\\n)",\n'
       '    location: Location {\n        file: "src/modules/imap/client.rs",\n        line: 92,\n    },\n'
       "    code: ImapAuthenticationFailed,\n}", "imap-auth-refused"),
    _r("S009", "rustmailer/bichon#128, 2026",
       "2026-01-21T20:40:27.441+00:00 ERROR bichon::modules::imap::manager: IMAP password auth failed for username "
       '\'a@hotmail.com\': No(\n    "code: None, info: Some(\\"LOGIN failed.\\")",\n)', "imap-login-refused"),
    _r("S010", "cry-inc/dmarc-report-viewer#31, 2025",
       "DEBUG Got 52.98.248.210:993 as as socket address for IMAP endpoint outlook.office365.com:993\n"
       "DEBUG Created TLS stream\nDEBUG Created IMAP client\n"
       "ERROR Failed background update: Failed to get mails: Failed to log in and create IMAP session: no response: "
       'code: None, info: Some("LOGIN failed.")', "imap-login-refused"),
    _r("S011", "thunderbird/thunderbird-android#7141, 2023",
       "incoming server:\noutlook.office365.com\nSetup could not finish\nCannot connect to server\n"
       "(Command: NAMESPACE; response:\n#4# [BAD, User is authenticated but not connected.]]",
       "imap-authenticated-not-connected"),
    _r("S012", "thunderbird/thunderbird-android#7141, 2023; the other half",
       'setting up smtp.office365 outgoing server:\n"Setup could not finish\nCannot connect to server.\n'
       '(Unable to open connection to SMTP server.)"', "connection-failed"),
    _r("S013", "kisli/vmime#267, 2021",
       "[INFO ] 9/2-16:48:55.590965     03490   CAccount::CheckNewMail: Checking mail for account XXXXXXX\n"
       "[PROFI] 9/2-16:48:55.599780     03490   EMailProxy      [pop3s:34] Send C:Connecting to "
       "outlook.office365.com, port 995\n"
       "[PROFI] 9/2-16:48:55.957181     03490   EMailProxy      [pop3s:34] Receive C:+OK The Microsoft Exchange "
       "POP3 service is ready. [UwBDADEAUABSADgA]\n"
       "[PROFI] 9/2-16:48:56.053603     03490   EMailProxy      [pop3s:34] Receive C:SASL PLAIN XOAUTH2\n"
       "[PROFI] 9/2-16:48:56.054182     03490   EMailProxy      [pop3s:34] Send C:AUTH XOAUTH2 {...}\n"
       "[PROFI] 9/2-16:48:56.150000     03490   EMailProxy      [pop3s:34] Receive C:-ERR Protocol error. "
       "Connection is closed. 10", "pop3-one-line-auth"),
    _r("S014", "jertel/dmarc2logstash#4, 2019",
       'dmarc             |   File "/opt/dmarc2logstash/dmarc2logstash.py", line 35, in connect\n'
       "dmarc             |     conn.pass_(password)\n"
       'dmarc             |   File "/usr/lib/python2.7/poplib.py", line 189, in pass_\n'
       "dmarc             |     return self._shortcmd('PASS %s' % pswd)\n"
       "dmarc             | poplib.error_proto: -ERR Logon failure: unknown user name or bad password.",
       "pop3-password-login"),
    _r("S015", "neomutt/neomutt#675, 2017",
       "[2017-07-17 13:56:43] 4> a0001 STARTTLS\n[2017-07-17 13:56:43] 4< a0001 OK Begin TLS negotiation now.\n"
       "[2017-07-17 13:56:43] ssl_verify_callback: checking cert chain entry "
       "/C=US/ST=Washington/L=Redmond/O=Microsoft Corporation/CN=outlook.com (preverify: 1 skipmode: 0)\n"
       "[2017-07-17 13:56:43] ssl_verify_callback: hostname check passed\n"
       "[2017-07-17 13:56:43] 4> a0002 CAPABILITY\n"
       "[2017-07-17 13:56:44] 4< * CAPABILITY IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS ID UNSELECT "
       "CHILDREN IDLE NAMESPACE LITERAL+\n[2017-07-17 13:56:44] Logging in...\n"
       "[2017-07-17 13:56:44] 4> Sending LOGIN command for me@example.com\\shared@example.com...\n"
       "[2017-07-17 13:56:45] 4< a0003 NO LOGIN failed.\n[2017-07-17 13:56:45] Login failed.", "imap-login-refused"),
    _r("S016", "aschroder/Magento-SMTP-Pro-Email-Extension#80, 2014",
       "I am using the module with an Office365 account. I receive the error: 5.0.0 Authentication Failed",
       "client-hides-refusal"),
    _r("S017", "keycloak/keycloak#13916, 2022",
       "keycloak-0 keycloak Failed to send email: com.sun.mail.smtp.SMTPSendFailedException:  STARTTLS is required "
       "to send mail [DBBPR09CA0030.eurprd09.prod.outlook.com]\n"
       "keycloak-0 keycloak Caused by: com.sun.mail.smtp.SMTPSendFailedException: 451 5.7.3 STARTTLS is required to "
       "send mail [DBBPR09CA0030.eurprd09.prod.outlook.com]", "smtp-starttls-required"),
    _r("S018", "EvotecIT/Emailimo#2, 2019",
       'VERBOSE: test.Error  Exception calling "Send" with "1" argument(s): "Failure sending mail."\n'
       "WARNING: TCP connect to (40.100.28.210 : 587) failed\nWARNING: TCP connect to (40.100.29.210 : 587) failed\n"
       "WARNING: Ping to 40.100.28.210 failed with status: TimedOut\n\n"
       "ComputerName            : smtp.office365.com\nRemoteAddress           : 40.100.28.210\n"
       "RemotePort              : 587\nTcpTestSucceeded        : False", "connection-failed"),
    _r("S019", "EvotecIT/Mailozaurr#613, 2026",
       "Connect-OAuthO365: Value cannot be null. (Parameter 'ErrorCode')", unknown="a fault of the program"),
    _r("S020", "EvotecIT/PSPasswordExpiryNotifications#3, 2019",
       'Error: Exception calling "Send" with "1" argument(s): "Transaction failed. The server response was: 5.2.0 '
       "STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message "
       "due to a permanent exception with message Cannot submit message.", "smtp-send-as-denied"),
    _r("S021", "home-assistant/core#122468, 2024",
       "2024-07-23 10:40:45.499 DEBUG (MainThread) [homeassistant.components.imap.coordinator] Wait for hello "
       "message from server outlook.office365.com on port 993, verify_ssl: True\n"
       "2024-07-23 10:40:45.673 DEBUG (MainThread) [aioimaplib.aioimaplib] Received : b'* OK The Microsoft Exchange "
       "IMAP4 service is ready. [QgBMADEAUAAyADIAMwBDAEEAMAAwADAANQAuAE4AQQBNAFAAMgAyADMALgBQAFIATwBE]\\r\\n'\n"
       "2024-07-23 10:40:45.694 DEBUG (MainThread) [aioimaplib.aioimaplib] state -> NONAUTH\n"
       "2024-07-23 10:40:45.700 DEBUG (MainThread) [aioimaplib.aioimaplib] Sending : b'ALKN1 LOGIN a@outlook.com "
       '"********"\\r\\n\'\n'
       "2024-07-23 10:40:46.900 DEBUG (MainThread) [aioimaplib.aioimaplib] Received : b'ALKN1 NO LOGIN "
       "failed.\\r\\n'\n"
       "2024-07-23 10:40:46.901 DEBUG (MainThread) [aioimaplib.aioimaplib] tagged status b'ALKN1 NO LOGIN failed.'\n"
       "2024-07-23 10:40:46.902 WARNING (MainThread) [homeassistant.config_entries] Config entry 'a@outlook.com' "
       "for imap integration could not authenticate", "imap-login-refused"),
    _r("S022", "moralmunky/Home-Assistant-Mail-And-Packages#821, 2023",
       "Logger: custom_components.mail_and_packages.helpers\n"
       "Source: custom_components/mail_and_packages/helpers.py:125\nFirst occurred: 3:19:35 PM (6 occurrences)\n"
       "Last logged: 3:37:03 PM\n\nError logging into IMAP Server: b'LOGIN failed.'", "imap-login-refused"),
    _r("S023", "the-djmaze/snappymail#1818, 2024",
       '[2024-10-21 21:05:48.519][59fefcc5] IMAP[INFO]: Start connection to "ssl://outlook.office365.com:993"\n'
       "[2024-10-21 21:05:48.625][59fefcc5] IMAP[INFO]: Connect (success)\n"
       "[2024-10-21 21:05:48.654][59fefcc5] IMAP[INFO]: < * OK The Microsoft Exchange IMAP4 service is ready. "
       "[VgBJADEAUABSADAAOABDAEEAMAAyADUAMAAuAGUAdQByAHAAcgBkADAAOAAuAHAAcgBvAGQA]\\r\\n\n"
       "[2024-10-21 21:05:48.655][59fefcc5] IMAP[INFO]: > TAG1 CAPABILITY\\r\\n\n"
       "[2024-10-21 21:05:48.700][59fefcc5] IMAP[INFO]: > TAG2 AUTHENTICATE PLAIN ******\\r\\n\n"
       "[2024-10-21 21:05:50.900][59fefcc5] IMAP[INFO]: < TAG2 NO AUTHENTICATE failed.\\r\\n\n"
       "[2024-10-21 21:05:50.901][59fefcc5] IMAP[NOTICE]: MailSo\\Imap\\Exceptions\\LoginBadCredentialsException",
       "imap-login-refused"),
    _r("S024", "nextcloud/mail#7132, 2022",
       ">> Thu, 01 Sep 2022 18:20:02 +0000\n>> Connection to: imap://outlook.office365.com:993/\n"
       ">> Server connection took 0.0804 seconds.\n"
       "S: * OK The Microsoft Exchange IMAP4 service is ready. [QgBZAEEAUABSADAANgBDAEEAMAAwADEAMAAuAG4AYQBtAHAAcgBk"
       "ADAANgAuAHAA]\nC: 1 CAPABILITY\nS: 1 OK CAPABILITY completed.\n"
       "C: 2 AUTHENTICATE PLAIN [INITIAL CLIENT RESPONSE (username: a@contoso.com)]\nS: 2 NO AUTHENTICATE failed.\n"
       ">> Command 2 took 2.2191 seconds.", "imap-login-refused"),
    _r("S025", "prometheus/alertmanager#3244, 2023",
       "ts=2023-02-05T19:12:29.535Z caller=notify.go:732 level=warn component=dispatcher receiver=default-receiver "
       'integration=email[0] msg="Notify attempt failed, will retry later" attempts=2 err="*email.loginAuth auth: '
       '535 5.7.139 Authentication unsuccessful, basic authentication is disabled. "\n'
       "ts=2023-02-08T05:04:35.370Z caller=notify.go:732 level=warn component=dispatcher receiver=default-receiver "
       'integration=email[0] msg="Notify attempt failed, will retry later" attempts=11 err="send MAIL command: 530 '
       '5.7.57 Client not authenticated to send mail. "', cause="basic-auth-disabled"),
    _r("S026", "PHPMailer/PHPMailer#2194, 2020",
       "2020-11-15 13:08:20 SERVER -> CLIENT: 220 HK0PR01CA0063.outlook.office365.com Microsoft ESMTP MAIL Service "
       "ready at Sun, 15 Nov 2020 13:08:20 +0000\n"
       "2020-11-15 13:08:20 SERVER -> CLIENT: 220 2.0.0 SMTP server ready\n"
       "2020-11-15 13:08:21 CLIENT -> SERVER: AUTH LOGIN\n2020-11-15 13:08:21 SERVER -> CLIENT: 334 VXNlcm5hbWU6\n"
       "2020-11-15 13:08:21 CLIENT -> SERVER: [credentials hidden]\n"
       "2020-11-15 13:08:21 SERVER -> CLIENT: 334 UGFzc3dvcmQ6\n"
       "2020-11-15 13:08:26 SERVER -> CLIENT: 535 5.7.3 Authentication unsuccessful "
       "[HK0PR01CA0063.apcprd01.prod.exchangelabs.com]\n"
       "2020-11-15 13:08:26 SMTP ERROR: Password command failed: 535 5.7.3 Authentication unsuccessful "
       "[HK0PR01CA0063.apcprd01.prod.exchangelabs.com]\nSMTP Error: Could not authenticate.\n"
       "2020-11-15 13:08:26 CLIENT -> SERVER: QUIT\n"
       "2020-11-15 13:08:26 SERVER -> CLIENT: 221 2.0.0 Service closing transmission channel\nSMTP connect() failed.",
       "smtp-auth-refused"),
    _r("S027", "mustang-im/mustang#199, 2024",
       "Set up @outlook.com email address\n"
       'Authentication fails with "Check your login, username, and password. LOGIN failed."', "imap-login-refused"),
    _r("S028", "simonrob/email-oauth2-proxy#372, 2025",
       "2025-08-04 13:15:48: SMTP (192.168.0.231:61590-{192.168.0.100:1587}-smtp.office365.com:587)     --> b'a1 "
       "login a@contoso.com test\\r\\n'\n"
       '2025-08-04 13:15:53: SMTP (192.168.0.231:61590-{192.168.0.100:1587}-smtp.office365.com:587)     <-- b"500 '
       '5.3.3 Unrecognized command \'a1\' [BE1P281CA0440.DEUP281.PROD.OUTLOOK.COM]\\r\\n"',
       unknown="the IMAP login typed at the SMTP port: no cause of OAuth mail"),
    _r("S029", "simonrob/email-oauth2-proxy#177, 2023",
       "fetchmail: 6.4.37 querying 127.0.0.1 (protocol POP3) at Sat, 24 Jun 2023 15:24:36 -0600 (MDT): poll "
       "started\nTrying to connect to 127.0.0.1/1995...connected.\n"
       "fetchmail: POP3< +OK The Microsoft Exchange POP3 service is ready. "
       "[UwBBADkAUABSADEAMwBDAEEAMAAwADgAOQAuAG4A]\nfetchmail: POP3> USER user@contoso.com\nfetchmail: POP3< +OK\n"
       "fetchmail: POP3> PASS *\nfetchmail: timeout after 300 seconds waiting for server 127.0.0.1.",
       "connection-timed-out"),
    _r("S030", "datawookie/emayili#147, 2023",
       "Connected to smtp.office365.com (xx.xx.x.xxx) port 587 (#20)\n"
       "220 SC1PR80CA0174.outlook.office365.com Microsoft ESMTP MAIL Service ready at Mon, 27 Mar 2023 18:17:53 "
       "+0000\n250-STARTTLS\n250 SMTPUTF8\nSTARTTLS\n220 2.0.0 SMTP server ready\n"
       "schannel: failed to receive handshake, SSL/TLS connection failed\nClosing connection 20",
       "tls-handshake-failed"),
    _r("S031", "UvA-FNWI/M365-IMAP#3, 2022",
       'auth-source-search: found 0 results (max 1) matching (:max 1 :host "smtp.office365.com" :port "587")\n'
       "530 5.7.57 Client not authenticated to send mail. [LO4P1967CA0153.USBD123.PROD.OUTLOOK.COM]\n"
       'auth-source-search: found 0 CACHED results matching (:max 1 :host "smtp.office365.com" :port "587")',
       "smtp-client-not-authenticated"),
    _r("S032", "freescout-help-desk/freescout#1501, 2021",
       'Error fetching email {"error":"Error: imap_open(): Couldn\'t open stream '
       "{outlook.office365.com:993\\/imap\\/ssl}. Retrying PLAIN authentication after AUTHENTICATE failed.; "
       "Retrying PLAIN authentication after AUTHENTICATE failed.; Can not authenticate to IMAP server: [CLOSED] "
       "IMAP connection broken (authenticate); File: overrides\\/Webklex\\/IMAP\\/Client.php",
       cause="basic-auth-disabled"),
    _r("S033", "freescout-help-desk/freescout#2071, 2022",
       '"imap_open(): couldn\'t open stream {outlook.office365.com:993/imap/ssl} trying plain auth after auth '
       'failed... cannot connect to IMAP server..."', cause="client-hides-refusal"),
    _r("S034", "xme/dockers#4, 2018",
       "[INFO] Processing first.last@contoso.onmicrosoft.com@outlook.office365.com:993/inbox\n"
       "[ERROR] Cannot open incoming for first.last@contoso.onmicrosoft.com@outlook.office365.com: LOGIN failed.",
       "imap-login-refused"),
    _r("S035", "mjs/imapclient#385, 2019",
       'with IMAPClient(host="imap-mail.outlook.com") as client:\n'
       '  File "/usr/lib/python2.7/imaplib.py", line 921, in _command_complete\n'
       "    raise self.error('%s command error: %s %s' % (name, typ, data))\n"
       "imaplib.error: FETCH command error: BAD ['Command Error. 10']", "imap-client-command-wrong"),
    _r("S036", "hassio-addons/app-vaultwarden#402, 2026",
       "Error sending SMTP test email\n"
       "SMTP 5xx error: permanent error (535): 5.7.139 Authentication unsuccessful, basic authentication is "
       "disabled. [LO2P265CA0482.GBRP265.PROD.OUTLOOK.COM 2026-02-19T15:42:20.743Z 08DE6F7B77124F67] - "
       "Authentication credentials invalid", cause="basic-auth-disabled"),
    _r("S037", "TideDra/zotero-arxiv-daily#46, 2025",
       "    raise SMTPAuthenticationError(code, resp)\n"
       "smtplib.SMTPAuthenticationError: ([53](https://github.com/contoso/actions/runs/12632224380/job/35243744014#s"
       "tep:4:54)5, b'5.7.***39 Authentication unsuccessful, basic authentication is disabled. "
       "[BY3PR10CA0028.namprd***0.prod.outlook.com 2025-0***-06T***0:23:4***.63***Z 08DD2D7C2C3D9D8E]')",
       cause="basic-auth-disabled"),
    _r("S038", "daleghent/nina-ground-station#17, 2024",
       "2024-11-11T14:51:31.8193|ERROR|EmailCommon.cs|SendEmail|56|SendEmail: User a@outlook.com failed to "
       "authenticate with smtp-mail.outlook.com:587: 535: 5.7.139 Authentication unsuccessful, basic authentication "
       "is disabled. [PH7P220CA0132.NAMP220.PROD.OUTLOOK.COM 2024-11-11T21:51:32.927Z 08DD021D9EEB05BC]\n"
       "MailKit.Security.AuthenticationException: 535: 5.7.139 Authentication unsuccessful, basic authentication is "
       "disabled. [PH7P220CA0132.NAMP220.PROD.OUTLOOK.COM 2024-11-11T21:51:32.927Z 08DD021D9EEB05BC]\n"
       " ---> MailKit.Net.Smtp.SmtpCommandException: 5.7.139 Authentication unsuccessful, basic authentication is "
       "disabled.\n   --- End of inner exception stack trace ---", cause="basic-auth-disabled"),
    _r("S039", "Azure-Samples/ms-identity-python-webapp#70, 2021",
       "reply: b'535 5.7.3 Authentication unsuccessful [LO2P265CA0061.GBRP265.PROD.OUTLOOK.COM]\\r\\n'\n"
       "reply: retcode (535); Msg: b'5.7.3 Authentication unsuccessful [LO2P265CA0061.GBRP265.PROD.OUTLOOK.COM]'",
       "smtp-auth-refused"),
    _r("S040", "mscdex/node-imap#381, 2014",
       "Error Found while connecting IMAP :  { [Error: Timed out while authenticating with server] source: "
       "'timeout-auth' }\nparser stopped: office 365 exchange server", "connection-timed-out"),
    _r("S041", "mscdex/node-imap#561, 2016",
       "=> 'A391 UID SEARCH UNSEEN'\n<= '* SEARCH'\n<= 'A391 OK SEARCH completed.'\n=> 'NOOP NOOP'\n"
       "<= 'NOOP OK NOOP completed.'\n=> 'NOOP NOOP'\n<= '* BYE Connection is closed. 13'\n"
       "error: Forever detected script exited with code: 1", "imap-connection-timed-out"),
    _r("S042", "jstedfast/MailKit#849, 2019",
       "MailKit.Net.Imap.ImapProtocolException: Connection closed. 14\n"
       "   at MailKit.Net.Imap.ImapEngine.IterateAsync(Boolean doAsync)\n"
       "   at MailKit.Net.Imap.ImapClient.GetFolder(String path, CancellationToken cancellationToken)",
       cause="imap-authenticated-not-connected"),
    _r("S043", "ninthwalker/NowShowing#32, 2017",
       "root@NAS01:~# docker exec nowshowing combinedreport -t\n"
       "/usr/lib/ruby/2.3.0/net/smtp.rb:977:in `check_auth_response': 504 5.7.4 Unrecognized authentication type "
       "[redacted.namprd20.prod.outlook.com] (Net::SMTPAuthenticationError)\n"
       "        from /usr/lib/ruby/2.3.0/net/smtp.rb:741:in `auth_plain'", "smtp-auth-before-tls"),
    _r("S044", "symfony/symfony#49701, 2023; the login that succeeds at last",
       "[2023-03-17T14:30:02.115385+01:00] http.DEBUG: C: EHLO [127.0.0.1]\n"
       "250-BE1P281CA0162.outlook.office365.com Hello [77.64.144.222]\n"
       "26: [2023-03-17T14:30:02.30+01:00] http.DEBUG: C: AUTH LOGIN\n"
       "27: [2023-03-17T14:30:02.32+01:00] http.DEBUG: S: 334 VXNlcm5hbWU6\n"
       "31: [2023-03-17T14:30:11.00+01:00] http.DEBUG: S: 535 5.7.139 Authentication unsuccessful, basic "
       "authentication is disabled. [BE1P281CA0162.DEUP281.PROD.OUTLOOK.COM]\n"
       "32: [2023-03-17T14:30:11.01+01:00] http.DEBUG: C: RSET\n"
       "33: [2023-03-17T14:30:16.01+01:00] http.DEBUG: S: 250 2.0.0 Resetting\n"
       "34: [2023-03-17T14:30:16.02+01:00] http.DEBUG: C: AUTH XOAUTH2 dXNlcj1h\n"
       "35: [2023-03-17T14:30:17.02+01:00] http.DEBUG: S: 235 2.7.0 Authentication successful\n"
       "36: [2023-03-17T14:30:17.03+01:00] http.DEBUG: C: MAIL FROM:<a@contoso.com>\n"
       "44: [2023-03-17T14:30:19.03+01:00] http.DEBUG: S: 250 2.0.0 OK <id@contoso.com> "
       "[Hostname=FR0P281MB0203.DEUP281.PROD.OUTLOOK.COM]", cause="basic-auth-disabled"),
    _r("S045", "boohere.com 10513066, 2023 (a JavaMail debug log)",
       "DEBUG SMTP: use8bit false\nMAIL FROM:<a@contoso.com>\n250 2.1.0 Sender OK\nRCPT TO:<b@contoso.com>\n"
       "550 5.4.1 Recipient address rejected: Access denied. AS(201806281) "
       "[DB5EUR02FT020.eop-EUR02.prod.protection.outlook.com 2023-03-15T09:46:28.930Z 08DB25286CBA473D]\n"
       "RCPT TO:<c@contoso.com>\n"
       "452 4.5.3 Too many recipients ATTR49 [DB5EUR02FT020.eop-EUR02.prod.protection.outlook.com "
       "2023-03-15T09:46:28.930Z 08DB25286CBA473D]\n"
       "DEBUG SMTP: Sending failed because of invalid destination addresses", unknown="an unknown recipient"),
    _r("S046", "simonrob/email-oauth2-proxy#220, 2024; the error put in",
       "SMTP ([::1]:52606-{[::1]:1587}-smtp.office365.com:587) <-> [ Starting TLS handshake ]\n"
       "SMTP ([::1]:52606-{[::1]:1587}-smtp.office365.com:587) --> [ Client connected ]\n"
       "SMTP ([::1]:52606-{[::1]:1587}-smtp.office365.com:587)     <-- b'220 DS7P222CA0017.outlook.office365.com "
       "Microsoft ESMTP MAIL Service ready at Thu, 4 Jan 2024 17:48:46 +0000\\r\\n'\n"
       "Caught connection error in client : ssl.SSLError [SSL: WRONG_VERSION_NUMBER] wrong version number "
       "(_ssl.c:1000)", "tls-wrong-version-number"),
    _r("S047", "a mock of Exchange in a public repository, 2026: its challenge and refusal",
       "C: AUTH XOAUTH2 dXNlcj1zdmNAY29udG9zby5jb20BYXV0aD1CZWFyZXIg\n"
       "S: 334 eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiQmVhcmVyIn0=\nC:\nS: 535 5.7.3 Authentication unsuccessful",
       "smtp-auth-refused"),
    _r("S048", "a mock of an IMAP server in a public repository, 2026",
       "S: + eyJzdGF0dXMiOiI0MDEifQ==\nC: [empty line]\nS: a1 NO AUTHENTICATE failed.", "imap-auth-refused"),
    _r("S049", "the form of a challenge that names no scope: made up",
       "334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiIifQ==", "smtp-auth-refused"),
)  # fmt: skip
