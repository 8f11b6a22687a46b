"""Failures from public threads about other products, part three: not recognised, or wrongly, at first contact."""

from __future__ import annotations

from .reports import Report, reported

_r = reported

THREADS: tuple[Report, ...] = (
    _r("P001", "ZeroPointSix/outlookEmailPlus#61, 2026",
       "invalid_client: AADSTS70002: The provided request must include a 'client_secret' input parameter.",
       "client-secret-missing"),
    _r("P002", "AzureAD/azure-activedirectory-library-for-nodejs#140, 2016",
       "AADSTS70002: The request body must contain the following parameter: 'client_secret or client_assertion'",
       "client-secret-missing"),
    _r("P003", "n8n-io/n8n#22544, 2025",
       '{ "errorMessage": "Client authentication failed (e.g., unknown client, no client authentication included, or '
       'unsupported authentication method).", "n8nDetails": { "nodeType": "n8n-nodes-base.microsoftOutlook" } }',
       "entra-client-refused"),
    _r("P004", "n8n-io/n8n#22524, 2025",
       'Error: Insufficient parameters for OAuth2 callback.\nReceived following query parameters: '
       '{"error":"access_denied","error_subcode":"cancel","state":"..."}', "consent-declined"),
    _r("P005", "MicrosoftDocs/OfficeDocs-Exchange#636, 2019",
       "Run-time error '-2147220973 (80040213)':\nThe transport couldn't establish a connection to the server. "
       "smtp.office365.com", "connection-failed"),
    _r("P006", "swiftmailer/swiftmailer#1094, 2018",
       "exception 'Swift_TransportException' with message 'Connection to tcp://smtp.office365.com:587 Timed Out'",
       "connection-timed-out"),
    _r("P007", "getmail6/getmail6#145, 2022",
       'Exchange Online\n  File "/usr/local/bin/getmail-gmail-xoauth-tokens", line 73, in copy\n'
       "    data[k] = self.data[k]\nKeyError: 'refresh_token'", "settings-offline-access"),
    _r("P008", "pluginsGLPI/oauthimap#8, 2021",
       'Une erreur est survenue en essayer de se connecter au collecteur.\nRequired parameter not passed: '
       '"refresh_token"',
       unknown="the words of a PHP library for any provider; the reporter uses Gmail"),
    _r("P009", "OfficeDev/O365-Android-Connect#2, 2015",
       "E/AuthenticationContext? AUTH_REFRESH_FAILED_PROMPT_NOT_ALLOWED:2015-04-30", "interaction-required"),
    _r("P010", "logstash-plugins/logstash-input-imap#15, 2016",
       ':message=>"A plugin had an unrecoverable error. Plugin: <LogStash::Inputs::IMAP port=>993, '
       'host=>\\"outlook.office365.com\\", secure=>true>\\n  Error: end of file reached", :level=>:error}',
       "connection-dropped"),
    _r("P011", "bentonow.com, codes of Microsoft 365",
       "451 4.4.4 Temporary server error. Please try again later ATTR5 [CO1NAM11FT018.eop-nam11.prod.protection."
       "outlook.com]", "smtp-service-unavailable"),
    _r("P012", "grafana/grafana#6425, 2016; the host added",
       'lvl=eror msg="Async sent email 0 succeed, not send emails: x err: 530 5.7.1 Client was not authenticated" '
       "smtp.office365.com", "smtp-client-not-authenticated"),
    _r("P013", "titlerequired/public#18, 2021",
       "The SMTP server requires a secure connection or the client was not authenticated. The server response "
       "was: 5.7.1 "
       "Client was not authenticated", "smtp-client-not-authenticated"),
    _r("P014", "rustdesk/rustdesk-server-pro#942, 2026",
       "permanent error (535): 5.7.3 Authentication unsuccessful [PA7P264CA0408.FRAP264.PROD.OUTLOOK.COM]",
       "smtp-auth-refused"),
    _r("P015", "odoo/odoo#44943, 2023",
       "An error occurred when fetching the access token. AADSTS500112: The reply address "
       "'http://x.local/microsoft_outlook/confirm' does not match the reply address "
       "'https://x.local:8071/microsoft_outlook/confirm' provided when requesting Authorization code.",
       "redirect-uri-differs-at-token"),
    _r("P016", "louislam/uptime-kuma#1713, 2022",
       "Error: Invalid login: 535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be "
       "authenticated successfully. Contact your administrator. [AM6P193CA0093.EURP193.PROD.OUTLOOK.COM]\n    at "
       "SMTPConnection._formatError (/app/node_modules/nodemailer/lib/smtp-connection/index.js:784:19)",
       "smtp-conditional-access"),
    _r("P017", "freescout-help-desk/freescout#1769, 2022",
       "office 365 smtp error 535 request did not meet the criteria to be authenticated successfully",
       "smtp-conditional-access"),
    _r("P018", "osTicket/osTicket#6875, 2025",
       "stream_socket_client(): Unable to connect to ssl://outlook.office365.com :993 (php_network_getaddresses: "
       "getaddrinfo for outlook.office365.com failed: Name or service not known)", "host-not-found"),
    _r("P019", "odoo/odoo#105943, 2022",
       "Outlook Oauth Connection test failed: 'bool' object has no attribute 'replace' Office365",
       unknown="a fault of the program that no server named"),
    _r("P020", "Foundry376/Mailspring#2201, 2020",
       "{ Error: An unknown error has occurred (mailsync: 3765269347)\n  rawLog: 'info: Fetching XOAuth2 access token "
       "from Gmail for 2fcf1402' } O365", unknown="a number of the client's own"),
    _r("P021", "glpi-project/glpi#9215, 2021",
       "glpiphplog.ERROR: MailCollector::collect()\nAn error occured trying to connect to collector. last "
       "request failed"
       "\n #0 laminas-mail/src/Protocol/Pop3.php(192): Laminas\\Mail\\Protocol\\Pop3->readResponse()",
       unknown="the library keeps the server's words, and nobody names the host"),
    _r("P022", "muquit/mailsend-go#68, 2024",
       "ERROR: 535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [ROAP284CA0246.BRAP284.PROD."
       "OUTLOOK.COM 2024-11-09T18:52:38.365Z 08DD00AC0E70755C]", "basic-auth-disabled"),
    _r("P023", "simonrob/email-oauth2-proxy#267, 2024",
       "AADSTS7000112: Application '08162f7c-0fd2-4200-a84a-f25a4db0b584'(Thunderbird) is disabled.", "app-disabled"),
    _r("P024", "lwhitelock/HuduM365Automation#2, 2022",
       'Invoke-RestMethod : {"error":"invalid_resource","error_description":"AADSTS500014: The service principal for '
       "resource 'https://outlook.office365.com' is disabled.", "resource-not-in-tenant"),
    _r("P025", "PowerShell/PowerShell#26663, 2026",
       "VERBOSE: Could not acquire token silently, need UI authentication.No account or login hint was passed to the "
       "AcquireTokenSilent call.", "client-token-not-found"),
    _r("P026", "NagiosEnterprises/nagioscore#946, 2024",
       "(host smtp.office365.com[40.99.31.130] said: 451 5.7.3 STARTTLS is required to send mail "
       "[PN2PR01CA0191.INDPRD01.PROD.OUTLOOK.COM] (in reply to MAIL FROM command))", "smtp-starttls-required"),
    _r("P027", "haraka/Haraka#2321, 2018",
       "host=xxx-com.mail.protection.outlook.com port=25\n421 4.4.1 Connection timed out. Total session duration: "
       "00:20:55.2872355", "connection-dropped"),
    _r("P028", "sabuhish/fastapi-mail#75, 2021",
       "aiosmtplib.errors.SMTPDataError: (432, '4.3.2 Concurrent connections limit exceeded. Visit "
       "https://aka.ms/concurrent_sending for more information.')", "smtp-too-many-connections"),
    _r("P029", "motze92/office365-mail#11, 2021",
       "Remote Server returned '550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP. "
       "AS(7230) [BM1PR01MB1076.INDPRD01.PROD.OUTLOOK.COM]'", "smtp-tenant-limit"),
    _r("P030", "kouhan.cn, article 00011124",
       "SmtpException: Failure sending mail. ---> System.IO.IOException: Unable to read data from the transport "
       "connection: net_io_connectionclosed.\n at System.Net.Mail.SmtpReplyReaderFactory.ProcessRead",
       "connection-dropped"),
    _r("P031", "UvA-FNWI/M365-IMAP#12, 2022",
       "ERROR: HTTP Error 400: Bad Request (configuration is: {'grant_type': 'refresh_token'})\n"
       "https://login.microsoftonline.com/common/oauth2/v2.0/token", "entra-refused-unsaid"),
)  # fmt: skip
