"""What administrators and products met on Exchange's side: cmdlets, bounces, monitoring, devices, mail handlers."""

from __future__ import annotations

from .reports import Report, reported

_r = reported

THREADS: tuple[Report, ...] = (
    _r("X001", "dimuskin/ax-zabbix-html-template#2, 2018",
       "Dec 28 12:12:56 zabbix-server sendEmail[59626]: ERROR => Connection attempt to smtp.office365.com:25 failed: "
       "IO::Socket::INET6: connect: Connection refused", "connection-refused"),
    _r("X002", "dimuskin/ax-zabbix-html-template#2, 2018, after -o tls=yes",
       "Dec 28 12:41:01 zabbix-server sendEmail[60599]: ERROR => Received: \t530 5.7.57 SMTP; Client was not "
       "authenticated to send anonymous mail during MAIL FROM [BN6PR10MB0001.namprd10.prod.outlook.com]",
       "smtp-client-not-authenticated"),
    _r("X003", "tobychui/zoraxy#312, 2024",
       "M365 account, Test SMTP Configs: '504 5.7.4 Unrecognized authentication type'", "smtp-auth-before-tls"),
    _r("X004", "wazuh/wazuh#4718, 2020",
       "in /var/log/maillog that smtp.office365.com offered no supported AUTH mechanisms: 'LOGIN XOAUTH2'\n\n server "
       "smtp.office365.com offered no compatible authentication mechanisms for this type of connection security)",
       "client-sasl-plugin"),
    _r("X005", "owncloud-archive/mail#1653, 2016",
       "Set up incoming to: outlook.office365.com:993; outgoing to: smtp.office365.com:587\nAdding account fails "
       "with a `Creating account failed: Server denied authentication.`", cause="client-hides-refusal"),
    _r("X006", "nextcloud/mail#8258, 2023; Microsoft 365 from its title",
       'Unable to connect to Microsoft 365 using xoauth2\n  "method": "GET",\n  "url": "/apps/mail/setup",\n  '
       '"message": "Could not load account mailboxes: OC\\\\Security\\\\Crypto::decrypt(): Argument #1 '
       "($authenticatedCiphertext) must be of type string, null given, called in "
       '/var/www/nextcloud/apps/mail/lib/IMAP/IMAPClientFactory.php on line 107",', cause="client-token-not-found"),
    _r("X007", "nextcloud/mail#8916, 2023",
       "IMAP and SMTP servers are correctly identified as outlook.office365.com and smtp.outlook.com\nError message: "
       "`IMAP username or password is wrong`", cause="client-hides-refusal"),
    _r("X008", "nextcloud/mail#12168, 2025; its refusal in German (from memory)",
       "Manuelle Konfiguration fehlgeschlagen. IMAP-Benutzername oder -Passwort ist falsch. "
       "(outlook.office365.com:993)", cause="client-hides-refusal"),
    _r("X009", "toteph42/identity_switch#59, 2025",
       "[31-May-2025 07:13:44 +0000]: <9edot7a2> IMAP Error: Login failed for anna@contoso.com against "
       "tls://outlook.office365.com from 192.168.0.254. AUTHENTICATE PLAIN: AUTHENTICATE failed. in "
       "/usr/share/roundcubemail-1.6.9/program/lib/Roundcube/rcube_imap.php on line 211 (GET /?_task=mail)",
       "imap-login-refused"),
    _r("X010", "microsoftgraph/microsoft-graph-docs#4085, 2019",
       "Your message did not reach some or all of the intended recipients.\n      Subject:     test from outlook\n"
       "The following recipient(s) cannot be reached:\n      'ben@contoso.com' on 04/03/2019 14:22\n            This "
       "message could not be sent. You do not have the permission to send the message on behalf of the specified "
       "user.\nDiagnostic information for administrators:\nError is [0x80070005-0x000004dc-0x00000524].\nExchange "
       "response headers:\n      X-BEServer: AM6PR0502MB3622\n      X-CalculatedBETarget: "
       "AM6PR0502MB3622.eurprd05.prod.outlook.com", "smtp-send-as-denied"),
    _r("X011", "alanrenouf/vCheck-vSphere#523, 2017",
       'Exception calling "Send" with "1" argument(s): "Mailbox unavailable. The server response was: 5.7.1 Client '
       'does not have permissions to send as this sender" At C:\\Scripts\\vCheck\\vCheck.ps1:783 char:3 + '
       "$smtpClient.Send($msg)", "smtp-send-as-denied"),
    _r("X012", "Microsoft365DSC/Microsoft365DSC#4530, 2024",
       "Connecting to {ExchangeOnline}...\nThe role assigned to application 1b730954-1685-4b74-9bfd-dac224a7b894 "
       "isn't supported in this scenario. Please check online documentation for assigning correct Directory Roles to "
       "Azure AD\nApplication for EXO App-Only Authentication.\nAt C:\\Program "
       "Files\\WindowsPowerShell\\Modules\\ExchangeOnlineManagement\\3.4.0\\ExchangeOnlineManagement.psm1:766 "
       "char:21\n+                     throw $_.Exception;", "exchange-cmdlet-not-allowed"),
    _r("X013", "MicrosoftDocs/office-docs-powershell#8058, 2021",
       "Get-EXORecipientPermission : Error while querying REST service. HttpStatusCode=401\n"
       'ErrorMessage={"error":{"code":"Unauthorized","message":"User is not allowed to call\n'
       'Get-RecipientPermission","innererror":{"message":"User is not allowed to call\n'
       'Get-RecipientPermission","type":"Microsoft.Exchange.Admin.OData.Core.ODataServiceException"}}}',
       "exchange-cmdlet-not-allowed"),
    _r("X014", "Microsoft365DSC/Microsoft365DSC#4380, 2024",
       "VERBOSE: [ThreadID: #] Successfully acquired new token for Cert based flow.\nVERBOSE: [ThreadID: #] "
       "Successfully got a token from AAD\nVERBOSE: Failed to fetch banner content from server. Reason: Object "
       "reference not set to an instance of an object.\nVERBOSE: ConnectionContext Removed\nUnAuthorized",
       cause="exchange-cmdlet-not-allowed"),
    _r("X015", "MicrosoftDocs/office-docs-powershell#10972, 2023",
       "Get-EXOMailbox : Error while querying REST service. HttpStatusCode=500 "
       'ErrorMessage={"error":{"code":"InternalServerError","message":"The call to Microsoft Exchange Active '
       "Directory Topology service on server 'TopologyClientTcpEndpoint (localhost)' returned an error. Error "
       "details Active Directory server  is not available. Error message: Active directory\nresponse: The LDAP "
       'server is unavailable..","type":"Microsoft.Exchange.Data.Directory.ADTransientException"}}}}',
       unknown="a passing fault of Exchange's administration, nothing of a login"),
    _r("X016", "MicrosoftDocs/office-developer-exchange-docs PR#301, 2022",
       "new-serviceprincipal : The term 'new-serviceprincipal' is not recognized as the name of a cmdlet, function, "
       "script\nfile, or operable program. Check the spelling of the name, or if a path was included, verify that "
       "the path is correct\nand try again.", "exchange-cmdlet-not-allowed"),
    _r("X017", "invictus-ir/Microsoft-Extractor-Suite#169, 2025",
       "Connect-ExchangeOnline\n [WARNING] Get-RecipientPermission cmdlet not available. Skipping Send As "
       "permissions check for ... anna@contoso.com", cause="exchange-cmdlet-not-allowed"),
    _r("X018", "jstedfast/MailKit#624, 2018; put together from two places of it",
       'Office 365: client.Connect("contoso-com.mail.protection.outlook.com", 25)\nSystem.NotSupportedException: The '
       "SMTP server does not support authentication.", cause="smtp-connector-instead-of-login"),
    _r("X019", "jstedfast/MimeKit#316, 2017",
       "Error sending email through SmtpClient to an Office 365 server\n> System.NotSupportedException: No "
       "compatible authentication mechanisms found.", cause="xoauth2-not-offered"),
    _r("X020", "jstedfast/MimeKit#342, 2017; the host added",
       'smtp-mail.outlook.com: "remote forcibly closed the connection", and sometimes "handshake failed error" and '
       'sometimes "A connection took much time to respond"', cause="connection-dropped"),
    _r("X021", "grafana/grafana#8071, 2017; the host added",
       'host = smtp.office365.com:587  logger=alerting.notifier.email error="tls: first record does not look like a '
       'TLS handshake"', "tls-wrong-version-number"),
    _r("X022", "grafana/grafana#7189, 2017; the host added",
       't=2017-09-15T16:59:34+0200 lvl=eror msg="Failed to send alert notification email" '
       'logger=alerting.notifier.email host=smtp.office365.com:587 error="tls: server selected unsupported protocol '
       'version 300"', "tls-version-too-old"),
    _r("X023", "grafana/grafana#12569, 2018; the host added",
       't=2018-07-11T06:56:11+0000 lvl=eror msg="Failed to send alert notification email" '
       'logger=alerting.notifier.email host=smtp.office365.com:587 error="unencrypted connection"',
       "smtp-auth-before-tls"),
    _r("X024", "prometheus/alertmanager#3244, 2023, without a user name",
       'level=warn component=dispatcher receiver=default-receiver integration=email[0] msg="Notify attempt failed, '
       'will retry later" attempts=11 err="send MAIL command: 530 5.7.57 Client not authenticated to send mail. "',
       "smtp-client-not-authenticated"),
    _r("X025", "prometheus/alertmanager#1721, 2019; the host added",
       'smarthost: smtp.office365.com:587\nlevel=error caller=notify.go:332 component=dispatcher msg="Error on '
       'notify" err="missing password for PLAIN auth mechanism; missing password for LOGIN auth mechanism"',
       cause="client-token-not-found"),
    _r("X026", "prometheus/alertmanager#1683, 2020; the host added",
       'caller=dispatch.go:309 component=dispatcher msg="Notify for alerts failed" num_alerts=1 err="mail/email[0]: '
       'notify retry canceled after 2 attempts: create SMTP client: EOF" smarthost=smtp.office365.com:465',
       "connection-dropped"),
    _r("X027", "ecederstrand/exchangelib#912, 2021",
       "exchangelib.errors.TransportError: HTTPSConnectionPool(host='outlook.office365.com', port=443): Max retries "
       "exceeded with url: /EWS/Exchange.asmx (Caused by SSLError(SSLCertVerificationError(1, '[SSL: "
       "CERTIFICATE_VERIFY_FAILED] certificate verify failed: self signed certificate in certificate chain "
       "(_ssl.c:1123)')))", "certificate-unknown-ca"),
    _r("X028", "glpi-project/glpi#12999, 2022; Office 365 from its title",
       "Problem on the IMAP collector with office 365\n[2022-10-17 09:51:41] glpiphplog.CRITICAL:   *** Uncaught "
       "Exception Laminas\\Mail\\Storage\\Exception\\RuntimeException: cannot login, user or password wrong in "
       "/var/www/glpi/vendor/laminas/laminas-mail/src/Storage/Imap.php at line 225", cause="client-hides-refusal"),
    _r("X029", "MadeiraData/sql-clr-ics#17, 2020, French",
       "Msg 6522, Niveau 16, État 1, Procédure clr_send_ics_invite, Ligne 0\nSystem.Exception: Error sending mail: "
       "Échec d'envoi du courrier.", unknown="no host and no reason"),
    _r("X030", "MicrosoftDocs/azure-docs#49494, 2020, the sign-in log",
       '"status": {\n    "errorCode": 50053,\n    "failureReason": "Sign-in was blocked because it came from an IP '
       'address with malicious activity.",\n    "additionalDetails": null', "user-locked"),
    _r("X031", "MicrosoftDocs/azure-docs#85696, 2021, the sign-in log; shortened to its columns",
       "Azure AD sign-in logs, legacy authentication clients\nStatus: Failure   Sign-in error code: 50076   Client "
       "app: IMAP4", "mfa-required"),
    _r("X032", "MicrosoftDocs/OfficeDocs-Exchange PR#2651, 2021",
       "Remote server returned '550 5.7.64 TenantAttribution; Relay Access Denied "
       "[VE1EUR01FT049.eop-EUR01.prod.protection.outlook.com]'", cause="smtp-connector-instead-of-login"),
    _r("X033", "MicrosoftDocs/OfficeDocs-Exchange PR#2651, 2021, the other code; the words around it from memory",
       "451 4.4.62 Mail sent to the wrong Office 365 region. ATTR35. For more information please go to "
       "https://go.microsoft.com/fwlink/?linkid=865268", cause="smtp-connector-instead-of-login"),
    _r("X034", "dougperkes/Visual-Graph-Explorer#1, 2015",
       "Remote Server returned '550 5.7.501 Access denied, spam abuse detected. For more information please go to "
       "http://go.microsoft.com/fwlink/?LinkId=526653'", "smtp-sender-blocked"),
    _r("X035", "MicrosoftDocs/OfficeDocs-Exchange#2836, 2021",
       "550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302) "
       "[DB3EUR04HT003.eop-eur04.prod.protection.outlook.com]", unknown="the recipient's address does not exist"),
    _r("X036", "servicenow.com, KB2902723; kind of account added",
       "Email account Office365 IMAP: Connection Failed. OAuth token is not present or has expired",
       cause="client-token-not-found"),
    _r("X037", "servicenow.com, KB0960487",
       "Connection Failed AUTHENTICATE failed.", cause="imap-auth-refused"),
    _r("X038", "simonrob/email-oauth2-proxy#169, 2023; Gmail as the client",
       "smtp.office365.com:587 (STARTTLS) TLS Negotiation failed, the certificate doesn't match the host., code: 550",
       "certificate-wrong-name"),
    _r("X039", "rustls/rustls-platform-verifier#138, 2025; the host exchanged",
       "> .\\test-ssl-v2.ps1 -serverName outlook.office365.com\nChecking certificates of "
       "https://outlook.office365.com:443\n\nCertificate issuer is 'E=support@sophos.com, CN=Sophos SSL "
       "CA_CDnUQltAXJc4S83, OU=NSG, O=Sophos, S=Oxfordshire, C=GB'\nCertificate is issued for: "
       "'CN=outlook.office365.com'\nChain sucessfully built: False", cause="certificate-intercepted"),
    _r("X040", "osTicket/osTicket#3726, 2017",
       "`Failed to connect to ssl://smtp.office365.com:587 [SMTP: Failed to connect socket: fsockopen(): unable to "
       "connect to ssl://smtp.office365.com:587 (Unknown error) (code: -1, response: )]`",
       cause="tls-wrong-version-number"),
    _r("X041", "getwud/wud#414, 2024",
       "13:36:52.019 DEBUG whats-up-docker/trigger.smtp.m365: (container=local_big-bear-excalidraw, "
       "err.code=ESOCKET)\n    D819461E6C7F0000:error:0A00010B:SSL routines:ssl3_get_record:wrong version "
       "number:../deps/openssl/openssl/ssl/record/ssl3_record.c:354:", "tls-wrong-version-number"),
    _r("X042", "dani-garcia/vaultwarden#1008, 2020",
       "* Immediate connect fail for 2603:1036:30a:82f::2: Network is unreachable\n* connect to 40.101.128.18 port "
       "465 failed: Connection timed out\ncurl --url 'smtps://smtp.office365.com:465'", "connection-timed-out"),
    _r("X043", "David-Barrett-MS/PowerShell-EWS-Scripts#52, 2024; the host added",
       'ERROR (ThrottledFolderBind): Exception calling "Bind" with "3" argument(s): "The request failed. The remote '
       'server returned an error: (401) Unauthorized."\nFailed to open source message store (anna@contoso.com) '
       "https://outlook.office365.com/EWS/Exchange.asmx", unknown="EWS, not a mail protocol, and no reason"),
    _r("X044", "SynoCommunity/spksrc#4340, 2020; the answer exchanged",
       "2020-12-29T07:20:29+01:00 NAS-216play ssnotifyd: notification/ssmailutils.cpp (214) Error occured while "
       "sending email. The mail server responded error message: 535 5.7.3 Authentication unsuccessful "
       "[FR0P281CA0105.DEUP281.PROD.OUTLOOK.COM]. (require: 235)", "smtp-auth-refused"),
    _r("X045", "TAPPaaS/TAPPaaS#125, 2026; written out as Postfix logs it",
       "postfix/smtp[2211]: connect to contoso-com.mail.protection.outlook.com[52.101.73.5]:25: Connection timed "
       "out\npostfix/smtp[2211]: 9A21C401B2: to=<anna@contoso.com>, relay=none, delay=30, dsn=4.4.1, status=deferred",
       "connection-timed-out"),
    _r("X046", "freescout-help-desk/freescout#2493, 2022",
       "Microsoft365 OAuth: Connected, but no IMAP folders found.", cause="imap-authenticated-not-connected"),
    _r("X047", "freescout-help-desk/freescout#2264, 2022",
       "Exchange Online mailbox, Check Connection: Could not get mailbox folder: INBOX",
       cause="imap-authenticated-not-connected"),
    _r("X048", "freescout-help-desk/freescout#1992, 2022",
       "[2022-05-12 11:41:49] Error: imap_open(): Couldn't open stream {outlook.office365.com:993/imap/ssl}. "
       "Retrying PLAIN authentication after AUTHENTICATE failed.; Can not authenticate to IMAP server: AUTHENTICATE "
       "failed.;", cause="basic-auth-disabled"),
    _r("X049", "zammad/zammad#3045, 2020",
       "imap office 365: host not reachable", cause="connection-failed"),
    _r("X050", "osTicket/osTicket#6850, 2025",
       "cannot connect to host; error = stream_socket_client(): Unable to connect to ssl://outlook.office365.com "
       ":993 (php_network_getaddresses: getaddrinfo for outlook.office365.com failed: Name or service not known) "
       "(errno = 0 )", "host-not-found"),
    _r("X051", "duplicati/duplicati#3232, 2018",
       '{"ClassName":"System.IO.IOException","Message":"The handshake failed due to an unexpected packet '
       'format.","Data":null} 220 SN1NAM02FT047.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready',
       "tls-wrong-version-number"),
    _r("X052", "VeeamHub/powershell#190, 2023",
       "10/07/2023 17:11:32 - [ERROR] Send-MailMessage : Error in processing. The server response was: 5.7.3 "
       "STARTTLS is required to send mail [SYBPR01CA0209.ausprd01.prod.outlook.com \n2023-07-10T05:11:31.967Z "
       "08DB7C994F8AAD26]", "smtp-starttls-required"),
    _r("X053", "dani-garcia/vaultwarden#1008, 2020, TLS",
       'smtp.office365.com\n[CAUSE] Client(\n    "No compatible authentication mechanism was found",\n)',
       cause="xoauth2-not-offered"),
    _r("X054", "deanproxy/eMail#44, 2017",
       "email: FATAL: Could not connect to server: contoso-com.mail.protection.outlook.com on port: 587: Connection "
       "timed out", "connection-timed-out"),
    _r("X055", "KoenZomers/KeePassOneDriveSync#122, 2020",
       "System.Net.WebException: The remote name could not be resolved: 'login.microsoftonline.com'", "host-not-found"),
    _r("X056", "vgrem/phpSPO#82, 2017",
       "Fatal error: Uncaught exception 'Exception' with message 'Failed to connect to login.microsoftonline.com "
       "port 443: Connection refused' in Requests.php:34", "connection-refused"),
    _r("X057", "microsoft/vscode-azure-account#147, 2019; the host added",
       "login.microsoftonline.com: You appear to be offline. Please check your network connection.",
       cause="connection-failed"),
    _r("X058", "AzureAD/azure-activedirectory-library-for-cordova#105, 2016; the host added",
       "login.microsoftonline.com: We can't connect to service right now. Check your internet connection or try this "
       "again later", cause="connection-failed"),
    _r("X059", "freescout-help-desk/freescout#5101, 2025",
       "<< * OK The Microsoft Exchange IMAP4 service is ready. (BACKENDAUTHENTICATE) [RgBSADQAUAA==]\n>> TAG1 "
       "AUTHENTICATE XOAUTH2  .....\n<< TAG1 NO AUTHENTICATE failed.", "imap-auth-refused"),
)  # fmt: skip

UNRELATED = (
    "Das Kennwort ist falsch: Anmeldung fehlgeschlagen an fritz.box",
    "Outlook: Passwort falsch herum getippt? Zugangsdaten im Tresor ablegen.",
    "Anmeldung an smtp.office365.com erfolgreich, Passwort nicht geändert",
    "certificate does match host smtp.example.com",
    "missing password for archive backup.zip",
    'level=error msg="reading config" error=EOF file=/etc/app.yml',
    "unencrypted connection to redis://cache.example.com",
    "grafana: 535 5.7.8 Username and Password not accepted. https://support.google.com/mail/?p=BadCredentials - gsmtp",
    "ssnotifyd: The mail server responded error message: 535 5.7.8 https://support.google.com/mail/?p=BadCredentials",
    "unable to connect to ssl://mail.example.com:587",
    "Get-VMSnapshot cmdlet not available on this host",
    "HTTP 401 UnAuthorized at /api/v1/users",
    "The SMTP server at mail.example.com does not support authentication via NTLM; see the manual of your provider",
    "OAuth token is not present in request header https://api.example.com",
    "The peer forcibly closed the file handle",
    "Netflix: You appear to be offline. Please check your network connection.",
    "Word (Microsoft 365) tip: check your internet connection before a call",
    "Error: could not open the folder INBOX of imap.example.com",
    "Exchange Online: 3 mailbox folders found, INBOX opened",
    "ping 192.0.2.7: host not reachable",
)
"""Near misses of the words that the table above brought; those of Gmail are from grafana/grafana#9764, 2018."""
