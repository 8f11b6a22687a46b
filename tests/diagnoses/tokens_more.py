"""What frameworks and libraries said when the token of a mail application was refused: logs, traces, answers."""

from __future__ import annotations

from .reports import Report, reported

_r = reported

THREADS: tuple[Report, ...] = (
    _r("W001", "SocialiteProviders/Providers#1118, 2023",
       "Client error: `POST https://login.microsoftonline.com/common/oauth2/v2.0/token` resulted in a `400 Bad "
       'Request` response:\n{"error":"invalid_request","error_description":"AADSTS900144: The request body must '
       "contain the following parameter: 'co (truncated...)\n "
       '{"exception":"[object] (GuzzleHttp\\\\Exception\\\\ClientException(code: 400): Client error: `POST '
       "https://login.microsoftonline.com/common/oauth2/v2.0/token` resulted in a `400 Bad Request` response:\n"
       '{\\"error\\":\\"invalid_request\\",\\"error_description\\":\\"AADSTS900144: The request body must contain '
       "the following parameter: 'co (truncated...)\n at /srv/vendor/guzzlehttp/guzzle/src/Exception/"
       "RequestException.php:113)\n[stacktrace]\n#0 /srv/vendor/guzzlehttp/guzzle/src/Middleware.php(72): "
       "GuzzleHttp\\\\Exception\\\\RequestException::create()", "request-parameter-missing"),
    _r("W002", "goauthentik/authentik#5288, 2023",
       "warning undefined | auth_via=unauthenticated event=Unable to fetch access token exc=HTTPError('400 Client "
       "Error: Bad Request for url: https://login.microsoftonline.com/<redacted>/oauth2/v2.0/token') "
       "host=auth.contoso.com logger=authentik.sources.oauth.clients.oauth2 pid=25 request_id=66edf10e34 "
       "response=400 Client Error: Bad Request for url: https://login.microsoftonline.com/<redacted>/oauth2/v2.0/"
       "token timestamp=2023-04-18T10:00:31.555144\nwarning undefined | auth_via=unauthenticated "
       "event=Authentication Failure reason=Could not retrieve token.", cause="entra-refused-unsaid"),
    _r("W003", "python-social-auth/social-core#349, 2019",
       "Request Method: | GET\n-- | --\nhttps://127.0.0.1:8000/complete/microsoft-graph/?code=Ma33818f9&state=ULYN\n"
       "1.9.9\nHTTPError\n401 Client Error: Unauthorized for url: "
       "https://login.microsoftonline.com/common/oauth2/v2.0/token", cause="entra-client-refused"),
    _r("W004", "ahaenggli/AzureAD-LDAP-wrapper#46, 2023",
       "ERROR: 2023-03-17T22:53:04.011Z:  ldapwrapper.js ClientAuthError: network_error: Network request failed. "
       "Please check network trace to determine root cause. | Fetch client threw: Error: HTTP status code 401 | "
       "Attempted to reach: https://login.microsoftonline.com/XXXXXXXX-XXXX-be5a5f040acb/oauth2/v2.0/token\n"
       "    at ClientAuthError.AuthError [as constructor] (/app/node_modules/@azure/msal-common/dist/index.cjs.js:"
       "509:24)\n    at new ClientAuthError (/app/node_modules/@azure/msal-common/dist/index.cjs.js:811:28)\n"
       "  errorCode: 'network_error',", cause="entra-client-refused"),
    _r("W005", "n8n-io/n8n#26453, 2026", "TypeError: dummy.stack.replace is not a function", unknown="a bug of n8n"),
    _r("W006", "n8n-io/n8n#12920, 2025", "Lifetime validation failed, the token is expired.", "token-expired"),
    _r("W007", "n8n-io/n8n#30460, 2026 (the name of the credential filled in)",
       'The credential "Microsoft Outlook account" needs to be reconnected. Access could not be refreshed because '
       "the connected account has revoked access, the refresh token expired, or the account password or "
       "permissions changed. Open the credential and reconnect it to continue.", cause="entra-grant-refused"),
    _r("W008", "mguessan/davmail#288, 2023",
       "2023-06-24 23:06:12,322 DEBUG [ImapConnection-48680] davmail  - < LOGIN ********\n2023-06-24 23:06:12,322 "
       "DEBUG [ImapConnection-48680] davmail.exchange.ExchangeSession  - Direct EWS authentication\n2023-06-24 "
       "23:06:12,348 DEBUG [ImapConnection-48680] davmail.http.DavGatewaySSLSocketFactory  - createSocket "
       "outlook.office365.com 443\n2023-06-24 23:06:13,125 INFO  [ImapConnection-48680] davmail.connection  - "
       "FAILED - 127.0.0.1:48680 anna@contoso.com\n2023-06-24 23:06:13,125 ERROR [ImapConnection-48680] davmail  - "
       "Authentication failed: invalid user or password\ndavmail.exception.DavMailAuthenticationException: "
       "Authentication failed: invalid user or password\n        at davmail.exchange.ews.EwsExchangeSession."
       "checkEndPointUrl(EwsExchangeSession.java:228)", cause="client-hides-refusal"),
    _r("W010", "pluginsGLPI/oauthimap#111, 2025",
       "[2025-10-24 11:22:57] glpi.CRITICAL:   *** Uncaught PHP Exception League\\OAuth2\\Client\\Provider\\"
       'Exception\\IdentityProviderException: "invalid_request\nAADSTS90112: Application identifier is expected to '
       "be a GUID. Trace ID: 7120f89c-0bba-487c-a746-a1666ffa2000 Correlation ID: "
       '3c7f6dd9-d1a2-479e-867c-46cfcec836a2 Timestamp: 2025-10-24 11:22:57Z" at Azure.php line 492\n'
       "  Backtrace :\n  ...networg/oauth2-azure/src/Provider/Azure.php:492", "client-id-not-a-guid"),
    _r("W012", "microsoftgraph/msgraph-sample-android#37, 2020",
       "E/AUTH: Client error authenticating\n    com.microsoft.identity.client.exception.MsalClientException: \n"
       "        at com.microsoft.identity.client.SingleAccountPublicClientApplication.signIn("
       "SingleAccountPublicClientApplication.java:188)", unknown="the exception has no words"),
    _r("W013", "AzureAD/microsoft-identity-web#3345, 2025",
       "IDW10501: Exception acquiring token for a confidential client.", cause="entra-refused-unsaid"),
    _r("W014", "AzureAD/microsoft-identity-web#1443, 2021",
       "[INF] Microsoft.Identity.Web.TokenAcquisition: [MsIdWeb] An error occured during token acquisition: \"No "
       'account or login hint was passed to the AcquireTokenSilent call. "\nMSAL.NetCore.4.36.0.0.'
       "MsalUiRequiredException: \n\tErrorCode: user_null\nMicrosoft.Identity.Client.MsalUiRequiredException: No "
       "account or login hint was passed to the AcquireTokenSilent call. \n   at Microsoft.Identity.Client."
       "Internal.Requests.Silent.SilentRequest.ExecuteAsync(CancellationToken cancellationToken)",
       "client-token-not-found"),
    _r("W015", "microsoft/Graphir#105, 2024",
       '{\n  "errors": [\n    {\n      "message": "IDW10502: An MsalUiRequiredException was thrown due to a challenge '
       'for the user. See https://aka.ms/ms-id-web/ca_incremental-consent. "\n    }\n  ],\n  "data": {}\n}',
       "interaction-required"),
    _r("W016", "nextauthjs/next-auth#5455, 2022",
       "AADSTS50105: Your administrator has configured the application Contoso Mail ('X') to block users unless "
       "they are specifically granted ('assigned') access to the application. The signed in user 'X' is blocked "
       "because they are not a direct member of a group with access", "user-not-assigned-to-app"),
    _r("W017", "pennersr/django-allauth#3705, 2024",
       'Code: unknown, Error: Error retrieving access token: b\'{"error":"invalid_grant","error_description":'
       '"AADSTS54005: OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an '
       "existing refresh token.", "authorization-code-used"),
    _r("W018", "pennersr/django-allauth#3590, 2024",
       "invalid_request: The provided value for the input parameter 'redirect_uri' is not valid. The expected value "
       "is a URI which matches a redirect URI registered for this client application.", "redirect-uri-mismatch"),
    _r("W019", "frappe/frappe PR#18750, 2023",
       'Warning: Scope has changed from "https://outlook.office.com/IMAP.AccessAsUser.All offline_access '
       'https://outlook.office.com/SMTP.Send" to "https://outlook.office.com/IMAP.AccessAsUser.All '
       'https://outlook.office.com/SMTP.Send".', unknown="oauthlib compares scopes too strictly"),
    _r("W020", "stevenmaguire/oauth2-microsoft#13, 2018",
       "PHP Fatal error:  Uncaught League\\OAuth2\\Client\\Provider\\Exception\\IdentityProviderException: Bad "
       "Request in C:\\inetpub\\wwwroot\\vendor\\stevenmaguire\\oauth2-microsoft\\src\\Provider\\Microsoft.php:79\n"
       "Stack trace:\n#0 C:\\inetpub\\wwwroot\\vendor\\league\\oauth2-client\\src\\Provider\\AbstractProvider.php("
       "613): Stevenmaguire\\OAuth2\\Client\\Provider\\Microsoft->checkResponse(Object(GuzzleHttp\\Psr7\\Response), "
       "Array)\n#2 C:\\inetpub\\wwwroot\\vendor\\phpmailer\\phpmailer\\src\\OAuth.php(114): League\\OAuth2\\Client\\"
       "Provider\\AbstractProvider->getAccessToken(Object(League\\OAuth2\\Client\\Grant\\RefreshToken), Array)",
       cause="entra-refused-unsaid"),
    _r("W021", "stevenmaguire/oauth2-microsoft#16, 2018",
       "I use Azure SSO connection bundle oauth2-azure\nPHP Exception League \\ OAuth2 \\ Client \\ Provider \\ "
       'Exception \\ IdentityProviderException: "Unauthorized"', cause="entra-client-refused"),
    _r("W022", "thephpleague/oauth2-client#850, 2020",
       "Fatal error: Uncaught exception 'League\\OAuth2\\Client\\Provider\\Exception\\IdentityProviderException' "
       "with message 'invalid_grant AADSTS9002313: Invalid request. Request is malformed or invalid. \nTrace ID: "
       "96c59fae-0904-4a68-910f-dd1628404000 Correlation ID: 147e4826-54eb-43d0-97d3-7c12fb4e7435 Timestamp: "
       "2020-07-26 18:25:38Z'.", cause="refresh-token-malformed"),
    _r("W023", "grafana/grafana#5877, 2016",
       'msg=login.OAuthLogin(NewTransportWithCode) logger=context userId=0 orgId=0 uname= error="oauth2: cannot '
       'fetch token: 400 Bad Request\\nResponse: {\\"error\\":\\"invalid_resource\\",\\"error_description\\":'
       '\\"AADSTS50001: Resource identifier is not provided. ... "', "request-parameter-missing"),
    _r("W024", "grafana/grafana#22609, 2020",
       "t=2020-03-05T22:47:29+0000 lvl=eror msg=login.OAuthLogin(NewTransportWithCode) logger=context userId=0 "
       "orgId=0 uname= error=\"invalid character '<' looking for beginning of value\"\nt=2020-03-05T22:47:29+0000 "
       'lvl=eror msg="Request Completed" method=GET path=/login/azuread status=500 time_ms=197 size=1743 '
       "referer=https://login.microsoftonline.com/", cause="login-host-not-entra"),
    _r("W025", "grafana/grafana#98357, 2024",
       "Authentication: Failed to exchange code to token... read: connection reset by peer Error while auth using "
       "azuread", "connection-dropped"),
    _r("W026", "rclone/rclone#3022, 2019",
       '2019/03/04 03:30:03 Failed to create file system for "onedrive:ENTIRESERVER": failed to get root: Get '
       "https://graph.microsoft.com/v1.0/drives/b!q25/root: oauth2: cannot fetch token: 400 Bad Request\n"
       'Response: {"error":"invalid_grant","er', cause="entra-grant-refused"),
    _r("W027", "comdotwww/ms_graph_docker#1, 2023",
       "2023/04/10 16:33:51 NOTICE: Log in and authorize rclone for access\n2023/04/10 16:33:51 NOTICE: Waiting for "
       'code...\nError: config failed to refresh token: Error: Auth Error\nCode: ""\nDescription: No code returned '
       "by remote server\nHelp:", unknown="no word of Microsoft's"),
    _r("W028", "Selectively11/CloudRedirect#28, 2026",
       "Authorization code received. Exchanging for tokens...\nERROR: Token exchange failed: Token exchange failed "
       '(HTTP 401): {"error":"invalid_client","error_description":"AADSTS70002: The provided request must include '
       "a 'client_secret' input parameter. Trace ID: c4a3cfe1-de47-46be-be85-72ed8815d900 Correlation ID: "
       'b87b30e0-458a-42b0-aa27-d93390e75b8a Timestamp: 2026-05-17 20:25:39Z","error_codes":[70002],'
       '"error_uri":"https://login.microsoftonline.com/error?code=70002"}', "client-secret-missing"),
    _r("W030", "tarickb/sasl-xoauth2#54, 2022",
       "2022-11-18 11:26:27: TokenStore::Refresh: attempt 1\n2022-11-18 11:26:27: TokenStore::Refresh: "
       "token_endpoint: https://login.microsoftonline.com/consumers/oauth2/v2.0/token\n2022-11-18 11:26:27: "
       'TokenStore::Refresh: code=400, response={"error":"invalid_grant","error_description":"AADSTS7000012: The '
       'grant was obtained for a different tenant.\\r\\nTrace ID: c13ac28e","error_codes":[7000012]}\n2022-11-18 '
       "11:26:27: TokenStore::Refresh: request failed\nToken refresh failed.", "authorization-code-other-tenant"),
    _r("W032", "AzureAD/microsoft-authentication-library-for-js#7082, 2024",
       '{\n    "errorCode": "invalid_client",\n    "errorMessage": "7000216 - [2024-05-07 15:55:13Z]: AADSTS7000216: '
       "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type. Trace "
       'ID: d1a0baab",\n    "subError": "",\n    "name": "ServerError",\n    "errorNo": 7000216\n}',
       "client-secret-missing"),
    _r("W033", "quarkusio/quarkus#17952, 2021",
       "2021-06-15 11:14:07,469 DEBUG [io.qua.oid.run.OidcProviderClient] (vert.x-eventloop-thread-1) Request has "
       'failed: status: 400, error message:\n{\n  "error": "invalid_request",\n  "error_description": '
       '"AADSTS5002723: Invalid JWT token. No certificate thumbprint nor keyId specified in token header.\\r\\nTrace '
       'ID: babe3807",\n  "error_codes": [\n    5002723\n  ]\n}', "client-certificate-refused"),
    _r("W034", "quarkusio/quarkus#40494, 2024",
       "ID token verification has failed: JWT rejected due to invalid signature. Additional details: [[9] Invalid "
       "JWS Signature: ", unknown="the application checks a token that is not for it"),
    _r("W035", "jenkinsci/azure-ad-plugin#44, 2019",
       "AADSTS900384: JWT token failed signature validation [Reason - The key was not found., Thumbprint of key "
       "used by client: ", "client-certificate-refused"),
    _r("W036", "jenkinsci/azure-ad-plugin#570, 2024",
       "Error code: InvalidAuthenticationToken\nError message: Access token validation failure. Invalid audience.\n"
       "\nGET https://graph.microsoft.us/v1.0/users/anna\nSdkVersion : graph-java/v5.80.0\n\n\n401 :\n[...]\n"
       "com.microsoft.graph.http.GraphServiceException: Error code: InvalidAuthenticationToken",
       "token-audience-wrong"),
    _r("W037", "pdobsan/oama#86, 2025",
       "oama authorize microsoft anna@contoso.com --device\noama: Uncaught exception ghc-internal:GHC.Internal."
       "Exception.ErrorCall:\n\nauthorizeEmail:\nUnknown \"Error in $.error: parsing OAMa.Environment.AuthError "
       'failed, expected tag field to be one of [\\"invalid_grant\\",\\"invalid_request\\",'
       '\\"unauthorized_client\\",\\"access_denied\\",\\"server_error\\",\\"authorization_pending\\",'
       '\\"expired_token\\",\\"unknown\\"], but found tag \\"invalid_client\\""', cause="entra-client-refused"),
    _r("W039", "neomutt/neomutt#3477, 2022",
       '400 Bad Request\ninvalid_request\nCould not determine client ID from request.\nPerhaps refresh token '
       'invalid. Try running once with "--authorize"', unknown="Google's answer"),
    _r("W040", "microsoft/PowerApps-Samples#362, 2022",
       "Microsoft.Identity.Client.MsalServiceException: 'A configuration issue is preventing authentication - check "
       "the error message from the server for details. See https://aka.ms/msal-net-invalid-client for details.  "
       "Original exception: AADSTS7000218: The request body must contain the following parameter: "
       "'client_assertion' or 'client_secret'.", "client-secret-missing"),
    _r("W041", "dcblogdev/laravel-microsoft-graph#16, 2021",
       "I got invalid_client error dcblogdev\\laravel-microsoft-graph\\src\\MsGraph.php:289.",
       cause="entra-client-refused"),
    _r("W044", "AzureAD/microsoft-authentication-library-for-java#357, 2021",
       "errorCode=invalid_grant\nmessage=AADSTS50057: The user account is disabled.\nTrace ID: cc99e083\n"
       "-----end of message----\ncorrelationId=400\nstatusCode=400\nstatusMessage=null\nclaims=null\nreason=NONE",
       "user-disabled"),
    _r("W045", "microsoft/azure-tools-for-java#7831, 2023",
       "Execution of class com.microsoft.aad.msal4j.AcquireTokenByInteractiveFlowSupplier failed., "
       "throwable=com.microsoft.aad.msal4j.MsalClientException: No Authorization code was returned from the server\n"
       "\tat com.microsoft.aad.msal4j.AcquireTokenByInteractiveFlowSupplier.getAuthorizationResultFromHttpListener("
       "AcquireTokenByInteractiveFlowSupplier.java:148)", cause="entra-refused-unsaid"),
    _r("W046", "microsoftgraph/msgraph-sdk-powershell#675, 2021",
       "Connect-MgGraph : A1B2C3D4E5F60718293A4B5C6D7E8F9012345678 certificate was not found or has expired.",
       "client-certificate-unusable"),
    _r("W047", "microsoftgraph/msgraph-sdk-powershell#2503, 2024",
       "Error: Connect-MgGraph: ClientCertificateCredential authentication failed: Keyset does not exist",
       "client-certificate-unusable"),
    _r("W048", "microsoftgraph/msgraph-sdk-powershell#2430, 2023",
       "ClientCertificateCredential authentication failed: Key not valid for use in specified state. -",
       "client-certificate-unusable"),
    _r("W049", "microsoftgraph/msgraph-sdk-powershell#52, 2019",
       "Connect-Graph : Value cannot be null.\nParameter name: certificate\nAt line:2 char:1\n    + CategoryInfo   "
       "       : NotSpecified: (:) [Connect-Graph], ArgumentNullException\n    + FullyQualifiedErrorId : "
       "System.ArgumentNullException,Microsoft.Graph.PowerShell.Authentication.Cmdlets.ConnectGraph",
       "client-certificate-unusable"),
    _r("W050", "ddbnl/office365-audit-log-collector#5, 2019",
       "DEBUG:urllib3.connectionpool:Starting new HTTPS connection (1): login.microsoftonline.com\n"
       "ERROR:root:Error logging in: \"'access_token'\"", cause="entra-refused-unsaid"),
    _r("W051", "wpmailsmtp.com, outlook-invalid-authentication-token",
       "InvalidAuthenticationToken: Token Expired", "token-expired"),
    _r("W052", "chatwoot/chatwoot#7727, 2023",
       "Started POST \"/api/v1/accounts/1/microsoft/authorization\"\nundefined method 'downcase' for nil:NilClass",
       unknown="a bug of chatwoot"),
    _r("W053", "betagouv/rdv-service-public#5041, 2025",
       '{"error"=>"invalid_grant",\n "error_description"=>\n  "FILT3R3D: The refresh token has expired due to '
       "inactivity. The token was issued on 2024-11-04T08:42:23.0610240Z and was inactive for 90.00:00:00. Trace ID: "
       'b51f40b4",\n "error_codes"=>[700082]}', "refresh-token-expired"),
    _r("W054", "AzureAD/microsoft-authentication-library-for-dotnet#2435, 2021",
       "System.AggregateException: One or more errors occurred. ---> System.NotSupportedException: The private key "
       "is not present in the X.509 certificate.\n   at Microsoft.Identity.Client.Platforms.net45."
       "NetDesktopCryptographyManager.SignWithCertificate(String message, X509Certificate2 certificate)",
       "client-certificate-unusable"),
    _r("W055", "Azure-Samples/active-directory-dotnet-daemon-certificate-credential#19, 2016",
       '"The private key is not present in the X.509 certificate."', "client-certificate-unusable"),
    _r("W056", "ankaboot-source/leadminer#580, 2023",
       "Error: An error occurred while refreshing the access token: invalid_grant\n  File \"/leadminer-api/app/"
       'services/ImapConnectionProvider.js", line 62, in ImapConnectionProvider.withGoogle', unknown="Google's"),
    _r("W057", "microsoft/o365-moodle#1555, 2021",
       "Could not refresh token\n\nDebug info:\nError code: errorcouldnotrefreshtoken\nStack trace:\nline 448 of "
       "/local/o365/classes/oauth2/token.php: moodle_exception thrown\nline 116 of /local/o365/classes/rest/"
       "o365api.php: call to local_o365\\oauth2\\token->refresh()", cause="entra-refused-unsaid"),
    _r("W058", "AzureAD/microsoft-authentication-library-for-dotnet#1719, 2020",
       "System.NullReferenceException\n  HResult=0x80004003\n  Message=Object reference not set to an instance of an "
       "object.\n  Source=Microsoft.Identity.Client\n  StackTrace:\n   at Microsoft.Identity.Client.Platforms."
       "netcore.NetCoreCryptographyManager.SignWithCertificate(String message, X509Certificate2 certificate)",
       "client-certificate-unusable"),
    _r("W059", "PHPMailer/PHPMailer#1417, 2018",
       "We're unable to complete your request\nMicrosoft account is experiencing technical problems. Please try again "
       'later. \nUrl shows "https://login.live.com/err.srf?lc=1033#error=invalid_request&error_description=The+'
       "provided+value+for+the+input+parameter+'redirect_uri'+is+not+valid.+The+expected+value+is+"
       "'https://login.live.com/oauth20_desktop.srf'+or+a+URL+which+matches+the+redirect+URI+registered+for+this+"
       'client+application.&state=f02e8d"', "redirect-uri-mismatch"),
)  # fmt: skip
