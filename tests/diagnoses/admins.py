"""What administrators and login libraries met, from public threads: consent, certificates, tokens, PowerShell."""

from __future__ import annotations

from .reports import Report, reported

_r = reported

THREADS: tuple[Report, ...] = (
    _r("Q001", "MicrosoftDocs/office-docs-powershell#8853, 2022",
       "Grant consent failed with error: Claim is invalid: c97b873f-f59f-49aa-8a0e-52b32d762124 does not exist on "
       "resource application 00000002-0000-0ff1-ce00-000000000000. [cykiIH9996kFa8pv36jfoC]",
       "permission-not-registered"),
    _r("Q002", "MicrosoftDocs/office-docs-powershell#11332, 2023",
       "VERBOSE: [ThreadID: #] Successfully got a token for Managed Identity\nThe role assigned to application {app "
       "id} isn't supported in this scenario. Please check online documentation for assigning correct Directory "
       "Roles to Azure AD Application for EXO App-Only Authentication.\nError at:  "
       "...\\Modules\\ExchangeOnlineManagement\\3.3.0\\netFramework\\ExchangeOnlineManagement.psm1",
       "exchange-cmdlet-not-allowed"),
    _r("Q003", "MicrosoftDocs/office-docs-powershell#8927, 2022",
       "New-ExoPSSession : Processing data from remote server partner.outlook.cn failed with the following error "
       "message: [FailureCategory=AuthZ-CmdletAccessDeniedException] The application "
       "**f9684132-be1f-45da-835a-e296116f7cb8** isn't assigned to any management roles. Please check online "
       "documentation for assigning Directory Roles to Azure AD Application.", "exchange-cmdlet-not-allowed"),
    _r("Q004", "MicrosoftDocs/office-docs-powershell#7970, 2021",
       "Get-EXOMailbox: Error while querying REST service. HttpStatusCode=401 "
       'ErrorMessage={"error":{"code":"Unauthorized","message":"User is not allowed to call '
       'Get-Mailbox","innererror":{"type":"Microsoft.Exchange.Admin.OData.Core.ODataServiceException"}}}\n\n'
       "Get-Mailbox: The term 'Get-Mailbox' is not recognized as a name of a cmdlet, function, script file, or "
       "executable program.", "exchange-cmdlet-not-allowed"),
    _r("Q005", "MicrosoftDocs/office-developer-exchange-docs PR#301, 2022",
       "new-serviceprincipal : The term 'new-serviceprincipal' is not recognized as the name of a cmdlet, function, "
       "script\nfile, or operable program. Check the spelling of the name, or if a path was included, verify that "
       "the path is correct\nand try again.", "exchange-cmdlet-not-allowed"),
    _r("Q006", "MicrosoftDocs/office-docs-powershell#11445, 2023",
       "Set-CASMailbox : A parameter cannot be found that matches parameter name 'OneWinNativeOutlookEnabled'.\nAt "
       "line:1 char:48\n    + CategoryInfo          : InvalidArgument: (:) [Set-CASMailbox], "
       "ParameterBindingException\n    + FullyQualifiedErrorId : NamedParameterNotFound,Set-CASMailbox",
       "exchange-cmdlet-not-allowed"),
    _r("Q007", "MicrosoftDocs/OfficeDocs-Exchange#972, 2019",
       "A parameter cannot be found that matches parameter name 'OWAEnabled'.\n    + CategoryInfo          : "
       "InvalidArgument: (:) [Set-CASMailbox], ParameterBindingException\n    + PSComputerName        : "
       "outlook.office365.com", "exchange-cmdlet-not-allowed"),
    _r("Q008", "MicrosoftDocs/office-docs-powershell#8035, 2021",
       "| Connecting to remote server outlook.office365.com failed with the following error message : Access is "
       "denied. For\n     | more information, see the about_Remote_Troubleshooting Help topic.",
       "exchange-cmdlet-not-allowed"),
    _r("Q009", "timmcmic/DLConversionV2#141, 2023",
       "Error Acquiring Token:\nCould not use the certificate for signing. See inner exception for details. "
       "Possible cause: this may be a known issue with apps build against .NET Desktop 4.6 or lower.\nAt "
       "C:\\Program Files\\WindowsPowerShell\\Modules\\ExchangeOnlineManagement\\3.1.0\\netFramework\\ExchangeOnline"
       "Management.psm1:729 char:21\n    + CategoryInfo          : OperationStopped: (:) [], MsalClientException",
       "client-certificate-unusable"),
    _r("Q010", "MicrosoftDocs/office-docs-powershell#4333, 2019",
       "Get-EXOMailboxPermission : Error while querying REST service. HttpStatusCode=404 "
       'ErrorMessage={"error":{"code":"NotFound","message":"An server side error '
       'occured.","innererror":{"type":"Microsoft.Exchange.Admin.OData.Core.ODataServiceException"}}}',
       unknown="a piping error of the cmdlet"),
    _r("Q011", "mdsecactivebreach/o365-attack-toolkit#14, 2020; thunderbird-android PR#6155, 2022",
       "Need admin approval\nK-9 Mail\nK-9 Mail needs permission to access resources in your organization that only "
       "an admin can grant. Please ask an admin to grant permission to this app before you can use it.",
       "admin-consent-required"),
    _r("Q012", "phw198/OutlookGoogleCalendarSync#2095, 2025",
       "Request Id:  53f6bffc-0fdb-49f4-b10a-da6a84c14e00\nTimestamp:  2025-03-23T16:44:31Z\nMessage:  "
       "AADSTS900941: This operation can only be performed by an administrator. Sign out and sign in as an "
       "administrator or contact one of your organization's administrators.", "admin-consent-required"),
    _r("Q013", "a changelog of 2026, German",
       'Microsoft 365 OAuth2 zeigte "Administratorgenehmigung erforderlich" Fehlermeldung', "admin-consent-required"),
    _r("Q014", "nylas.com, Microsoft 365 admin approval",
       'If you connect a Microsoft 365 account and hit a wall with an "Approval required" message: This app '
       "requires your admin's approval to:", "admin-consent-required"),
    _r("Q015", "Softeria/ms-365-mcp-server#522, 2026",
       "errorCode:  invalid_grant\nsubError:   bad_token\nname:       InteractionRequiredAuthError\nmessage:    "
       "AADSTS70000: The user could not be authenticated as the grant is expired. The user must sign in again.",
       "personal-account-grant-refused"),
    _r("Q016", "Softeria/ms-365-mcp-server PR#523, 2026 (the code left out)",
       "Silent token acquisition failed: invalid_grant / bad_token: The user could not be authenticated as the "
       "grant is expired. login.microsoftonline.com", cause="personal-account-grant-refused"),
    _r("Q017", "microsoftgraph/msgraph-sdk-java#877, 2021",
       "[Correlation ID: 1bf20841] Execution of class com.microsoft.aad.msal4j.AcquireTokenSilentSupplier failed.\n"
       "com.microsoft.aad.msal4j.MsalClientException: javax.net.ssl.SSLHandshakeException: "
       "sun.security.validator.ValidatorException: PKIX path validation failed: "
       "java.security.cert.CertPathValidatorException: validity check failed", cause="certificate-expired"),
    _r("Q018", "PojavLauncherTeam/PojavLauncher#4192, 2023; the host added",
       "javax.net.ssl.SSLHandshakeException: Chain validation failed\n\tat "
       "com.android.org.conscrypt.ConscryptFileDescriptorSocket.startHandshake(ConscryptFileDescri"
       "ptorSocket.java:229) outlook.office365.com", cause="certificate-unknown-ca"),
    _r("Q019", "mattermost/mattermost-plugin-msteams-meetings#95, 2023",
       'Post "https://login.microsoftonline.com/e310c9e5-4531-4482-b592-676587725124/oauth2/v2.0/token": x509: '
       "certificate is not valid for any names, but wanted to match login.microsoftonline.com",
       "certificate-wrong-name"),
    _r("Q020", "Azure/azure-dev#3882, 2024",
       "ERROR: logging in: failed to authenticate: server response error:\n Get "
       '"https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration": tls: failed to '
       "verify certificate: x509: certificate signed by unknown authority", "certificate-unknown-ca"),
    _r("Q021", "microsoft/vscode-azure-account#819, 2023",
       '2023-06-23 15:25:09.298 [info] Attempting to reach URL "https://login.microsoftonline.com/"...\n2023-06-23 '
       "15:25:09.367 [error] certificate has expired\n2023-06-23 15:25:09.392 [error] certificate has expired",
       "certificate-expired"),
    _r("Q022", "Azure/azure-cli#27912, 2023; the host added",
       "HTTPSConnectionPool(host='login.microsoftonline.com', port=443): Max retries exceeded (Caused by "
       "SSLError(SSLError(524297, '[X509] unknown error (_ssl.c:4035)')))", cause="certificate-unknown-ca"),
    _r("Q023", "curl/curl#12239, 2023; the host exchanged",
       "* Connected to outlook.office365.com port 993 (#0)\n* schannel: CertGetCertificateChain trust error "
       "CERT_TRUST_REVOCATION_STATUS_UNKNOWN\n* Closing connection 0\ncurl: (60) schannel: CertGetCertificateChain "
       "trust error CERT_TRUST_REVOCATION_STATUS_UNKNOWN", "certificate-revocation-unchecked"),
    _r("Q024", "curl/curl#12239, 2023, Chinese Windows; the host exchanged",
       "curl https://login.microsoftonline.com\n* schannel: next InitializeSecurityContext failed: Unknown error "
       "(0x80092013) "
       "- 由于吊销服务器已脱机，吊销功能无法检查吊销。"
       "\ncurl: (35) schannel: next InitializeSecurityContext failed: Unknown "
       "error (0x80092013) -", "certificate-revocation-unchecked"),
    _r("Q025", "rust-lang/cargo#9788, 2021; the host added",
       "curl: (35) schannel: initial InitializeSecurityContext failed: SEC_E_ILLEGAL_MESSAGE (0x80090326) - This "
       "error usually occurs when a fatal SSL/TLS alert is received (e.g. handshake failed). smtp.office365.com:587",
       cause="tls-handshake-failed"),
    _r("Q026", "MicrosoftDocs/azure-docs-sdk-java#746, 2018; the token URI added",
       "token-uri=https://login.microsoftonline.com/organizations/oauth2/token\n[invalid_token_response] An error "
       "occurred while attempting to retrieve the OAuth 2.0 Access Token Response: 401 Unauthorized",
       cause="entra-client-refused"),
    _r("Q027", "Azure/azure-sdk-for-java#17969, 2020",
       "client_id=[6c7903db-1536-41b8-a7c1-09b111f99b4b]\n2020-12-03 17:09:19.845 DEBUG 116664 --- "
       "[nio-8080-exec-3] o.s.web.client.RestTemplate              : Response 401 UNAUTHORIZED\n"
       "org.springframework.security.oauth2.core.OAuth2AuthenticationException: [invalid_token_response] An error "
       "occurred while attempting to retrieve the OAuth 2.0 Access Token Response: 401 Unauthorized: [no body]\n "
       "redirect_uri=[http://localhost:8080/login/oauth2/code/azure] login.microsoftonline.com",
       cause="entra-client-refused"),
    _r("Q028", "jhipster/generator-jhipster#26381, 2024",
       "org.springframework.security.oauth2.core.OAuth2AuthenticationException: [invalid_token_response] An error "
       "occurred while attempting to retrieve the OAuth 2.0 Access Token Response: 401 : [no body] at "
       "com.okta.example", unknown="nobody says that the provider is Microsoft"),
    _r("Q029", "magium/active-directory#24, 2017",
       "Fatal error: Uncaught exception 'League\\OAuth2\\Client\\Provider\\Exception\\IdentityProviderException' "
       "with message 'invalid_client' in src/Provider/GenericProvider.php:216 Stack trace: #3 "
       "inc/sso/src/ActiveDirectory.php(180)", cause="entra-client-refused"),
    _r("Q030", "TheNetworg/oauth2-azure PR#99, 2020",
       "invalid_client\nAADSTS50011: The reply URL specified in the request does not match the reply URLs "
       "configured for the application: '12345678-1234-1234-1234-1234567890ab'.\n  Trace ID: "
       "12345678-1234-1234-1234-1234567890ab", "redirect-uri-mismatch"),
    _r("Q031", "databricks/databricks-sdk-go#240, 2022",
       "Error: failed request: inner token: oauth2: cannot fetch token: 401 Unauthorized\nResponse: "
       '{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided. Ensure the '
       "secret being sent in the request is the client secret value, not the client secret ID, for a secret added "
       "to app 'XXX'.\\r\\nTrace ID: YYY", "client-secret-wrong"),
    _r("Q032", "smallstep/cli#390, 2020",
       "Failed exchanging authorization code: invalid_client. AADSTS7000218: The request body must contain the "
       "following parameter: 'client_assertion' or 'client_secret'. Trace ID:xx", "client-secret-missing"),
    _r("Q033", "BookStackApp/BookStack#4089, 2023",
       "[2023-03-08 15:59:28] production.ERROR: Client error: `POST "
       "https://login.microsoftonline.com/%7B{Tenant-ID]%7D/oauth2/v2.0/token` resulted in a `401 Unauthorized` "
       'response:\n{\\"error\\":\\"invalid_client\\",\\"error_description\\":\\"AADSTS7000215: Invalid client '
       "secret provided. Ensure the secret being se (truncated...)", "client-secret-wrong"),
    _r("Q034", "ahaenggli/AzureAD-LDAP-wrapper#45, 2023",
       "ERROR: 2023-03-05T22:32:07.978Z:  graph_azuread.js checkToken { | stdout\n-\nerrorCode: 'invalid_client', | "
       'stdout\n-- | --\n\nerrorMessage: "7000215 - [2023-03-05 22:32:01Z]: AADSTS7000215: Invalid client secret '
       "provided. Ensure the secret being sent in", "client-secret-wrong"),
    _r("Q035", "AzureAD/microsoft-authentication-library-for-dotnet#4408, 2023",
       "Microsoft.Identity.Web.TokenAcquisition Exception type: Microsoft.Identity.Client.MsalServiceException\n"
       "ErrorCode: invalid_client\nHTTP StatusCode 401", cause="entra-client-refused"),
    _r("Q036", "AzureAD/microsoft-identity-web#853, 2020",
       "Microsoft.Identity.Web.TokenAcquisition: Error: (False) MSAL 4.24.0.0 MSAL.NetCore Exception type: "
       "Microsoft.Identity.Client.MsalUiRequiredException\n, ErrorCode: invalid_grant\nHTTP StatusCode 400\n"
       "CorrelationId <<uuid removed>>", "interaction-required"),
    _r("Q037", "AzureAD/microsoft-authentication-library-for-js#8369, 2026",
       "Authority: https://login.microsoftonline.com/organizations\nStatusInternal::ApiContractViolation, Error "
       "Code 3399614473 from @azure/msal-node-extensions\n[MSAL] Native broker failed, falling back to browser "
       "interactive auth.", cause="redirect-uri-mismatch"),
    _r("Q038", "AzureAD/microsoft-authentication-library-for-dotnet#3786, 2022",
       "WAM Error  Microsoft.Identity.Client.Platforms.Features.WamBroker.AadPlugin \\n Error Code: WAM_no_network "
       "\\n\n Error Message: Windows broker network issue. HR result facility: 2727 \\n WAM Error Message: The "
       "server or proxy was not found. \\n \nInternal Error Code: 3399942148 \\n Is Retryable: True",
       cause="connection-failed"),
    _r("Q039", "microsoft/vscode#240905, 2025",
       "[error] [aebc6443] [https://login.microsoftonline.com/organizations] : @azure/msal-node-extensions@1.5.0 : "
       "Error - [MSAL:0002]\tERROR  \tErrorInternalImpl:134\tCreated an error: 7q6cj, StatusInternal::NoNetwork, "
       "InternalEvent::None, Error Code 3399942148, Context '(pii)'", cause="connection-failed"),
    _r("Q040", "Azure/azure-powershell#13193, 2020",
       "DEBUG: [ADAL]: Error: LoggerBase.cs: Microsoft.IdentityModel.Clients.ActiveDirectory.AdalServiceException: "
       "AADSTS50097: Device authentication is required.\nTrace ID: 82c1fd6c\n ---> "
       "System.Net.Http.HttpRequestException: Response status code does not indicate success: 401 (Unauthorized).",
       "device-required"),
    _r("Q041", "Azure/azure-cli#32420, 2025",
       "You don't have access to this\nYour sign-in was successful but does not meet the criteria to access this "
       "resource. For example, you might be signing in from a browser, app, location, or an authentication flow "
       "that is restricted by your admin.\nError Code: 53003\nRequest Id: ...\nApp name: Thunderbird",
       "conditional-access-blocked"),
    _r("Q042", "AzureAD/microsoft-authentication-library-for-objc#2477, 2025",
       "Error 530001: You can't get there from here - You cannot access the resource from this browser on your "
       "device. You need to use Microsoft Edge", "device-required"),
    _r("Q043", "MicrosoftDocs/azure-docs#40458, 2019; sign-in log as the portal shows it",
       "Sign-in error code: 53009\nFailure reason: Application needs to enforce Intune protection policies.\n"
       "Additional Details: MFA completed in Azure AD\nApplication: Office 365 Exchange Online", "device-required"),
    _r("Q044", "AzureAD/azure-activedirectory-library-for-python#110, 2017; the host added",
       "adal.adal_error.AdalError: Unexpected polling state code_expired  https://login.microsoftonline.com/common",
       "device-code-expired"),
    _r("Q045", "AzureAD/microsoft-authentication-library-for-dotnet#638, 2018",
       "Microsoft.Identity.Client.MsalClientException: Verification code expired before contacting the server",
       "device-code-expired"),
    _r("Q046", "AzureAD/azure-activedirectory-library-for-nodejs#137, 2016",
       "[Error: Get Token request returned http error: 400 and server response: "
       '{"error":"authorization_pending","error_description":"AADSTS70016: Pending end-user '
       'authorization.\\r\\nTrace ID: cd417f24"', "device-code-pending"),
    _r("Q047", "Azure/azure-sdk-for-python#14241, 2020",
       '2.  "msrest.exceptions.AuthenticationError: , AdalError: Get Token request returned http error: 503 and '
       'server response: {""error"":""temporarily_unavailable"",""error_description"":""AADSTS90033: A transient '
       "error has occurred. Please try again.\\r\\nTrace ID: 7c3280d4", "entra-unavailable"),
    _r("Q048", "Azure/azure-sdk-for-python#14241, 2020, the first",
       "msrest.exceptions.AuthenticationError: , AdalError: Get Token request returned http error: 504 "
       "login.microsoftonline.com", "entra-unavailable"),
    _r("Q049", "AzureAD/microsoft-authentication-library-for-js#4019, 2021",
       "ServerError: temporarily_unavailable: 50033 - [2021-08-02 15:36:10Z]: CCS could not serve the request that "
       "had failed at ESTS due to server error and got auto failed over to CCS. - Correlation ID: 672dcda1",
       "entra-unavailable"),
    _r("Q050", "MicrosoftDocs/azure-docs#19159, 2018",
       "AADSTS50087 SasRetryableError", "entra-unavailable"),
    _r("Q051", "seanfisher/passport-microsoft#3, 2019",
       "TokenError: AADSTS70012: Non-retryable error has occurred.", "entra-unavailable"),
    _r("Q052", "julian-alarcon/prospect-mail#191, 2021",
       "AADSTS90023: msaredir=1 is only supported on the common tenant.", cause="request-malformed"),
    _r("Q053", "thobach/MMM-MicrosoftToDo#28, 2020",
       '{"error":"invalid_request","error_description":"AADSTS9002331: Application '
       "'fd0fb737-7b15-48db-a74c-5393ea142966'(Magic Mirror) is configured for use by Microsoft Account users only. "
       "Please use the /consumers endpoint to serve this request.", "authority-wrong-account-kind"),
    _r("Q054", "Set-OutlookSignatures/Set-OutlookSignatures#131, 2024",
       "We're sorry, but we're having trouble signing you in.\n\nAADSTS500113: No reply address is registered for "
       "the application.", "redirect-uri-mismatch"),
    _r("Q055", "mzmaili/Get-AzureADUsersLastSignIn#3, 2021",
       "Sorry, but we're having trouble signing you in.\nAADSTS65002: Consent between first party application "
       "'1950a258-227b-4e31-a9cf-717495945fc2' and first party resource '00000003-0000-0000-c000-000000000000' must "
       "be configured via preauthorization", "first-party-client-id"),
    _r("Q056", "IAmFrench/GSuite-as-identity-Provider#4, 2019 (the code only in the title)",
       "The user account name@domain does not exist in the f66996c8-d353-2342-8465-6f7705dc5cf8 directory. To sign "
       "into this application, the account must be added to the directory.", "user-not-in-tenant"),
    _r("Q057", "TangentSolutions/PowerBI-SDK-PHP#1, 2017",
       "Error Message: The user or administrator has not consented to use the application with ID 'e3130-2*****' "
       "named 'XXXX'. Send an interactive authorization request for this user and resource.", "consent-missing"),
    _r("Q058", "O365/python-o365#167, 2019",
       "oauthlib.oauth2.rfc6749.errors.InvalidClientIdError: (invalid_request) AADSTS900144: The request body must "
       "contain the following parameter: 'refresh_toke\nn'.", "request-parameter-missing"),
)  # fmt: skip
