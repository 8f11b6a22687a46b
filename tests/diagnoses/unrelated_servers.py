"""What mail servers and services other than Microsoft's said, in failure and success. Where from, and what."""

from __future__ import annotations

SERVERS = (
    (
        "mautic/mautic#3704, 2017-03",
        'Failed to authenticate on SMTP server with username "apikey" using 1 possible authenticators\n+'
        "+ Starting Mautic\\EmailBundle\\Swiftmailer\\Transport\\AmazonTransport << 220 email-smtp.amazonaw"
        "s.com ESMTP SimpleEmailService-1868680137 >> EHLO mautic.contoso.com << 250-AUTH PLAIN LOGIN 2"
        "50 Ok >> AUTH LOGIN << 334 VXNlcm5hbWU6 << 535 Authentication Credentials Invalid !! Expected "
        'response code 235 but got code "535", with message "535 Authentication Credentials Invalid "',
    ),
    (
        "Billionmail/BillionMail#156, 2025-08",
        "<bob@contoso.com>: host\n    email-smtp.ap-southeast-1.amazonaws.com[18.138.111.200] said: 530\n"
        "    Authentication required (in reply to MAIL FROM command)\n\nReporting-MTA: dns; mail.contoso."
        "net\nStatus: 5.0.0\nDiagnostic-Code: smtp; 530 Authentication required",
    ),
    (
        "sandstorm-io/sandstorm#2734, 2016-11",
        'Error while trying to send test email: {"code":"EAUTH","response":"535 Authentication Credenti'
        'als Invalid","responseCode":535,"command":"AUTH PLAIN"} [other-email-sending-error]',
    ),
    (
        "marcpope/borgbackupserver#16, 2026-02",
        "Failed: Authentication failed: 535 5.7.0 Invalid login or password",
    ),
    (
        "nodemailer#950, 2018-10",
        "{ Error: Invalid login: 535 Authentication failed: Bad username / password\n    at SMTPConnecti"
        "on._formatError (/Users/user/site/node_modules/nodemailer/lib/smtp-connection/index.js:606:19)"
        "\n    at SMTPConnection._actionAUTHComplete (/Users/user/site/node_modules/nodemailer/lib/smtp-"
        "connection/index.js:1335:34)\n  code: 'EAUTH',\n  command: 'AUTH PLAIN' }",
    ),
    (
        "nodemailer#874, 2018-05",
        "{ AuthError: Invalid login - 535 Incorrect authentication data at SMTPClient.<anonymous> (node"
        "_modules/smtp-client/lib/client.js:321)",
    ),
    (
        "nodemailer#234, 2014-01",
        "SERVER 1:\n220 mx.google.com ESMTP z3sm8568517lag.10 - gsmtp\nCLIENT 1:\nEHLO Launch-Pod.local\nSE"
        "RVER 1:\n250-mx.google.com at your service, [95.141.60.73]\n   250-AUTH LOGIN PLAIN XOAUTH XOAUT"
        "H2 PLAIN-CLIENTTOKEN\nError occured\ninvalid_request\nClosing connection to the server",
    ),
    (
        "nodemailer#114, 2012-10",
        "CLIENT 1:\nAUTH XOAUTH2 dXNlcj1z\nSERVER 1:\n334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwi"
        "c2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==\nSERVER 1:\n535-5.7.1 Username and Password not"
        " accepted. Learn more at\n   535 5.7.1 http://support.google.com/mail/bin/answer.py?answer=1425"
        "7 v9sm1396104paz.6",
    ),
    (
        "nodemailer#144, 2013-03",
        "{ [AuthError: Invalid login - 501 5.5.2 Cannot Decode response g9418696smign.4 - gsmtp]\n  name"
        ": 'AuthError',\n  data: '501 5.5.2 Cannot Decode response g9418696smign.4 - gsmtp' }",
    ),
    (
        "OfflineIMAP/offlineimap#671, 2020-06",
        "OfflineIMAP 7.1.5\nAccount sync Gmail:\n *** Processing account Gmail\n Establishing connection t"
        "o imap.gmail.com:993 (Remote)\n XOAUTH2 authentication failed: xoauth2handler got: {u'error_des"
        "cription': u'Bad Request', u'error': u'invalid_grant'}\n ERROR: All authentication types are fa"
        "iled for repository Remote",
    ),
    (
        "nodemailer#647, 2016-08",
        "Express Started on Port 3000\n{ [Error: invalid_client] code: 'EAUTH', command: 'AUTH XOAUTH2' "
        "}\nvar transporter = nodemailer.createTransport({\n    service: 'gmail',\n    auth: { xoauth2: xo"
        "auth2.createXOAuth2Generator({ user: 'bob@gmail.com', clientId: '895793393487-x.apps.googleuse"
        "rcontent.com' }) } });",
    ),
    (
        "Foundry376/Mailspring#1334, 2019-01",
        "----------IMAP----------\n* OK svwall.zoho.com IMAP4 Server (Zoho Mail IMAP4rev1 Server version"
        ' 1.0)\n1 CAPABILITY\n1 OK CAPABILITY completed\n2 LOGIN "r*k@right***.com" "*********"\n2 NO [AUTH'
        "ENTICATIONFAILED] Invalid credentials(Failure)",
    ),
    (
        "Foundry376/Mailspring#1503, 2019-05",
        "----------IMAP----------\n* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE NAM"
        'ESPACE LITERAL+ AUTH=PLAIN AUTH=LOGIN] Dovecot ready.\n1 LOGIN "hr@contoso.com.pk" *********\n1 '
        "NO [AUTHENTICATIONFAILED] Authentication failed.",
    ),
    (
        "imapsync/imapsync#449",
        "Host1: IPaddress_1 says it has CAPABILITY for AUTHENTICATE LOGIN\nSending: 4 LOGIN account@cont"
        "oso.com [Redact: Count=4 Showcredentials=OFF]\nSent 56 bytes\nRead:   4 NO [AUTHENTICATIONFAILED"
        "] Authentication failed.\nERROR: 4 NO [AUTHENTICATIONFAILED] Authentication failed. at /usr/loc"
        "al/share/perl5/Mail/IMAPClient.pm line 1388.",
    ),
    (
        "Enough-Software/enough_mail#245, 2024-08",
        "A: connecting to server imap.mail.yahoo.com:993 - secure: true, timeout: 0:00:20.000000\nS: * O"
        'K Welcome! IMAP Server up and ready to accept your request\nC: a0 LOGIN "*****@yahoo.com" "(pas'
        'sword scrambled)"\nS: a0 NO [AUTHENTICATIONFAILED] LOGIN Invalid credentials\nUnhandled Exceptio'
        "n: [AUTHENTICATIONFAILED] LOGIN Invalid credentials",
    ),
    (
        "jstedfast/MailKit#215, 2015-07",
        "Connected to imaps://imap.web.de:993/\nS: * OK [CAPABILITY IMAP4rev1 CHILDREN ENABLE ID IDLE LI"
        "ST-EXTENDED] IMAP server ready\nC: A00000001 AUTHENTICATE PLAIN\nS: A00000001 NO authentication "
        "failed\nMailKit.Security.AuthenticationException: Authentication failed.",
    ),
    (
        "mscdex/node-imap#826, 2020-10",
        "Error: Invalid credentials (Failure)\n    at Connection._resTagged (D:\\01-program\\wechaty\\node_"
        "modules\\_imap@0.8.19@imap\\lib\\Connection.js:1502:11)\n    at TLSSocket.emit (events.js:311:20) "
        "{\n  type: 'no',\n  textCode: 'AUTHENTICATIONFAILED',\n  source: 'authentication'\n}",
    ),
    (
        "our own, after iCloud's greeting",
        "imap.mail.me.com: * OK [CAPABILITY XAPPLEPUSHSERVICE IMAP4 IMAP4rev1 SASL-IR AUTH=ATOKEN AUTH="
        "PLAIN] (2024B1234) p00-imap\nA1 NO [AUTHENTICATIONFAILED] Authentication failed",
    ),
    (
        "catatnight/docker-postfix#22, 2017-03",
        "Mar 23 11:23:31 886377d1c5cf postfix/smtp[143]: connect to mx10.contoso.com[64.147.108.51]:25:"
        " Connection timed out\nMar 23 11:23:31 886377d1c5cf postfix/smtp[143]: BB48359B: to=<bob@contos"
        "o.com>, relay=none, delay=151, delays=0.03/0.01/150/0, dsn=4.4.1, status=deferred (connect to "
        "mx10.contoso.com[64.147.108.51]:25: Connection timed out)",
    ),
    (
        "huan/docker-simple-mail-forwarder#42, 2018-09",
        "Sep 29 08:40:57 dev1 postfix/smtp[14105]: 15C904A3824: to=<bob@gmail.com>, relay=none, delay=7"
        "42, delays=652/0.02/90/0, dsn=4.4.1, status=deferred (connect to alt2.gmail-smtp-in.l.google.c"
        "om[64.233.185.26]:25: Connection timed out)",
    ),
    (
        "docker-mailserver#374, 2016-11",
        "Nov  3 18:05:55 mail postfix/qmgr[1434]: 81571C2D: from=<root@mail.contoso.com>, size=642, nrc"
        "pt=1 (queue active)\nNov  3 18:06:25 mail postfix/smtp[1436]: connect to mail.contoso.com[123.4"
        "5.78.123]:25: Connection timed out",
    ),
    (
        "docker-mailserver#598, 2017-05",
        "May  9 14:45:03 mail postfix/smtp[1638]: connect to gmail-smtp-in.l.google.com[74.125.128.26]:"
        "25: Connection timed out\nMay  9 14:45:03 mail postfix/smtp[1638]: connect to gmail-smtp-in.l.g"
        "oogle.com[2a00:1450:4013:c02::1a]:25: Network is unreachable",
    ),
    (
        "anonaddy/docker#136, 2022-06",
        "anonaddy    | Jun 23 14:08:02 mail postfix/smtp[975]: connect to mx.contoso.net[213.108.105.57"
        "]:25: Operation timed out\nanonaddy    | Jun 23 14:09:19 mail postfix/smtp[915]: 7857B1AF493: t"
        "o=<user@contoso.com>, relay=none, dsn=4.4.1, status=deferred (connect to mx.contoso.net[213.10"
        "8.105.57]:25: Operation timed out)",
    ),
    (
        "fail2ban/fail2ban#1879, 2017-08",
        "Aug 31 09:22:37 s166 dovecot: imap-login: Disconnected (auth failed, 1 attempts in 8 secs): us"
        "er=<postmaster>, method=PLAIN, rip=211.20.181.113, lip=166.62.100.187, TLS, TLSv1.2 with ciphe"
        "r ECDHE-RSA-AES256-GCM-SHA384 (256/256 bits)",
    ),
    (
        "docker-mailserver#862, 2018-02",
        "mail-server    | Feb 26 14:00:39 mail dovecot: imap-login: Error: Timeout waiting for      han"
        "dshake from auth server. my pid=191, input bytes=0\nmail-server    | Feb 26 14:00:39 mail dovec"
        "ot: imap-login: Disconnected: Auth process broken (disconnected before auth was ready, waited "
        "92 secs): user=<>, rip=69.136.219.106, lip=172.18.0.8, TLS handshaking: SSL_accept() failed: e"
        "rror:1417D18C:SSL routines:tls_process_client_hello:version too low",
    ),
    (
        "crowdsecurity/hub#1160, 2024-11",
        "Nov 14 03:51:22 pop3-login: Info: Disconnected: Connection closed: read(size=988) failed: Conn"
        "ection reset by peer (auth failed, 1 attempts in 2 secs): user=<shop@contoso.com>, method=PLAI"
        "N, rip=87.120.113.189, lip=1.2.3.4, session=<ZfpthtYmgKpXeHG9>",
    ),
    (
        "roundcube/roundcubemail#6110, 2017-12",
        "2024-05-01 10:00:00 1eSVjc-0000GA-8b R=dnslookup T=remote_smtp defer (110): Connection timed o"
        "ut\n\nexim 4.89 daemon started: pid=415, -q1h, listening for SMTP on port 25 (IPv6 and IPv4) por"
        "t 587 (IPv6 and IPv4) and for SMTPS on port 465",
    ),
    (
        "fail2ban/fail2ban#1369, 2016-03",
        '2016-03-18 00:34:06 [7513] SMTP protocol error in "AUTH LOGIN" H=(ylmf-pc) [45.32.34.167]:6072'
        "3 I=[172.89.0.6]:587 AUTH command used when not advertised",
    ),
    (
        "mailcow/mailcow#318, 2016-03",
        "Mar 19 12:13:57 e postfix/smtpd[18613]: connect from bay004-omc1s5.hotmail.com[65.54.190.16]\nM"
        "ar 19 12:13:57 e postfix/smtpd[18613]: Anonymous TLS connection established from bay004-omc1s5"
        ".hotmail.com[65.54.190.16]: TLSv1.2 with cipher ECDHE-RSA-AES256-SHA384\nMar 19 12:13:58 e spam"
        "d[13298]: spamd: clean message (-96.3/5.0)\nMar 19 12:14:02 e postfix/pipe[1]: F32: to=<bob@con"
        "toso.com>, status=deferred (connect to 127.0.0.1[127.0.0.1]:10026: Connection refused)",
    ),
    (
        "freescout#4391, 2025-01",
        "Jan 22 23:46:53 scylla postfix/submission/smtpd[17922]: connect from unknown[203.0.113.7]\nJan "
        "22 23:46:53 scylla postfix/submission/smtpd[17922]: lost connection after EHLO from unknown[20"
        "3.0.113.7]\nJan 22 23:46:53 scylla postfix/submission/smtpd[17922]: disconnect from unknown[203"
        ".0.113.7] ehlo=2 starttls=1 commands=3",
    ),
    (
        "stalwartlabs/smtp-server#31, 2023-12",
        '2023-12-14T09:42:08.835031Z DEBUG session{instance="submissions" protocol=Smtp remote.ip="172.'
        '18.0.1" remote.port=48860}: smtp::inbound::spawn: Connection closed by peer. event="disconnect'
        '" reason="peer"',
    ),
    (
        "hmailserver/hmailserver#195, 2016-08",
        '"DEBUG" 1144    "2016-08-26 15:59:22.100"   "The read operation failed. Bytes transferred: 0 R'
        'emote IP: 127.0.0.1, Session: 3, Code: 2, Message: End of file"',
    ),
    (
        "support.microsoft.com, KB 979175",
        '451 4.4.0 Primary target IP address responded with: "451 5.7.3 Cannot achieve Exchange Server '
        'authentication." Attempted failover to alternate host, but that did not succeed. Either there '
        "are no alternate hosts, or delivery failed to all alternate hosts.",
    ),
    (
        "frankysweb.de, Exchange Server: 451 5.7.3",
        "EventId : SUBMITDEFER\nSource : STOREDRIVER\nEventData : {, [DiagnosticInfo, Error: RetrySmtp, D"
        "iagnostic Information:\nStage:UpdateMsgIdToPoisonContextMapping, SmtpResponse:451 4.4.395 Targe"
        "t host responded with error. -> 451\n5.7.3 Cannot achieve Exchange Server authentication, detai"
        "ls:FailedRecipientCount:0;",
    ),
    (
        "docker-mailserver#2855, 2022-10",
        "fetchmail: 6.4.16 querying pop.gmx.net (protocol POP3) at Sun Oct 23 12:31:02 2022: poll start"
        "ed\nTrying to connect to 212.227.17.185/995...connected.\nfetchmail: Server certificate:\nfetchma"
        "il: Issuer Organization: T-Systems International GmbH\nfetchmail: Subject CommonName: mail.gmx."
        "net\nfetchmail: POP3> QUIT\nfetchmail: POP3< +OK POP server signing off\nfetchmail: 6.4.16 queryi"
        "ng pop.gmx.net (protocol POP3): poll completed",
    ),
    (
        "our own, after the texts of fetchmail",
        "fetchmail: reading message bob@contoso.de:1 of 2 (2341 octets) flushed\nfetchmail: socket error"
        " while fetching from bob@mail.contoso.de\nfetchmail: client/server synchronization error while "
        "fetching from bob@mail.contoso.de\nfetchmail: Query status=7 (ERROR)",
    ),
    (
        "our own, after the texts of fetchmail",
        "fetchmail: awakened at Mon Nov 23 07:00:00 2026\nfetchmail: 2 messages for bob at contoso.\nfetc"
        "hmail: SSL_read: Connection reset by peer\nfetchmail: reading message bob@provider.example:1 of"
        " 2",
    ),
    (
        "nicm/fdm#87, 2020-11",
        "mambo: 0 messages processed in 0.723 seconds\nmambo: finished processing. exiting\nparent: child"
        " 44522 socket error\nparent: 1 children, 0 dead children\nparent: child 44522 returned 0\nparent:"
        " finished, total time 0.724 s",
    ),
    (
        "imapsync/imapsync#433, 2023-12",
        "Err 1/1: - msg INBOX.Contabilidade/235 {2697452} S[1262838] F[\\Seen unknown-3] could not be fe"
        "tched: socket closed while reading data from server (4x)\nThe most frequent error is ERR_Host1_"
        "FETCH.\nExiting with return value 115 (EXIT_ERR_FETCH) 1/50 nb_errors/max_errors PID 34160",
    ),
)
