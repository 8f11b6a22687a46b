"""What other issuers of tokens, services of Azure and web servers said. Where from, and what."""

from __future__ import annotations

SERVICES = (
    (
        "keycloak/keycloak#39266, 2025-04",
        'Token URL returned the status:  400 , response:  {"error":"invalid_grant","error_description":'
        '"Token is not active"}\nload balancer : pulse secure\nThe SSO session settings from the Keycloak'
        " admin panel.",
    ),
    (
        "Apicurio/apicurio-registry#4041, 2023-11",
        "10:22:19,903 WARN  [org.keycloak.events] (default task-147) type=REFRESH_TOKEN_ERROR, realmId="
        "alto, clientId=alto-portal, userId=null, ipAddress=52.200.32.228, error=invalid_token, grant_t"
        "ype=refresh_token, client_auth_method=client-secret",
    ),
    (
        "fa-fifi/keycloak_wrapper#57, 2025-03",
        "[keycloak_wrapper] FlutterAppAuthPlatformException (PlatformException(token_failed, Failed to "
        "get token: invalid_grant: Session not active, {domain: org.openid.appauth.remote-http, user_di"
        "d_cancel: false, code: -10",
    ),
    (
        "jhipster/generator-jhipster-ionic#557, 2021-09",
        'core.js:6210 ERROR Error: Uncaught (in promise): HttpErrorResponse: {"status":401,"statusText"'
        ':"OK","url":"https://dev-1.okta.com/oauth2/v1/token","ok":false,"error":{"error":"invalid_clie'
        'nt","error_description":"Client authentication failed. Either the client or the client credent'
        'ials are invalid"}}',
    ),
    (
        "okta/okta-auth-js#455, 2020-08",
        '// POST {url}/oauth2/{auth_server_id}/v1/token\n{\n  "error": "invalid_client"\n  "error_descript'
        'ion": "Client authentication failed. Either the client or the client credentials are invalid."'
        "\n}\nclient.token.getWithPopup({ responseType: ['access_token', 'id_token'], scopes: ['openid', "
        "'email'] });\nokta-auth-js 4.0.0",
    ),
    (
        "okta/samples-java-spring#38, 2019-01",
        "[invalid_token_response] An error occurred while attempting to retrieve the OAuth 2.0 Access T"
        'oken Response: I/O error on POST request for "https://dev-2.oktapreview.com/oauth2/default/v1/'
        'token": dev-2.oktapreview.com; nested exception is java.net.UnknownHostException: dev-2.oktapr'
        "eview.com",
    ),
    (
        "auth0/node-auth0#134, 2016-10",
        "TokenError: Unauthorized\n    at Strategy.OAuth2Strategy.parseErrorResponse (/home/f/projects/N"
        "ode/node_modules/passport-oauth2/lib/strategy.js:325:12)\n    at passBackControl (/home/f/proje"
        "cts/Node/node_modules/oauth/lib/oauth2.js:123:9)",
    ),
    (
        "openwallet-foundation/acapy-vc-authn-oidc#143, 2021-11",
        "https://af65.ngrok.io/connect/token 400\nunauthorized_client",
    ),
    (
        "oktadev/okta-angular-sign-in-widget-example#15, 2018-02",
        "authorize?client_id=0oae36zsdrQjLSLWY0h7&redirect_uri=http%3A%2F%2Flocalhost%3A4200&response_t"
        "ype=id_token&response_mode=okta_post_message&scope=openid email:42 error.errorCode: invalid_re"
        "quest, error.description: The authorization server id is invalid.",
    ),
    (
        "pnp/pnpjs#1081, 2020-02",
        'Error making HttpClient request in queryable [403] Forbidden ::> {\n  "error": {\n    "code": "A'
        'uthorization_RequestDenied",\n    "message": "Insufficient privileges to complete the operation'
        '.",\n    "innerError": { "request-id": "c5c7f5e1-8513-4054-b818-67551017d20b" }\n  }\n}',
    ),
    (
        "microsoftgraph/msgraph-sdk-powershell#2826, 2024-07",
        "Invoke-MgGraphRequest: GET https://graph.microsoft.com/beta/admin/sharepoint/settings\nHTTP/2.0"
        ' 403 Forbidden\nx-ms-ags-diagnostic: {"ServerInfo":{"DataCenter":"Switzerland North"}}\n{"error"'
        ':{"code":"accessDenied","message":"Access denied"}}',
    ),
    (
        "OneDrive/onedrive-api-docs#1489, 2021-04",
        "2021/04/20 10:40:01 DEBUG : HTTP/1.1 401 Unauthorized\nClient-Request-Id: a1adaad0-5ffa-4539-8f"
        '1a-2c8d408a82d8\nWww-Authenticate: Bearer realm="", authorization_uri="https://login.microsofto'
        'nline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"\n{"error":'
        '{"code":"InvalidAuthenticationToken","message":"Unable to initialize RPS"}}',
    ),
    (
        "Azure/azure-sdk-for-net#23256, 2021-08",
        "[Informational] Azure-Core: Request [d2a1c790] GET https://contoso.vault.azure.net/secrets/Sql"
        "Server-ConnectionString/?api-version=7.2\n[Warning] Azure-Core: Error response [d2a1c790] 401 U"
        "nauthorized (00.4s)\n[Informational] Azure-Identity: DefaultAzureCredential.GetToken\nManagedIde"
        "ntityCredential authentication failed: No connection could be made because the target machine "
        "actively refused it. (127.0.0.1:41342)",
    ),
    (
        "jenkinsci/azure-keyvault-plugin#257, 2024-07",
        "ManagedIdentityCredential authentication unavailable. Connection to IMDS endpoint cannot be es"
        "tablished, connect timed out.\n\tat com.azure.identity.implementation.IdentityClient.checkIMDSAv"
        "ailable",
    ),
    (
        "Azure/azure-cli#29986, 2024",
        "urllib3.exceptions.MaxRetryError: HTTPConnectionPool(host='169.254.169.254', port=80): Max ret"
        "ries exceeded with url: /metadata/identity/oauth2/token?resource=https%3A%2F%2Fmanagement.core"
        ".windows.net%2F&api-version=2018-02-01 (Caused by NewConnectionError('<urllib3.connection.HTTP"
        "Connection object at 0x10>: Failed to establish a new connection: [Errno 64] Host is down'))",
    ),
    (
        "Azure/kubelogin#20, 2022-01",
        'Error: Kubernetes cluster unreachable: Get "https://contoso-a15872ed.hcp.westeurope.azmk8s.io:'
        '443/version?timeout=32s": getting credentials: exec: executable kubelogin not found',
    ),
    (
        "Azure/azure-dev#2359, 2023-06",
        "POST https://management.azure.com/subscriptions/82e70289/resourceGroups/rg/providers/Microsoft"
        ".ContainerService/managedClusters/aks/listClusterAdminCredential?api-version=2022-09-01\nRESPON"
        "SE Status: 400 Bad Request\nERROR: getting static credentials is not allowed because this clust"
        "er is set to disable local accounts.",
    ),
    (
        "OfficeDev/O365-InvestigationTooling#6, 2017-02",
        "New-PSSession : [outlook.office365.com] Processing data from remote server outlook.office365.c"
        "om failed with the following error message:\n[ClientAccessServer=DM5PR16CA0007,BackEndServer=HO"
        "STNAME.namprd17.prod.outlook.com,RequestId=619f2277] [FailureCategory=WSMan-InvalidShellID] Th"
        "e request for the Windows\nRemote Shell with ShellId 6FFE1BCD failed because the shell was not "
        "found on the server.",
    ),
    (
        "System-Admins/m365assessment#24, 2025-05",
        'Exception calling "Authenticate" with "7" argument(s): "Authentication failed against resource'
        "\nhttps://admin.microsoft.com. User interaction is required. This may be due to the conditional"
        " access policy\nsettings such as multi-factor authentication (MFA). Please rerun 'Connect-AzAcc"
        "ount' with additional parameter\n'-AuthScope https://admin.microsoft.com'.\"",
    ),
    (
        "mkleehammer/pyodbc#800, 2020-07",
        "InterfaceError: ('28000', \"[28000] [Microsoft][ODBC Driver 17 for SQL Server][SQL Server]Login"
        " failed for user '<token-identified principal>'. (18456) (SQLDriverConnect)\")\nserver = 'contos"
        "o.database.windows.net'",
    ),
    (
        "microsoft/studentambassadors#190, 2023-06",
        "Login failed for user '<token-identified principal>'. The server is not currently configured t"
        "o accept this token. Azure Active Directory authentication login failed",
    ),
    (
        "microsoft/azuredatastudio#4085, 2020",
        "Azure Active Directory - Universal with MFA support results in connection error (Login failed "
        "for user 'NT AUTHORITY\\ANONYMOUS LOGON'.)",
    ),
    (
        "mtxr/vscode-sqltools#1166, 2023-06",
        'ERROR: Error opening connection Security token could not be authenticated or authorized. "auth'
        'entication": {"type": "azure-active-directory-password"} "server": "contoso.database.windows.n'
        'et", "port": 1433',
    ),
    (
        "Azure/azure-sqldb-spark#28, 2020-06",
        "com.microsoft.sqlserver.jdbc.SQLServerException: Failed to authenticate the user bob@contoso.c"
        "om in Active Directory (Authentication=ActiveDirectoryPassword).\nCaused by: java.util.concurre"
        "nt.ExecutionException: com.microsoft.aad.adal4j.AuthenticationException: Server returned error"
        " in RSTR - ErrorCode: FailedAuthentication : FaultMessage: MSIS7068: Access denied.",
    ),
    (
        "bitly/oauth2_proxy#315, 2016-11",
        "2016/11/01 10:17:55 [error] 7#7: *1 connect() failed (111: Connection refused) while connectin"
        'g to upstream, client: 172.17.0.1, server: , request: "GET / HTTP/1.1", upstream: "http://127.'
        '0.0.1:4180/", host: "localhost:81"',
    ),
    (
        "oauth2-proxy/oauth2-proxy#2023, 2023-02",
        "[error] 22#22: *2 upstream prematurely closed connection while reading response header from up"
        'stream, client: 127.0.0.6, server: _, request: "GET / HTTP/1.1", upstream: "http://172.20.234.'
        '239:4180/", host: "auth.dev.contoso.com", referrer: "https://login.microsoftonline.com/"',
    ),
    (
        "vouch/vouch-proxy#262, 2020-05",
        "2020/05/13 17:01:55 [info] 17#17: *1 SSL_do_handshake() failed (SSL: error:14094416:SSL routin"
        "es:ssl3_read_bytes:sslv3 alert certificate unknown:SSL alert number 46) while SSL handshaking,"
        " client: 172.18.0.1, server: 0.0.0.0:8443",
    ),
    (
        "goauthentik/authentik#11453, 2024-09",
        "2024/09/30 10:53:13 [crit] 459#459: *721 SSL_do_handshake() failed (SSL: error:0A000458:SSL ro"
        "utines::tlsv1 unrecognized name:SSL alert number 112) while SSL handshaking to upstream, clien"
        't: 10.1.1.1, server: app.contoso.com, upstream: "https://10.0.0.2:443/outpost.goauthentik.io/a'
        'uth/nginx"',
    ),
    (
        "our own, the combined log format",
        '203.0.113.7 - - [23/Nov/2026:07:42:11 +0000] "GET /.well-known/openid-configuration?error=inva'
        'lid_grant HTTP/1.1" 404 153 "https://login.microsoftonline.com/" "Mozilla/5.0"\n203.0.113.7 - -'
        ' [23/Nov/2026:07:42:12 +0000] "POST /oauth2/callback HTTP/1.1" 502 575 "-" "Mozilla/5.0"',
    ),
    (
        "our own, the events of Kubernetes",
        "LAST SEEN   TYPE      REASON      OBJECT          MESSAGE\n2m   Warning   Unhealthy   pod/mail-"
        'api-0   Readiness probe failed: Get "http://10.244.0.33:8080/health": dial tcp 10.244.0.33:808'
        "0: connect: connection refused\n2m   Warning   BackOff     pod/mail-api-0   Back-off restarting"
        " failed container",
    ),
    (
        "our own, the events of Kubernetes",
        'Warning  Failed  kubelet  Failed to pull image "registry/app:1": rpc error: code = Unknown des'
        "c = failed to resolve reference: dial tcp: lookup registry on 10.96.0.10:53: no such host\nWarn"
        'ing  FailedMount  MountVolume.SetUp failed for volume "token" : timed out waiting for the cond'
        "ition",
    ),
)
