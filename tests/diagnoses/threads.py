"""Failures from public threads about other products, part one: what each says, and what that alone can support."""

from __future__ import annotations

from .reports import Report, reported

THREADS: tuple[Report, ...] = (
    reported('T001', 'mageplaza/magento-2-smtp#108, 2018',
             '5.7.3 Authentication unsuccessful [DB6P18901CA0015.EURP189.PROD.OUTLOOK.COM]',
             "smtp-auth-refused"),
    reported('T002', 'duplicati/duplicati#3813, 2024',
             '535: 5.7.3 Authentication unsuccessful',
             "smtp-auth-refused"),
    reported('T003', 'geoffsmith82/GmailAuthSMTP#15, 2022',
             'R:535 5.7.3 Authentication unsuccessful [ROAP284CA0191.BRAP284.PROD.OUTLOOK.COM]',
             "smtp-auth-refused"),
    reported('T004', 'HChaoHui/msOauth2api#3, 2025',
             'Error sending email: Error: Invalid login: 535 5.7.3 Authentication unsuccessful [SGXP274CA0016.'
             'SGPP274.PROD.OUTLOOK.COM 2025-03-20T11:25:21.972Z 08DD66EDEFB0DFDF]\n    at SMTPConnection._forma'
             'tError (/srv/app/node_modules/nodemailer/lib/smtp-connection/index.js:809:19)\n    at SMTPConnect'
             'ion._actionAUTHComplete (/srv/app/node_modules/nodemailer/lib/smtp-connection/index.js:1588:34)',
             "smtp-auth-refused"),
    reported('T005', 'jstedfast/MailKit#1712, 2024',
             'Error: MailKit.Security.AuthenticationException: 535: 5.7.3 Authentication unsuccessful [AM0PR06'
             'CA0126.eurprd06.prod.outlook.com 2024-02-14T14:50:26.590Z 08DC2D372B4C3DED]\nat MailKit.Net.Smtp.'
             'SmtpClient.AuthenticateAsync(SaslMechanism mechanism, CancellationToken cancellationToken)',
             "smtp-auth-refused"),
    reported('T006', 'tarickb/sasl-xoauth2 PR#5, 2020',
             'postfix/smtp[13367]: 70A7A60A0984: to=<x@outlook.com>, relay=smtp.outlook.com[52.96.88.210]:587,'
             ' delay=95656, delays=95625/0.03/31/0, dsn=4.7.3, status=deferred (SASL authentication failed; se'
             'rver smtp.outlook.com[52.96.88.210] said: 535 5.7.3 Authentication unsuccessful [YT1PR01CA0061.C'
             'ANPRD01.PROD.OUTLOOK.COM])',
             "smtp-auth-refused"),
    reported('T007', 'imapsync/imapsync#395, 2023',
             'Host1 failure: Error login on [outlook.office365.com] with user [x] auth [LOGIN]: 2 NO LOGIN fai'
             'led.',
             "imap-login-refused"),
    reported('T008', 'BlueHippoGithub/IMAP-OAuth-2.0-Example#1, 2022',
             'client.Connect("outlook.office365.com", 993, SecureSocketOptions.SslOnConnect);\nMailKit.Security'
             '.AuthenticationException: Authentication failed.',
             "client-hides-refusal"),
    reported('T009', 'jstedfast/MailKit#690, 2018',
             'Connected to imaps://imap-mail.outlook.com:993/\nS: * OK The Microsoft Exchange IMAP4 service is '
             'ready. [SABLADAAUAAx==]\nC: B00000001 AUTHENTICATE XOAUTH2  <base64>\nS: B00000001 NO AUTHENTICATE'
             ' failed.\nError:MailKit.Security.AuthenticationException: Authentication failed.',
             "imap-auth-refused"),
    reported('T010', 'MailCore/mailcore2#2007, 2024',
             'session.hostname = "imap-mail.outlook.com"\n2024-08-29 09:32:23 : imapConnect - IMAP Connect Erro'
             'r: Error Domain=MCOErrorDomain Code=5 "Unable to authenticate with the current session\'s credent'
             'ials."',
             "client-hides-refusal"),
    reported('T011', 'barbushin/php-imap#616, 2021',
             'Unknown: Can not authenticate to IMAP server: AUTHENTICATE failed.',
             "imap-auth-refused"),
    reported('T012', 'simonrob/email-oauth2-proxy#77, 2022',
             "IMAP (localhost:1993; 127.0.0.1:50428->outlook.office365.com:993) --> b'a1 login [[ Credentials "
             "removed from proxy log ]]\\r\\n'\nIMAP (localhost:1993; 127.0.0.1:50428->outlook.office365.com:993)"
             "     <-- b'a1 NO AUTHENTICATE failed.\\r\\n'",
             "imap-auth-refused"),
    reported('T013', 'kontron/redmine_oauth#3, 2022',
             '** Execute redmine_oauth:email:receive_imap\nAUTHENTICATE failed.',
             "imap-auth-refused"),
    reported('T014', 'mguessan/davmail#227, 2022',
             'AADSTS900971: No reply address provided.',
             "redirect-uri-mismatch"),
    reported('T015', 'mguessan/davmail#363, 2024',
             'AADSTS500201: We are unable to issue tokens from this \nAPI version for a Microsoft account. Plea'
             'se contact the \napplication vendor as they need to use version 2.0 of the\nprotocol to support th'
             'is.',
             "v2-endpoint-needed"),
    reported('T016', 'mguessan/davmail#232, 2022',
             'AADSTS900561: This endpoint only accepts POST requests. Received a GET request.',
             "request-malformed"),
    reported('T017', 'mguessan/davmail#446, 2026',
             'You cannot access this right now\nYour sign-in was successful but does not meet the criteria to a'
             'ccess this resource. For example, you might be signing in from a browser, app, or location that '
             'is restricted by your admin.',
             "conditional-access-blocked"),
    reported('T018', 'mguessan/davmail#71, 2019',
             'Need admin approval\nDavMail needs permission to access resources in your organization that only '
             'an admin can grant.',
             "admin-consent-required"),
    reported('T019', 'mguessan/davmail#184, 2021',
             'AADSTS7000218\nThe request body must contain the following parameter: ‘client_assertion’ or ‘clie'
             'nt_secret`',
             "client-secret-missing"),
    reported('T020', 'mguessan/davmail#248, 2022',
             'invalid_grant AADSTS9XXXXX: Invalid request. Request is malformed or invalid.',
             "refresh-token-malformed"),
    reported('T021', 'mguessan/davmail#173, 2021',
             '2021-08-05 10:10:30,182 WARN  [SmtpConnection-45344] davmail.exchange.auth.O365Token  - refresh '
             'token failed javax.crypto.BadPaddingException: Given final block not properly padded. Such issue'
             's can arise if a bad key is used during decryption.',
             "token-store-unreadable"),
    reported('T022', 'rpremraj/mailR#107, 2022',
             'DEBUG SMTP: AUTH LOGIN failed\njavax.mail.AuthenticationFailedException: 535 5.7.139 Authenticati'
             'on unsuccessful, basic authentication is disabled. [BM1P287CA0015.INDP287.PROD.OUTLOOK.COM]\n\tat '
             'java.mail/com.sun.mail.smtp.SMTPTransport$Authenticator.authenticate(SMTPTransport.java:965)',
             "basic-auth-disabled"),
    reported('T023', 'nextgenhealthcare/connect#5634, 2023',
             'Caused by: javax.mail.AuthenticationFailedException: 535 5.7.139 Authentication unsuccessful, Sm'
             'tpClie\nntAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for '
             'more informat\nion. [MW4PR04CA0165.namprd04.prod.outlook.com]',
             "smtp-auth-disabled-tenant"),
    reported('T024', 'urlaubsverwaltung/urlaubsverwaltung#1191, 2020',
             'org.springframework.mail.MailSendException: Failed messages: com.sun.mail.smtp.SMTPSendFailedExc'
             'eption: 530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM [A'
             'M0PR06CA0127.eurprd06.prod.outlook.com]',
             "smtp-client-not-authenticated"),
    reported('T025', 'DSpace/DSpace#8123, 2022',
             'javax.mail.AuthenticationFailedException: 421 4.7.66 TLS 1.0 and 1.1 are not supported. Please u'
             'pgrade/update your client to support TLS 1.2. Visit https://aka.ms/smtp_auth_tls. [SY6PR01CA0029'
             '.ausprd01.prod.outlook.com]',
             "smtp-old-tls"),
    reported('T026', 'mamont77/skillspeople#158, 2015',
             'SMTP -> ERROR: Password not accepted from server: 535 5.7.3 Authentication unsuccessful',
             "smtp-auth-refused"),
    reported('T027', 'odoo/odoo#8021, 2018',
             "odoo.addons.base.ir.ir_mail_server: Mail delivery failed via SMTP server 'None'.\nSMTPSenderRefus"
             'ed: 530\n5.7.57 SMTP; Client was not authenticated to send anonymous mail during\nMAIL FROM [CY4PR'
             '19CA0041.namprd19.prod.outlook.com]\nbounce+5-res.users-6@contoso.com',
             "smtp-client-not-authenticated"),
    reported('T028', 'zammad/zammad#4346, 2022',
             "Can't use Channel::Driver::Imap: #<Net::IMAP::NoResponseError: LOGIN failed.>",
             "imap-login-refused"),
    reported('T029', 'zammad/zammad#5492, 2025',
             "ERROR -- : Can't use Channel::Driver::Imap: #<RuntimeError: Failed to refresh XOAUTH2 access_tok"
             "en of provider 'microsoft365': Request failed! (code: 0)>",
             "connection-failed"),
    reported('T030', 'getmail6/getmail6#214, 2024',
             "getmailrc: operation error (IMAP error (EXAMINE command error: BAD [b'User is authenticated but "
             "not connected.']))",
             "imap-authenticated-not-connected"),
    reported('T031', 'imapsync/imapsync#411, 2023',
             'Read:   4 BAD User is authenticated but not connected.',
             "imap-authenticated-not-connected"),
    reported('T032', 'harishkrupo/oauth2ms#28, 2024',
             "IMAP command 'NAMESPACE' returned an error: User is authenticated but not connected.",
             "imap-authenticated-not-connected"),
    reported('T033', 'glpi-project/glpi#13681, 2022',
             '<<< * OK The Microsoft Exchange IMAP4 service is ready.\n<<< TAG1 OK AUTHENTICATE completed.\n>>> '
             'TAG2 SELECT "INBOX"\n<<< TAG2 BAD User is authenticated but not connected.\nErreur inattendue : ca'
             'nnot select INBOX, is this a valid transport?',
             "imap-authenticated-not-connected"),
    reported('T034', 'postalsys/imapflow#314, 2025',
             'Unable to connect: User is authenticated but not connected.',
             "imap-authenticated-not-connected"),
    reported('T035', 'pluginsGLPI/oauthimap#67, 2025',
             'glpiphplog.CRITICAL:   *** Uncaught Exception Laminas\\Mail\\Storage\\Exception\\RuntimeException: c'
             'annot login, user or password wrong in marketplace/oauthimap/inc/imap/imapoauthstorage.class.php'
             ' at line 76\nhost outlook.office365.com',
             "client-hides-refusal"),
    reported('T036', 'glpi-project/glpi#12024, 2022',
             'o365 mailbox: An error occurred trying to connect to collector.\ncannot change folder, maybe it d'
             'oes not exist',
             unknown="the words name nothing that decides"),
    reported('T037', 'BingAds/BingAds-Python-SDK#279, 2024',
             'error_code: invalid_grant, error_description: AADSTS70000: The provided value for the input para'
             "meter 'refresh_token' or 'assertion' is not valid. Trace ID: 91af4011-2822-4038-b029-ddd8c46caf0"
             '0',
             "refresh-token-invalid"),
    reported('T038', 'tarickb/sasl-xoauth2#89, 2024',
             'TokenStore::Refresh: code=400, response={"error":"invalid_request","error_description":"AADSTS90'
             "0144: The request body must contain the following parameter: 'scope'. Trace ID: 02cde8c3-be9e-45"
             'c0-b767-e4c211760100","error_codes":[900144],"error_uri":"https://login.microsoftonline.com/erro'
             'r?code=900144"}\nsasl-xoauth2: Client::DoStep: new state 0 and err -5\nstatus=deferred (SASL authe'
             'ntication failed; cannot authenticate to server smtp.office365.com[40.104.46.34]: bad protocol /'
             ' cancel)',
             "request-parameter-missing"),
    reported('T039', 'maathimself/mailflow#429, 2026',
             'Connecting c***@outlook.com (outlook.office365.com:993)\nFailed to connect c***@outlook.com: Comm'
             'and failed',
             "client-hides-refusal"),
    reported('T040', 'ZeroPointSix/outlookEmailPlus#94, 2026',
             'invalid_request: AADSTS90023: No applicable permissions were found for this user.',
             "permission-not-registered"),
    reported('T041', 'Azure/logicapps#1349, 2025',
             'Failure passed to redirect url. error=invalid_request error_description=AADSTS65002: Consent bet'
             "ween first party application 'd2ebd3a9' and first party resource 'ce34e7e5' must be configured v"
             'ia preauthorization error_uri=https://login.microsoftonline.com/error?code=65002',
             "first-party-client-id"),
    reported('T042', 'kellylford/QuickMail#511, 2026',
             "AADSTS65006: clean-profile Microsoft sign-in fails on app registration's Exchange IMAP/SMTP perm"
             'issions',
             "permission-not-registered"),
    reported('T043', 'OfficeDev/O365-Windows-Start#23, 2016',
             'AADSTS90093: Calling principal cannot consent due to lack of permissions',
             "admin-consent-required"),
    reported('T044', 'mguessan/davmail#217, 2022',
             "AADSTS65001: The user or administrator has not consented to use the application with ID 'facd6cf"
             "f-a294-4415-b59f-c5b01937d7bd' named 'DavMail'. Send an interactive authorization request for th"
             'is user',
             "consent-missing"),
    reported('T045', 'nodemailer/nodemailer#1595, 2023',
             'host: smtp.office365.com port: 587\nError: Greeting never received\n    at SMTPConnection._formatE'
             "rror (/usr/src/app/node_modules/nodemailer/lib/smtp-connection/index.js:774:19)\n  code: 'ETIMEDO"
             "UT',\n  command: 'CONN'",
             "server-silent"),
    reported('T046', 'nodemailer/nodemailer#710, 2017',
             '{ Error: connect ECONNREFUSED 65.55.163.152:587\n    at Object.exports._errnoException (util.js:1'
             "022:11)\n  code: 'ECONNREFUSED' } nodemailer, Outlook",
             "connection-refused"),
    reported('T047', 'nodemailer/nodemailer#165, 2019',
             'smtp.live.com { [Error: 140525118728000:error:1408F10B:SSL routines:ssl3_get_record:wrong versio'
             "n number:../deps/openssl/openssl/ssl/record/ssl3_record.c:252:\n] code: 'ECONNECTION', command: '"
             "CONN' }",
             "tls-wrong-version-number"),
    reported('T048', 'nodemailer/nodemailer#1367, 2022',
             'Error: connect ETIMEDOUT 204.79.197.212:587\n    at TCPConnectWrap.afterConnect [as oncomplete] ('
             "net.js:1148:16) {\n  errno: -4039,\n  code: 'ESOCKET', nodemailer service: 'outlook'",
             "connection-timed-out"),
    reported('T049', 'nodemailer/nodemailer#1099, 2020',
             '[2020-01-28 07:00:48] DEBUG [rbPhiu81f6c] Resolved smtp-mail.outlook.com as 52.98.89.34 [cache m'
             'iss]\n[2020-01-28 07:00:48] INFO  [rbPhiu81f6c] Connection established to 52.98.89.34:587\n[2020-0'
             '1-28 07:01:18] ERROR [rbPhiu81f6c] Greeting never received',
             "server-silent"),
    reported('T050', 'PHPMailer/PHPMailer#3301, 2026',
             'SERVER -> CLIENT: 220 FR2P281CA0164.outlook.office365.com Microsoft ESMTP MAIL Service ready\nMai'
             'ler Error: SMTP authentication error\nInvalid response received from Authorization Server. Expect'
             'ed JSON.',
             "login-host-not-entra"),
    reported('T051', 'PHPMailer/PHPMailer#2793, 2023',
             'SMTP ERROR: AUTH command failed: 535 5.7.3 Authentication unsuccessful',
             "smtp-auth-refused"),
    reported('T052', 'PHPMailer/PHPMailer#1418, 2018',
             'smtp.office365.com PHP Fatal error:  Uncaught League\\OAuth2\\Client\\Provider\\Exception\\IdentityPr'
             'oviderException: Bad Request in vendor\\stevenmaguire\\oauth2-microsoft\\src\\Provider\\Microsoft.php'
             ':79',
             "entra-refused-unsaid"),
    reported('T053', 'harishkrupo/oauth2ms#2, 2020',
             "Host outlook.office365.com\nIMAP command 'AUTHENTICATE XOAUTH2 <base64 hash>' returned an error: "
             'NO AUTHENTICATE failed.',
             "imap-auth-refused"),
    reported('T054', 'imapsync/imapsync#368, 2022',
             'Host2 failure: Error login on [outlook.office365.com] with user [x@uzh.ch] auth [LOGIN]: 2 NO LO'
             'GIN failed.',
             "imap-login-refused"),
    reported('T055', 'OfflineIMAP/offlineimap3#187, 2024',
             'ERROR: outlook.office365.com command LIST illegal in state NONAUTH, only allowed in states AUTH,'
             ' SELECTED',
             "client-hides-refusal"),
    reported('T056', 'harishkrupo/oauth2ms#9, 2021',
             'Connecting to outlook.office365.com (52.96.103.18:143)...\nAuthenticating with SASL mechanism XOA'
             'UTH2...\nError performing SASL authentication step: SASL(-1): generic failure: Unable to find a c'
             'allback: 18948',
             "client-sasl-plugin"),
    reported('T057', 'UvA-FNWI/M365-IMAP#2, 2021',
             "XOAUTH2 authentication failed: xoauth2handler got: {u'error_uri': u'https://login.microsoftonlin"
             "e.com/error?code=9002313', u'error_description': u'AADSTS9002313: Invalid request. Request is ma"
             "lformed or invalid.\\r\\nTrace ID: fd30899c', u'error': u'invalid_grant', u'error_codes': [9002313"
             ']}\nPLAIN authentication failed: Connection is closed. 13',
             "refresh-token-malformed"),
    reported('T058', 'Webklex/php-imap#251, 2022',
             '{ "message": "connection failed", "exception": "Webklex\\\\PHPIMAP\\\\Exceptions\\\\ConnectionFailedEx'
             'ception" } outlook.office365.com',
             "connection-failed"),
    reported('T059', 'freescout-help-desk/freescout#5101, 2025',
             'Error: connection setup failed: Authentication failed; File: ./overrides/webklex/php-imap/src/Cl'
             'ient.php (395)\n<< * OK The Microsoft Exchange IMAP4 service is ready. (BACKENDAUTHENTICATE) [RgB'
             'SADQA]\n>> TAG1 AUTHENTICATE XOAUTH2  .....\n<< TAG1 NO AUTHENTICATE failed.',
             "imap-auth-refused"),
    reported('T060', 'AzureAD/microsoft-identity-web#2008, 2022',
             'MSAL.NetCore .NET 7.0.1 MsalUiRequiredException: AADSTS54005: OAuth2 Authorization code was alre'
             'ady redeemed, please retry with a new valid code or use an existing refresh token.',
             "authorization-code-used"),
    reported('T061', 'jakartaee/mail-api#614, 2022',
             'jakarta.mail.AuthenticationFailedException: Authentication failure: unknown user name or bad pas'
             'sword.',
             "pop3-auth-refused"),
    reported('T062', 'jakartaee/mail-api#614, 2022',
             'Office365 jakarta.mail.AuthenticationFailedException: Logon failure: unknown user name or bad pa'
             'ssword.',
             "pop3-password-login"),
    reported('T063', 'eclipse-ee4j/angus-mail#164, 2025',
             'jakarta.mail.AuthenticationFailedException: Cannot read field "ok" because "this.resp" is null\n '
             '   at org.eclipse.angus.mail.pop3.POP3Store.protocolConnect(POP3Store.java:194)\nDEBUG POP3: conn'
             'ecting to host "outlook.office365.com", port 995, isSSL true',
             "connection-dropped"),
    reported('T064', 'znuny/Znuny#259, 2022',
             'Auth for user xxx/outlook.office365.com failed!',
             "client-hides-refusal"),
    reported('T065', 'geoffsmith82/GmailAuthSMTP#10, 2022',
             "O365: Doesn't support AUTH or the specified SASL handlers!!",
             "xoauth2-not-offered"),
)  # fmt: skip
