"""Failures from public threads about other products, part two."""

from __future__ import annotations

from .reports import Report, reported

THREADS: tuple[Report, ...] = (
    reported('T101', 'support.mozilla.org, Thunderbird 102',
             'Login to server outlook.office365.com with username youremail@hotmail.com failed.',
             "client-hides-refusal"),
    reported('T102', 'MicrosoftDocs, HVE troubleshooting, 2025',
             "535 5.7.139 Authentication unsuccessful, the organization configuration doesn't allow this authe"
             'ntication request.',
             "smtp-organisation-forbids"),
    reported('T103', 'simonrob/email-oauth2-proxy#123, 2023',
             '2023-01-18 05:48:20: Authorisation result error for [redacted] - aborting login. Authorisation r'
             'equest timed out',
             "interaction-required"),
    reported('T104', 'simonrob/email-oauth2-proxy#183, 2023',
             'AADSTS54005: OAuth2 Authorization code was already redeemed',
             "authorization-code-used"),
    reported('T105', 'jstedfast/MailKit#1642, 2023',
             'smtp.office365.com MailKit.Security.SslHandshakeException\nMessage=An error occurred while attemp'
             "ting to establish an SSL or TLS connection.\nThe server's SSL certificate could not be validated "
             'for the following reasons:\n  The revocation function was unable to check revocation for the cert'
             'ificate.',
             "certificate-revocation-unchecked"),
    reported('T106', 'jstedfast/MailKit#889, 2019',
             'SmtpClient.Connect( "smtp.office365.com", 587, true)\nMailKit.Security.SslHandshakeException: \'An'
             ' error occurred while attempting to establish an SSL or TLS connection. One possibility is that '
             'you are trying to connect to a port which does not support SSL/TLS.',
             cause='tls-wrong-version-number'),
    reported('T107', 'jstedfast/MailKit#1051, 2020',
             'Office365 MailKit.Security.SslHandshakeException: An error occurred while attempting to establis'
             'h an SSL or TLS connection.\n1. The server is using a self-signed certificate which cannot be ver'
             'ified.\n ---> System.Net.Sockets.SocketException: A connection attempt failed because the connect'
             'ed party did not properly respond after a period of time',
             "connection-timed-out"),
    reported('T108', 'pmengal/MailSystem.NET#39, 2018',
             'Office365 System.IO.IOException was unhandled by user code\nHResult=-2146232800\nMessage=The hands'
             'hake failed due to an unexpected packet format.',
             "tls-wrong-version-number"),
    reported('T109', 'pmengal/MailSystem.NET#39, 2018',
             'Command "auth login" failed : 504 5.7.4 Unrecognized authentication type [SC1P15201CA0044.LAMP15'
             '2.PROD.OUTLOOK.COM]',
             "smtp-auth-before-tls"),
    reported('T110', 'thunderbird/thunderbird-android#1757, 2016',
             'Office 365 com.fsck.k9.mail.CertificateValidationException: Handshake failed\n     Caused by: jav'
             'ax.net.ssl.SSLHandshakeException: Handshake failed',
             "tls-handshake-failed"),
    reported('T111', 'pnp/cli-microsoft365#2698, 2021',
             "HTTPSConnectionPool(host='login.microsoftonline.com', port=443): Max retries exceeded with url: "
             "/common/oauth2/token (Caused by SSLError(SSLError(1, '[SSL: WRONG_VERSION_NUMBER] wrong version "
             "number (_ssl.c:1125)')))",
             "tls-wrong-version-number"),
    reported('T112', 'Azure/azure-cli#20921, 2025',
             "urllib3.exceptions.MaxRetryError: HTTPSConnectionPool(host='login.microsoftonline.com', port=443"
             '): Max retries exceeded with url: /organizations/v2.0/.well-known/openid-configuration (Caused b'
             "y ProxyError('Cannot connect to proxy.', NewConnectionError('<urllib3.connection.HTTPSConnection"
             ' object at 0x7d7121565cd0>: Failed to establish a new connection: [Errno -5] No address associat'
             "ed with hostname')))",
             "proxy-unreachable"),
    reported('T113', 'freescout-help-desk/freescout#4939, 2025',
             'AADSTS9002325: Proof Key for Code Exchange is required for cross-origin authorization code redem'
             'ption. Trace ID: 94a416f2',
             "cross-origin-redemption"),
    reported('T114', 'assast/outlookEmail#58, 2026',
             "AADSTS70011: The provided value for the input parameter 'scope' is not valid. One or more scopes"
             " in 'offline_access https://graph.microsoft.com/Mail.Read https://outlook.office.com/IMAP.Access"
             "AsUser.All' are not compatible with each other.",
             "scope-two-resources"),
    reported('T115', 'freescout-help-desk/freescout#5550, 2026',
             '"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided. Ens'
             'ure the secret being sent in the request is the client secret value, not the client secret ID, f'
             'or a secret added to app....',
             "client-secret-wrong"),
    reported('T116', 'freescout-help-desk/freescout#4465, 2025',
             'Error fetching email {"error":"Error occurred refreshing oAuth Access Token: {\\"error\\":\\"invali'
             'd_client\\",\\"error_description\\":\\"AADSTS7000222: The provided client secret keys for app \'7d8c1'
             'e2a\' are expired. Visit the Azure portal to create new keys\\",\\"error_codes\\":[7000222]}","mailb'
             'ox":"Support"}',
             "client-secret-expired"),
    reported('T117', 'QuePort/passport-azure-oauth#6, 2014',
             'failed to obtain access token (status: 400 data: {"error":"invalid_grant","error_description":"A'
             'ADSTS70002: Error validating credentials. AADSTS70000: The provided access grant is invalid or m'
             'alformed.\\r\\nTrace ID: 8ccfdad7","error_codes":[70002,70000]})',
             "refresh-token-invalid"),
    reported('T118', 'freescout-help-desk/freescout#5101, 2025',
             'Error occurred refreshing oAuth Access Token: {"error":"invalid_grant","error_description":"AADS'
             'TS70000: Provided grant is invalid or malformed. Trace ID: 1',
             "refresh-token-invalid"),
    reported('T119', 'tarickb/sasl-xoauth2#72, 2023',
             'postfix/smtpd[481183]: NOQUEUE: reject: RCPT from localhost[127.0.0.1]: 550 5.1.1 <x@humansa.exa'
             'mple>: Recipient address rejected: [smtp.office365.com]:587; proto=ESMTP',
             unknown="the words name nothing that decides"),
    reported('T120', 'tarickb/sasl-xoauth2#96, 2024',
             'postfix/smtp[69929]: < smtp.office365.com[IP.255.232.194]:587: 530 5.7.57 Client not authenticat'
             'ed to send mail. [US22278CA0034.US7P278.PROD.OUTLOOK.COM 2024-10-24',
             "smtp-client-not-authenticated"),
    reported('T121', 'loganmarchione/docker-postfixrelay#35, 2024',
             'postfix/smtp[512]: warning: SASL authentication failure: All-whitespace username.\nstatus=deferre'
             'd (SASL authentication failed; cannot authenticate to server smtp.office365.com[52.98.140.2]: ge'
             'neric failure)',
             "client-hides-refusal"),
    reported('T122', 'deanproxy/eMail#44, 2017',
             'email: FATAL: Smtp error: 504 5.7.4 Unrecognized authentication type [SN1NAM02FT025.eop-nam02.pr'
             'od.protection.outlook.com]',
             "smtp-auth-before-tls"),
    reported('T123', 'maxisam/mgob#52, 2023',
             'level=error msg="Notifier failed sending email notification failed: 504 5.7.4 Unrecognized authe'
             'ntication type [FR2P281CA0035.DEUP281.PROD.OUTLOOK.COM 2023-03-23T18:00:39.250Z 08DB2B43918359DA'
             ']" plan=x',
             "smtp-auth-before-tls"),
    reported('T124', 'sensu-plugins/community#102, 2018',
             "net/smtp.rb:981:in `check_auth_response': 504 5.7.4 Unrecognized authentication type [VI1P195CA0"
             '020.EURP195.PROD.OUTLOOK.COM] (Net::SMTPAuthenticationError)',
             "smtp-auth-before-tls"),
    reported('T125', 'adamcooke/staytus#269, 2018',
             'Net::SMTPAuthenticationError (504 5.7.4 unrecognised authentication type [L02P265CA0078.GBRP265.'
             'PROD.OUTLOOK.COM]',
             "smtp-auth-before-tls"),
    reported('T126', 'cortezaproject/corteza#1446, 2023',
             '504.5.7.4 unrecognized authentication type',
             "smtp-auth-before-tls"),
    reported('T127', 'u-ichi/fluent-plugin-mail#44, 2019',
             'error_class: Net::SMTPAuthenticationError, error_message: 504 5.7.4 Unrecognized authentication '
             'type [BJXPR01CA011.CHNPR01.prod.partner.outlook.cn]',
             "smtp-auth-before-tls"),
    reported('T128', 'tidbyt/community#2407, 2024',
             'Auth Failure: 400 *** AADSTS50011: The redirect URI HTTP://127.0.0.1:8080/oauth-callback specifi'
             'ed in the request does not match the redirect URIs configured for the application',
             "redirect-uri-mismatch"),
    reported('T129', 'microsoftgraph/msgraph-sdk-python-core#50, 2020',
             'Message: AADSTS500113: No reply address is registered for the application.',
             "redirect-uri-mismatch"),
    reported('T130', 'Azure-Samples/active-directory-dotnet-iwa-v2#53, 2022',
             'Message: AADSTS500119: Redirect URIs with urn: schemes are prohibited. Use a different scheme, o'
             'r https://login.microsoftonline.com/common/oauth2/nativeclient',
             "redirect-uri-mismatch"),
    reported('T131', 'snok/django-auth-adfs#218, 2022',
             'http://localhost:8000/oauth2/callback?error=invalid_request&error_description=AADSTS90008%3a+The'
             '+user+or+administrator+has+not+consented+to+use+the+application+with+ID+%273c8e86fb%27(django).+'
             'This+happened+because+application+is+misconfigured&error_uri=https%3a%2f%2flogin.microsoftonline'
             '.com%2ferror%3fcode%3d90008',
             "permission-not-registered"),
    reported('T132', 'tarickb/sasl-xoauth2#61, 2023',
             'https://login.microsoftonline.com/common/oauth2/nativeclient\n  File "/usr/bin/sasl-xoauth2-tool"'
             ', line 167, in outlook_get_initial_tokens\nurllib.error.HTTPError: HTTP Error 401: Unauthorized',
             "entra-client-refused"),
    reported('T133', 'n8n-io/n8n#21855, 2025',
             'Outlook.com IMAP: Couldn’t connect with these settings\nLOGIN failed.',
             "imap-login-refused"),
    reported('T134', 'harishkrupo/oauth2ms#21, 2022',
             '250-AUTH LOGIN XOAUTH2\nAUTH XOAUTH2 \n\n535 5.7.3 Authentication unsuccessful [SN7P220CA0005.NAMP2'
             '20.PROD.OUTLOOK.COM]\nQUIT\n221 2.0.0 Service closing transmission channel',
             "smtp-auth-refused"),
    reported('T135', 'O365/python-o365#169, 2019',
             'Unable to fetch auth token. Error: (invalid_request) AADSTS900144: The request body must contain'
             " the following parameter: 'client_id'.",
             "request-parameter-missing"),
    reported('T136', 'O365/python-o365#469, 2020',
             "Unable to fetch auth token. Error: (invalid_client) AADSTS700025: Client is public so neither 'c"
             "lient_assertion' nor 'client_secret' should be presented.",
             "client-not-confidential"),
    reported('T137', 'O365/python-o365#1189, 2025',
             'Unable to fetch auth token. Error: invalid_request | Description: AADSTS90023: Public clients ca'
             "n't send a client secret. Trace ID: ac054a29",
             "client-not-confidential"),
    reported('T138', 'ikvk/imap_tools#189, 2022',
             'Exchange Online imap_tools.errors.MailboxLoginError: Response status "OK" expected, but "NO" rec'
             "eived. Data: [b'LOGIN failed.']",
             "imap-login-refused"),
    reported('T139', 'microsoft/Dynamics-AX-Integration#5, 2016',
             'AADSTS65001: The user or administrator has not consented to use the application',
             "consent-missing"),
    reported('T140', 'graylog2-server#1381, 2015',
             'org.apache.commons.mail.EmailException: Sending the email to the following server failed : smtp.'
             'office365.com:587',
             "client-hides-refusal"),
    reported('T141', 'jenkinsci/docker#667, 2018',
             'NOT able to send mail to outlook :com.sun.mail.smtp.SMTPSendFailedException: 530 5.7.57 SMTP',
             "smtp-client-not-authenticated"),
    reported('T142', 'jstedfast/MailKit#700, 2023',
             'smtpclientauthentication is disabled for the tenant',
             "smtp-auth-disabled-tenant"),
    reported('T143', 'TideDra/zotero-arxiv-daily#46, 2025',
             "smtplib.SMTPAuthenticationError: (535, b'5.7.139 Authentication unsuccessful, basic authenticati"
             "on is disabled. [BN9PR03CA0152.namprd03.prod.outlook.com 2025-01-07]')",
             "basic-auth-disabled"),
    reported('T144', 'Microsoft, Exchange NDR page, 2026',
             "550 5.7.233 - Your message can't be sent because your tenant has exceeded its daily limit for se"
             'nding email to external recipients (tenant external recipient rate limit).',
             "smtp-tenant-limit"),
    reported('T145', 'medium.com/jj365, 2020',
             '550 5.7.705 Service unavailable. Access denied, tenant has exceeded threshold. For more informat'
             'ion please go to',
             "smtp-tenant-limit"),
    reported('T146', 'public tests of device codes (several, 2024 to 2026)',
             "AADSTS9002346: Application 'x'(y) is configured for use by Microsoft Account users only. Please "
             'use the /consumers endpoint to serve this request.',
             "authority-wrong-account-kind"),
    reported('T147', 'public notes on an Outlook mailer, 2026',
             'node-imap outlook.office365.com: Timed out while authenticating with server',
             "connection-timed-out"),
    reported('T148', 'public fix guide, 2024',
             'Error: smtp.office365.com 535 5.7.139 Authentication unsuccessful, the request did not meet the '
             'criteria to be authenticated successfully.',
             "smtp-conditional-access"),
    reported('T149', 'public notes on a mail module, 2026',
             '535 5.7.139 Authentication unsuccessful, the user credentials were incorrect',
             "smtp-password-wrong"),
    reported('T150', 'dnnsoftware/Dnn.Platform#6785, 2025',
             'There is a problem with the configuration of your SMTP Server. Mail was not sent. 535: 5.7.3 Aut'
             'hentication unsuccessful [MN0PR02CA0003.namprd02.prod.outlook.com 2025-10-17T16:03:50.567Z 08DE0'
             'D6838535D6C]',
             "smtp-auth-refused"),
    reported('T151', 'muttmua/mutt#5, 2021',
             '[2021-04-30 10:11:45]<2> imap_authenticate() Trying method xoauth2\n[2021-04-30 10:11:45]<2> mutt'
             '_sasl_client_new() SASL local ip: 10.0.2.15;42364, remote ip:52.98.163.18;143\n[2021-04-30 10:11:'
             '45]<2> mutt_sasl_cb_log() SASL: No worthy mechs found\n[2021-04-30 10:11:45]<2> imap_auth_sasl() '
             'xoauth2 unavailable\nNo authenticators available',
             "client-sasl-plugin"),
    reported('T152', 'muttmua/mutt#5, 2021',
             'No authenticators available outlook.office365.com',
             "client-sasl-plugin"),
    reported('T153', 'LukeSmithxyz/mutt-wizard#241, 2019',
             "[SASL-XOAUTH2] - Requesting authID![SASL-XOAUTH2] - Requesting token\n!IMAP command 'AUTHENTICATE"
             " XOAUTH2 xxxxxx' returned an error: NO AUTHENTICATE failed.\nLog-on not successful.",
             "imap-auth-refused"),
    reported('T154', 'pimalaya/himalaya#618, 2026',
             'outlook-imap Error:\n   0: cannot build IMAP client\n   1: cannot authenticate to IMAP server usin'
             'g SASL XOAUTH2\nlogin.microsoftonline.com',
             "client-hides-refusal"),
    reported('T155', 'neomutt/neomutt#3836, 2024',
             "You can't sign in here with a personal account. Use your work or school account instead.",
             "authority-wrong-account-kind"),
    reported('T156', 'frappe/helpdesk#3172, 2026',
             'outlook frappe.exceptions.ValidationError: Please check your email login credentials. imaplib.IM'
             "AP4.error: b'LOGIN failed.'",
             "imap-login-refused"),
    reported('T157', 'frappe/frappe#22618, 2023',
             "AADSTS50011: The redirect URI 'http://erpnext-138805-0.cloudclusters.net/api/method/frappe.integ"
             "rations' specified in the request does not match the redirect URIs configured for the applicatio"
             "n '3d52677d'.",
             "redirect-uri-mismatch"),
    reported('T158', 'jstedfast/MailKit#1496, 2023',
             'Connected to imaps://outlook.office365.com:993/\nC: C00000003 NAMESPACE\nS: C00000003 BAD User is '
             'authenticated but not connected.\nC: C00000004 LIST "" "INBOX"\nS: C00000004 BAD User is authentic'
             'ated but not connected.\nS: * BYE Connection closed. 14\nC: C00000005 LOGOUT',
             "imap-authenticated-not-connected"),
    reported('T159', 'jstedfast/MailKit#1506, 2023',
             'office365 exception message: LOGIN failed\n   at MailKit.Net.Imap.ImapClient.<AuthenticateAsync>d'
             '__103.MoveNext()',
             "imap-login-refused"),
    reported('T160', 'jstedfast/MailKit#1126, 2022',
             'MailKit -> Authentication failed.    at MailKit.Net.Pop3.Pop3Client.<AuthenticateAsync>d__80.Mov'
             'eNext() outlook.office365.com',
             "client-hides-refusal"),
    reported('T161', 'jstedfast/MailKit#1126, 2022',
             'client.ConnectAsync("outlook.office365.com", 995, SecureSocketOptions.StartTls)\nMessage: "The PO'
             'P3 server has unexpectedly disconnected."',
             "connection-dropped"),
    reported('T162', 'lefcha/imapfilter#275, 2023',
             'imapfilter: IMAP (3): 1001 NO LOGIN failed.\nimapfilter: IMAP (3): 1003 BAD Command received in I'
             'nvalid state.\nimapfilter: authentication of x@outlook.office365.com failed.',
             cause='imap-login-refused'),
    reported('T163', 'Azure-Samples/ms-identity-java-webapp#82, 2022',
             'com.microsoft.aad.msal4j.MsalInteractionRequiredException: AADSTS65001: The user or administrato'
             "r has not consented to use the application with ID 'x' named 'y'. Send an interactive authorizat"
             'ion request for this user and resource.',
             "consent-missing"),
    reported('T164', 'imapsync/imapsync#250, 2023',
             'Err 1/1: Host1 failure: Error login on [outlook.office365.com] with user [userA@example.com] aut'
             'h [XOAUTH2 accesstoken]: 2 NO AUTHENTICATE failed',
             "imap-auth-refused"),
    reported('T165', 'jstedfast/MailKit#989, 2021',
             'A configuration issue is preventing authentication - check the error message from the server for'
             ' details. See https://aka.ms/msal-net-invalid-client for details.  Original exception: AADSTS700'
             "0218: The request body must contain the following parameter: 'client_assertion' or 'client_secre"
             "t'.",
             "client-secret-missing"),
)  # fmt: skip
