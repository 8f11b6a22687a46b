"""What administrators met, later threads: wrappers of login libraries, HTTP statuses, sign-in pages, PowerShell."""

from __future__ import annotations

from .reports import Report, reported

_r = reported

THREADS: tuple[Report, ...] = (
    _r("U001", "n8n-io/n8n#21422, 2025-10",
       "When I try to log in with my Microsoft Hotmail account, I get this error.\nError: Insufficient "
       "parameters for OAuth2 callback.\nMore details\nReceived following query parameters: "
       '{"error":"server_error","state":"eyJ0b2tlbiI6InlxTm"}\nFailed to connect. The window can be '
       "closed now.", "entra-unavailable"),
    _r("U002", "frappe/frappe#26175, 2024-04",
       'Issues setting up Office 365 in ERPNext\n  File "apps/frappe/frappe/integrations/doctype/'
       'connected_app/connected_app.py", line 172, in callback\n    frappe.throw(_("Invalid state."))\n  '
       'File "apps/frappe/frappe/__init__.py", line 518, in _raise_exception\n    raise exc\n'
       "frappe.exceptions.ValidationError: Invalid state.", "sign-in-state-mismatch"),
    _r("U003", "zammad/zammad#6171, 2026-06",
       "When adding user mailbox or asking admin permissions via /#channels/microsoft_graph (Microsoft "
       "365)\n422: The change you wanted was rejected.\nInvalid OAuth state parameter.", "sign-in-state-mismatch"),
    _r("U004", "nextauthjs/next-auth#7480, 2023-05",
       "Using AzureAdProvider (Azure AD) for authentication\n[next-auth][error][OAUTH_CALLBACK_ERROR]\n"
       "https://next-auth.js.org/errors#oauth_callback_error State cookie was missing. {\n  error: "
       "TypeError: State cookie was missing.\n      at Object.use "
       "(node_modules\\next-auth\\core\\lib\\oauth\\checks.js:103:23)", "sign-in-state-mismatch"),
    _r("U005", "nextauthjs/next-auth#13104, 2025-07",
       "OAuthCallbackError: OAuth Provider returned an error: invalid_client on Microsoft Entra ID",
       "entra-client-refused"),
    _r("U006", "motze92/office365-mail#29, 2022-07",
       "GuzzleHttp\\Exception\\ClientException with message 'Client error: `POST https://"
       "login.microsoftonline.com//oauth2/v2.0/token` resulted in a `404 Not Found` response'", "tenant-not-named"),
    _r("U007", "lelylan/simple-oauth2#232, 2019-02",
       "Cannot get Access Token - Microsoft Office 365 Login\nAccess Token Error Response Error: 404 Not "
       "Found", "entra-refused-unsaid"),
    _r("U008", "O365/python-o365#168, 2019-01",
       "DEBUG:requests_oauthlib.oauth2_session:Generated new state idyS7W21yR9EicSLuohTVfbURKwByP.\n"
       "https://login.microsoftonline.com/common/oauth2/v2.0/"
       "authorize?response_type=code&client_id=<snip>\nERROR:O365.connection:Unable to fetch auth token. "
       "Error: (invalid_client)", "entra-client-refused"),
    _r("U009", "RogerSelwyn/O365-HomeAssistant#148, 2023-06",
       'Error while setting up o365 platform for sensor\nTraceback (most recent call last):\n  File "/usr/'
       'local/lib/python3.10/site-packages/O365/connection.py", line 753, in _internal_request\n    '
       'response = request_obj.request(method, url, **kwargs)\n  File "/usr/local/lib/python3.10/'
       'site-packages/oauthlib/oauth2/rfc6749/clients/base.py", line 217, in add_token\n    raise '
       "TokenExpiredError()\noauthlib.oauth2.rfc6749.errors.TokenExpiredError: (token_expired)", "token-expired"),
    _r("U010", "RogerSelwyn/O365-HomeAssistant#157, 2023-08",
       "It asks for the O365 Login URL for OAuth. This is the error I see:\nToken file retrieval error, "
       "check log for errors from O365", "entra-refused-unsaid"),
    _r("U011", "tpitale/mail_room#139, 2022-03",
       '{"error":"invalid_request","error_description":"AADSTS900382: Confidential Client is not '
       "supported in Cross Cloud request.\\\\r\\\\nTrace ID: "
       '04b0bb87-9cc0-4f9a-aae0-5fd8d63bd400","error_codes":[900382]}', "national-cloud-wrong"),
    _r("U012", "jstedfast/MailKit#1169, 2021-03",
       "An unhandled exception of type 'Microsoft.Identity.Client.MsalUiRequiredException' occurred in "
       "mscorlib.dll\nAdditional information: You are trying to acquire a token silently using a login "
       "hint. No account was found in the token cache having this login hint.", "interaction-required"),
    _r("U013", "OfficeDev/O365-ASPNETMVC-Start#28, 2015-11",
       "Microsoft.IdentityModel.Clients.ActiveDirectory.AdalSilentTokenAcquisitionException: Failed to "
       "acquire token silently. Call method AcquireToken at "
       "O365_APIs_Start_ASPNET_MVC.Controllers.CalendarController", "interaction-required"),
    _r("U014", "SMTP2Graph/SMTP2Graph#34, 2025-07",
       '{"error":"network_error: Network request failed","level":"error","message":"[MailQueue] Failed to '
       'send message","name":"ClientAuthError","stack":"ClientAuthError: network_error: Network request '
       "failed\\n    at za.sendPostRequest (dist/server.js:2:1392330)\\n    at async "
       'Ir.value.f.clientId.auth.authority.acquireTokenByClientCredential (dist/server.js:2:1472675)"}',
       "connection-failed"),
    _r("U015", "AzureAD/microsoft-authentication-library-for-js#4372, 2022-01",
       "Exception: ClientAuthError: network_error: Network request failed. Please check network trace to "
       "determine root cause. | Fetch client threw: Error: connect ETIMEDOUT 20.190.159.132:443 | "
       "Attempted to reach: https://login.microsoftonline.com/<<tenantid>>/oauth2/v2.0/token", "connection-timed-out"),
    _r("U016", "Azure-Samples/ms-identity-javascript-nodejs-tutorial#43, 2022-09",
       "ClientAuthError: network_error: Network request failed. Please check network trace to determine "
       "root cause. | Fetch client threw: Error: HTTP status code 401 | Attempted to reach: https://"
       "login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token", "entra-client-refused"),
    _r("U017", "AzureAD/microsoft-authentication-library-for-js#5114, 2022-08",
       '{"errorCode":"endpoints_resolution_error","errorMessage":"Error: could not resolve endpoints. '
       "Please check network and try again. Detail: ClientAuthError: openid_config_error: Could not "
       "retrieve endpoints. Check your authority and verify the .well-known/openid-configuration endpoint "
       "returns the required endpoints. Attempted to retrieve endpoints from: https://undefined/common/"
       'v2.0/.well-known/openid-configuration",', "connection-failed"),
    _r("U018", "Azure/azure-cli#26860, 2023-07",
       "HTTPSConnectionPool(host='login.microsoftonline.com', port=443): Max retries exceeded with url: /"
       "organizations/v2.0/.well-known/openid-configuration (Caused by ProxyError('Cannot connect to "
       "proxy.', OSError('Tunnel connection failed: 405 Method Not Allowed')))", "proxy-refused"),
    _r("U019", "microsoft/WSL#12806, 2025-04",
       "$ curl -v https://login.microsoftonline.com\n*   Trying [2603:1037:1:130::4]:443...\n* Immediate "
       "connect fail for 2603:1037:1:130::4: Network is unreachable\n*   Trying "
       "[2603:1036:3000:138::4]:443...\n* Immediate connect fail for 2603:1036:3000:138::4: Network is "
       "unreachable", "ipv6-unreachable"),
    _r("U020", "thunderbird/thunderbird-android#7147, 2023-08",
       "Change the imap server to `outlook.office365.com`, SSL/TLS (port 993)\nClick on Authentication "
       "`OAuth 2.0`\nI get an error `OAuth 2.0 is not configured for this provider`.",
       unknown="K-9 Mail's own words: it holds no client id for this host"),
    _r("U021", "thunderbird/thunderbird-android#11368, 2026-08",
       'It gives an error "OAuth signin failed"\nopen in a preview window, it gives another useless error '
       "\"we're unable to complete your request\".\nhttps://login.microsoftonline.com/common/oauth2/v2.0/"
       "authorize?redirect_uri=msauth://net.thunderbird.android/"
       "xxxxxxxxxxx&client_id=xxxxxxxxxxx&response_type=code", "entra-refused-unsaid"),
    _r("U022", "wpmailsmtp.com, outlook-invalid-authentication-token",
       "[Microsoft 365 / Outlook mailer] InvalidAuthenticationToken: Token Expired", "token-expired"),
    _r("U023", "blog.zensoftware.co.uk, MailStore",
       "MailStore Server was unable to retrieve a list of users from Directory Services. Requesting "
       "Microsoft Graph API token failed: AADSTS7000215: Invalid client secret is provided.", "client-secret-wrong"),
    _r("U024", "phinit.de, 2025-12",
       "Exception: MailBeeImapLoginBadCredentialsException\nResponse: MBN00000002 NO AUTHENTICATE "
       'failed.\nError="AuthFailed:LogonDenied-None-OAuthLog:AuthExc_Auth Failed. User:info@contoso.com"',
       "imap-auth-refused"),
    _r("U025", "Atlassian knowledge base 1096094146",
       "integrated with a Microsoft Office 365 mailbox: OAuth 2.0 integration\nThe connection has failed. "
       "Check the application logs for details.", unknown="a product's own words; nothing says whose connection"),
    _r("U026", "Azure/azure-cli#20641, 2022",
       'urllib3.connectionpool: https://login.microsoftonline.com:443 "POST /organizations/oauth2/v2.0/'
       'token HTTP/1.1" 400 510', "entra-refused-unsaid"),
    _r("U027", "jeffcarbs/omniauth-office365#3, 2017-03",
       "(office365) Authentication failure! invalid_credentials: OAuth2::Error, invalid_client: "
       "AADSTS70002: Error validating credentials. AADSTS50011: The reply address 'https://"
       "dev.contoso.com/auth/office365/callback?code=AQ' does not match the reply address 'https://"
       "dev.contoso.com/auth/office365/callback' provided when requesting Authorization code.",
       "redirect-uri-mismatch"),
    _r("U028", "murbanski/omniauth-microsoft-office365#8, 2016-12",
       "Authentication failure! invalid_credentials: OAuth2::Error, temporarily_unavailable: AADSTS70012",
       "entra-unavailable"),
    _r("U029", "simi/omniauth-office365#7, 2016-02",
       "error:unauthorized_client\nerror_description:AADSTS70001: Application "
       "'6731de76-14a6-49ae-97bc-6eba6914391e' is not supported for this API version.", "app-not-in-tenant"),
    _r("U030", "simi/omniauth-office365#7, 2016-02",
       "I'm able to sign in to Outlook, but when redirected to the app (Office 365), I get: Application "
       "6731de76-14a6-49ae-97bc-6eba6914391e is not supported for this API version.", "v2-endpoint-needed"),
    _r("U031", "microsoft/Office365APIEditor#18, 2020-10",
       "Office 365: This app may be risky. If you trust this app, please ask your admin to grant you "
       "access", "admin-consent-required"),
    _r("U032", "RogerSelwyn/O365-HomeAssistant#49, 2022-05",
       'in the Azure AD portal, I see: "Starting November 9th, 2020 end users will no longer be able to '
       'grant consent to newly registered multitenant apps without verified publishers."', "admin-consent-required"),
    _r("U033", "MicrosoftDocs/office-docs-powershell#6171, 2020-07",
       "Connect-ExchangeOnline -Credential $AppCredential\nAADSTS50052: The password entered exceeds the "
       "maximum length of '256'. Please reach out to your admin to reset the password.", "password-wrong"),
    _r("U034", "SocialiteProviders/Providers#13, 2016-12",
       "Client error: 'POST https://login.live.com/oauth20_token.srf' resulted in a `400 Bad Request` "
       'response:\n{"error":"invalid_request","error_description":"The provided request must include a '
       "'code' input parameter.\"}", "request-parameter-missing"),
    _r("U035", "SocialiteProviders/Providers#13, 2016-12",
       "http://localhost:8000/auth/live/callback?error=unauthorized_client&error_description=The client "
       "does not have a secret configured. If you are the client application developer, configure a "
       "secret through the application management site at https://apps.dev.microsoft.com/.", "client-secret-missing"),
    _r("U036", "learn.microsoft.com, troubleshoot-broken-connections",
       "Power Automate, Office 365 Outlook: The user could not be authenticated as the grant is expired. "
       "The user must sign in again.", "personal-account-grant-refused"),
    _r("U037", "Dolibarr/dolibarr#24163, 2023-03",
       "OAuth Office 365, Dolibarr 17, token is ok in oauth tab, but collector is in error :\nconnection "
       "setup failed - authenticate", "client-hides-refusal"),
    _r("U038", "n8n-io/n8n#19429, 2025-09",
       "MS SharePoint, Microsoft 365: Insufficient parameters for OAuth2 callback: Proof Key for Code "
       "Exchange is required for cross-origin authorization code redemption", "cross-origin-redemption"),
    _r("U039", "jeremydumais/CPP-SMTPClient-library#11, 2022-04",
       "c: Trying to connect to smtp.office365.com on port 587\ns: 220 2.0.0 SMTP server ready\nc: <Start "
       "TLS negotiation>\nc & s: <Check result of negotiation>\ns: unable to get local issuer "
       "certificate\nUnable to verify the result of chain verification|-58", "certificate-unknown-ca"),
    _r("U040", "centreon/centreon-plugins#2016, 2020-05",
       "--hostname=smtp.office365.com --port=587\nCRITICAL: Error creating SSL socket: , SSL error: SSL "
       "connect attempt failed error:140770FC:SSL routines:SSL23_GET_SERVER_HELLO:unknown protocol |",
       "tls-wrong-version-number"),
    _r("U041", "microsoftgraph/microsoft-graph-docs#19111, 2022-11",
       "New-ApplicationAccessPolicy: The term 'New-ApplicationAccessPolicy' is not recognized as a name "
       "of a cmdlet, function, script file, or executable program.", "exchange-cmdlet-not-allowed"),
    _r("U042", "MicrosoftDocs/OfficeDocs-Support#157, 2019-10",
       "Set-MsolServicePrincipal : Access Denied. You do not have permissions to call this cmdlet.\n    + "
       "CategoryInfo          : OperationStopped: (:) [Set-MsolServicePrincipal], "
       "MicrosoftOnlineException\n    + FullyQualifiedErrorId : "
       "Microsoft.Online.Administration.Automation.AccessDeniedException", "exchange-cmdlet-not-allowed"),
    _r("U043", "SuiteCRM/SuiteDocs#683, 2025-07",
       "Authorise / Token URLs: https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/"
       '...\nthe redirect to index.php?entryPoint=setExternalOAuthToken returns "Not able to get access '
       'token. Check logs for more details."', "entra-refused-unsaid"),
    _r("U044", "SuiteCRM/SuiteCRM#9991, 2023-03",
       'Fri Mar 17 15:26:32 2023 [1993][1][FATAL] An Imap error detected: "IMAP open error: Can not '
       'authenticate to IMAP server: A0001 NO AUTHENTICATE failed."\nFri Mar 17 15:26:32 2023 '
       '[1993][1][FATAL] An Imap error detected: "ImapHandler:open: {outlook.office365.com:993\\/'
       'service=imap\\/ssl}INBOX"', "imap-auth-refused"),
    _r("U045", "SuiteCRM/SuiteCRM#9899, 2023-01",
       "Exchange Server: outlook.office365.com\nAuthentication unsuccessful, the user credentials were "
       "incorrect.\nSMTP Error: Could not authenticate.", "smtp-password-wrong"),
    _r("U046", "harishkrupo/oauth2ms#6, 2021-03",
       'File "~/.local/bin/oauth2ms", line 181, in fetch_token_from_cache\n    return '
       "result[\"access_token\"]\nTypeError: 'NoneType' object is not subscriptable\n'environment': "
       "'login.microsoftonline.com',", "entra-refused-unsaid"),
    _r("U047", "microsoftgraph/security-api-solutions#110, 2022-02",
       "POST https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token\n  line 71, in "
       "_get_access_token\n    access_token = requests.post(\nKeyError: 'access_token'", "entra-refused-unsaid"),
    _r("U048", "mguessan/davmail#172, 2021-08",
       "DEBUG [ImapConnection-35736] davmail.exchange.ExchangeSession  - java.io.IOException: "
       'org.codehaus.jettison.json.JSONException: JSONObject["sCtx"] not found. JSONObject["sCtx"] not '
       "found.\n        at "
       "davmail.exchange.auth.O365Authenticator.authenticate(O365Authenticator.java:238)",
       unknown="DavMail reads a page of the login that has changed"),
    _r("U049", "mguessan/davmail#291, 2023-05",
       "Office 365: Cannot sign in with davmail 6. no reply address provided", "redirect-uri-mismatch"),
    _r("U050", "getmail6/getmail6#159, 2023-02",
       "tokens for an O365 account: getmail-gmail-xoauth-tokens\n  line 163, in <module>\n    code = "
       "query_string[\"code\"][0]\nKeyError: 'code'",
       unknown="a library that was given a bare code in place of an address"),
    _r("U051", "support.jamasoftware.com, 2025-09",
       "Exchange Online OAuth2: Invalid client secret provided. Ensure the secret being sent in the "
       "request is the client secret value, not the client secret ID.", "client-secret-wrong"),
    _r("U052", "codetwo.com, troubleshooting",
       "Microsoft 365, Exchange Online: The SMTP address has no mailbox associated with it.",
       "smtp-mailbox-not-accessible"),
    _r("U053", "codetwo.com, troubleshooting",
       "Failed to register 'CodeTwo Backup' with tenant 'contoso.onmicrosoft.com' (Microsoft Entra ID).",
       unknown="a product's own words"),
    _r("U054", "mmalcek/basicToOauth#9, 2023-05",
       "https://login.microsoftonline.com: It's always return 400/401 error since Apr",
       unknown="two numbers and no words"),
    _r("U055", "sebastus/azure-python-authenticate#1, 2015-06",
       "token_dict = azure_session.fetch_token(BASE_TOKEN_URL % resource_name, code=aad_code)\nraise "
       "HTTPError(http_error_msg, response=self)\nAzure AD <Response [400]>\nhttp_error_msg '400 Client "
       "Error: Bad Request'", "entra-refused-unsaid"),
    _r("U056", "raised by nylas/nylas-mail#1868, 2017",
       "myemail@hotmail.com SyncWorker: Errored while syncing account IMAPAuthenticationError: Error in "
       "sync loop: Error: LOGIN failed.", "imap-login-refused"),
    _r("U057", "imapsync/imapsync#476",
       "oauth2_imap.exe mymail@outlook.com : SSL connect attempt failed error:0A000086:SSL "
       "routines:tls_process_server_certificate:certificate verify failed", "certificate-unknown-ca"),
    _r("U058", "O365/python-o365#178, 2019-01",
       "microsoft office365: AttributeError: 'NoneType' object has no attribute 'refresh_token'",
       "client-token-not-found"),
    _r("U059", "microsoft/azure-spring-boot#526, 2019-07",
       "[invalid_token_response] An error occurred while attempting to retrieve the OAuth 2.0 Access "
       "Token Response: 401 Unauthorized\ntoken-uri=https://login.microsoftonline.com/organizations/"
       "oauth2/token", "entra-client-refused"),
    _r("U060", "openanalytics/shinyproxy#425, 2023-06",
       "Azure AD: [invalid_token_response] An error occurred while attempting to retrieve the OAuth 2.0 "
       "Access Token Response: An error occurred reading the OAuth 2.0 Access Token Response: tokenValue "
       "cannot be empty", "entra-refused-unsaid"),
    _r("U061", "nextauthjs/next-auth#4771, 2022-06",
       'AzureAD provider, https://login.microsoftonline.com\nCALLBACK_OAUTH_ERROR {\n  "name": '
       '"OAuthCallbackError",\n  "message": "outgoing request timed out after 40000ms"', "connection-timed-out"),
    _r("U062", "murbanski/omniauth-microsoft-office365#11, 2017-12",
       "AADSTS90014: The request body must contain the following parameter: 'client_id'.", "request-parameter-missing"),
    _r("U063", "OfficeDev/microsoft-365-agents-toolkit#12030, 2024-07",
       'Microsoft 365: {"errorCode":"network_error","errorMessage":"Network request '
       'failed","subError":"","name":"ClientAuthError"}', "connection-failed"),
    _r("U064", "benjaminxie, MSAL4J#523, 2022-07",
       "Office365 Outlook mailbox POP: jakarta.mail.AuthenticationFailedException: Authentication "
       "failure: unknown user name or bad password.", "pop3-auth-refused"),
    _r("U065", "easy365manager.com",
       "Status code: 530 5.7.57 Reported error: 530 5.7.57 SMTP; Client was not authenticated to send "
       "anonymous mail during MAIL FROM [AM6PR0732BE0065.eurprd07.prod.outlook.com]", "smtp-client-not-authenticated"),
    _r("U066", "rapidevelopers.com, Zapier",
       "Microsoft Outlook (Office 365): Authentication failed - please reconnect account", "interaction-required"),
)  # fmt: skip

UNRELATED = (
    'urllib3: https://login.microsoftonline.com:443 "POST /common/oauth2/v2.0/token HTTP/1.1" 200 401',
    "INFO Microsoft 365: token refresh succeeded, next token refresh in 3599 s",
    "INFO outlook.office365.com: credentials accepted, 0 invalid messages",
    "smtp.office365.com: credentials are valid, 3 rejected recipients",
    "Microsoft 365 mailbox: invalid state transition from idle to closed",
    "SharePoint (Office 365): 400 Client Error: Bad Request for url: https://contoso.sharepoint.com/_api/web",
    "https://accounts.example.org/oauth2/v2.0/token returned status 401",
    "Microsoft 365 authorization rules: invalid entries are listed in red",
)
"""Near Microsoft's names, and no refusal; written for this table, like the families they are the reverse of."""
