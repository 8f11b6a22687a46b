"""More mail errors and log lines that no Microsoft cause may be given: other providers and products."""

from __future__ import annotations

MORE = (
    "KC-SERVICES0029: Failed to send email: javax.mail.AuthenticationFailedException: 535 5.7.8 Error"
    ": authentication failed: UGFzc3dvcmQ6_",
    "javax.mail.AuthenticationFailedException: 535-5.7.8 Username and Password not accepted. For more"
    " information, go to\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials bx9-20020a05622"
    "a090900b0042a460cad28sm2857518qtb.91 - gsmtp\n        at com.sun.mail.smtp.SMTPTransport$Authenti"
    "cator.authenticate(SMTPTransport.java:947) ~[jakarta.mail-1.6.7.jar:1.6.7]",
    "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not accepted. Learn more at"
    "\\n5.7.8  https://support.google.com/mail/?p=BadCredentials j10sm5731558pfn.207 - gsmtp')",
    "host=smtp.gmail.com tls=on auth=on user=x from=x@gmail.com recipients=x@gmail.com errormsg='the "
    "server sent an empty reply' exitcode=EX_PROTOCOL",
    "host=smtp.gmail.com smtpstatus=535 smtpmsg='535-5.7.8 Username and Password not accepted. Learn "
    "more at' errormsg='authentication failed (method PLAIN)' exitcode=EX_NOPERM",
    '* OK Yandex IMAP4rev1 at imap53p.mail.yandex.net:993 ready\n2 LOGIN "wi******r@yandex.com" "*****'
    '****"\n2 NO [AUTHENTICATIONFAILED] LOGIN Invalid credentials or IMAP is disabled sc=ebI8JB0ug4Y1',
    "A: connecting to server imap.mail.yahoo.com:993\nS: a0 NO [AUTHENTICATIONFAILED] LOGIN Invalid credentials",
    "{ response: '3 NO [AUTHENTICATIONFAILED] AUTHENTICATE Invalid credentials', executedCommand: '3 "
    "AUTHENTICATE PLAIN', serverResponseCode: 'AUTHENTICATIONFAILED' } imap.mail.yahoo.com",
    "* OK svwall.zoho.com IMAP4 Server (Zoho Mail IMAP4rev1 Server version 1.0)\n2 NO [AUTHENTICATIONF"
    "AILED] Invalid credentials(Failure)",
    'imap_tools.errors.MailboxLoginError: Response status "OK" expected, but "NO" received. Data: [b\''
    "authentication failed']",
    "got an extra server challenge: eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwc"
    "zovL21haWwuZ29vZ2xlLmNvbS8ifQ==\ngot failure response: NO [AUTHENTICATIONFAILED] Invalid credenti"
    "als (Failure)",
    "Webklex\\PHPIMAP\\Exceptions\\ConnectionFailedException\nErrorException: stream_socket_client(): Pee"
    "r certificate CN=`40-123-194-112.cprapid.com' did not match expected CN=`localhost' in /domain/v"
    "endor/webklex/php-imap/src/Connection/Protocols/Protocol.php:191",
    "535 Authentication failed: Basic authentication is not allowed with 2FA enabled. To fix, see htt"
    "ps://sendgrid.com/docs/for-developers/sending-email/authentication/#basic-authentication",
    "Net::SMTPAuthenticationError: 535 5.7.8 Sorry.",
    "Net::SMTPAuthenticationError: 435 4.7.8 Error: authentication failed:",
    "Net::SMTPAuthenticationError: 530 5.7.0 Must issue a STARTTLS command first. g4sm20621052ybh.7",
    "Net::SMTPAuthenticationError: 451 Authentication failed: Could not authenticate",
    "mx27.ess.sfj.cudaops.com #550 permanent failure for one of more recipients (x: Please ensure the"
    " email service you are sending from either has SPF or DKIM.",
    "550 5.7.509 Access denied, sending domain [EXAMPLE.ORG] does not pass DMARC verification and has"
    " a DMARC policy of reject.",
    "550 5.7.515 Access denied, sending domain example.org does not meet the required authentication level.",
    "Recipient address rejected: Message rejected due to: SPF fail - not authorized. (550 5.7.23)",
    "Remote Server returned '550 5.7.103 UserMailboxSentItemsAgent; Sent items copy failed due to a p"
    "ermanent error [Stage: OnPromotedEvent]'",
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient contoso not found by SMTP address lookup [A"
    "M0PR06.eurprd06.prod.outlook.com]",
    "550 5.4.1 Recipient address rejected: Access denied. [AM5EUR03FT012.eop-EUR03.prod.protection.outlook.com]",
    "550 5.7.606 Access denied, banned sending IP [203.0.113.9]. To request removal from this list pl"
    "ease visit https://sender.office.com/",
    "550 5.7.1 Service unavailable, Client host [203.0.113.9] blocked using Spamhaus. [AM5EUR.prod.pr"
    "otection.outlook.com]",
    "421 4.7.0 [TSS04] Messages from 203.0.113.9 temporarily deferred due to user complaints - 4.16.5"
    "5.1; see https://postmaster.yahooinc.com/error-codes",
    "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restr"
    "iction check failed because the sender was not authenticated when sending to this group",
    "550 5.7.520 Access denied, Your organization does not allow external forwarding. Please contact "
    "your administrator for further assistance. AS(7555)",
    '{"error":{"code":"InvalidAuthenticationToken","message":"CompactToken parsing failed with error '
    'code: -2147184105"}} https://graph.microsoft.com/v1.0/me/microsoft.graph.sendmail',
    '{"error":{"code":"ErrorAccessDenied","message":"Access is denied. Check credentials and try agai'
    'n."}} https://graph.microsoft.com/v1.0/me/sendMail',
    '{"error":{"code":"MailboxNotEnabledForRESTAPI","message":"REST API is not yet supported for this mailbox."}}',
    '{ "error": { "code": "NoPermissionsInAccessToken", "message": "The token contains no permissions'
    ', or permissions can not be understood." } }',
    '{"error":{"code":"TooManyRequests","message":"Application is over its MailboxConcurrency limit."'
    "}} HTTP/1.1 429 Too Many Requests graph.microsoft.com",
    "Microsoft.Data.SqlClient.SqlException (0x80131904): Login failed for user '<token-identified pri"
    "ncipal>'.\n   at Microsoft.Data.SqlClient.SqlInternalConnection.OnError(SqlException exception)",
    "mssql: login error: Login failed for user '<token-identified principal>'.",
    "System.Data.SqlClient.SqlException: A network-related or instance-specific error occurred while "
    "establishing a connection to SQL Server. (provider: TCP Provider, error: 0 - A connection attemp"
    "t failed because the connected party did not properly respond after a period of time)",
    "MSIS7065: There are no registered protocol handlers on path /adfs/oauth2/token to process the incoming request.",
    "MSIS9605: The client is not allowed to access the requested resource.",
    "The remote server returned an error: (403) Forbidden. https://contoso.sharepoint.com/_api/web/lists",
    "Access denied. You do not have permission to perform this action or access this resource. (SharePoint)",
    "EXCHANGE on-premises: 550 5.7.1 Unable to relay for x@example.org",
    "454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be found.",
    "451 4.4.0 DNS query failed. The error was: SMTPSEND.DNS.NonExistentDomain; nonexistent domain",
    "The LDAP server is unavailable. Active Directory domain controller contoso.local",
    "raise UnauthorizedError('Wrong username or password for %s' % url)",
    "davmail  - > ?y[7~iEW:!^[:8 BAD missing command",
    "- `LOGGED_OUT` - Not authenticated\n- `LOGGING_IN` - Authentication in progress\n- `LOGGED_IN` - A"
    "uthenticated but not connected\n- `AUTO_CONNECTING` - Automatic connection in progress\n- `CONNECT"
    "ING` - Manual connection in progress\n- `CONNECTED` - Active VPN connection\nspeedify_cli state",
    "W0723 17:19:40 memcache.go:265] couldn't get current server API group list: Get \"https://kuberne"
    'tes.docker.internal:6443/api?timeout=32s": dial tcp 127.0.0.1:6443: connectex: Es konnte keine V'
    "erbindung hergestellt werden, da der Zielcomputer die Verbindung verweigerte.",
    "SearchOneChannel ist fehlgeschlagen Der Remotename konnte nicht aufgelöst werden: 'api.twitch.tv'",
    "<urlopen error [WinError 10061] Es konnte keine Verbindung hergestellt werden> http://localhost:7433/agents",
    "com.microsoft.sqlserver.jdbc.SQLServerException: The TCP/IP connection to the host db01.corp.int"
    'ernal, port 1433 has failed. Error: "Connection timed out',
    "org.postgresql.util.PSQLException: Connection to localhost:5432 refused. Check that the hostname"
    " and port are correct",
    "java.sql.SQLException: Io exception: The Network Adapter could not establish the connection",
    "requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://api.github.com/user",
    'oauth2: cannot fetch token: 400 Bad Request Response: {"error":"invalid_grant","error_descriptio'
    'n":"Token has been expired or revoked."} oauth2.googleapis.com',
    "google.auth.exceptions.RefreshError: ('invalid_grant: Token has been expired or revoked.', {'err"
    "or': 'invalid_grant'})",
    "slack_sdk.errors.SlackApiError: The request to the Slack API failed. (url: https://slack.com/api"
    "/chat.postMessage) {'ok': False, 'error': 'invalid_auth'}",
    "docker: Error response from daemon: Get https://registry-1.docker.io/v2/: net/http: request canc"
    "eled while waiting for connection",
    "fatal: unable to access 'https://git.example.org/x.git/': SSL certificate problem: self signed c"
    "ertificate in certificate chain",
    "curl: (35) error:1408F10B:SSL routines:ssl3_get_record:wrong version number https://intranet.corp.local",
    "ssh: connect to host 10.0.0.5 port 22: Connection refused",
    "kex_exchange_identification: Connection closed by remote host",
    "nginx: [error] 29#29: *1 upstream timed out (110: Connection timed out) while reading response h"
    "eader from upstream",
    "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.9  user=root",
    "INFO  o.s.b.w.embedded.tomcat.TomcatWebServer - Tomcat started on port(s): 8080 (http)",
    "2026-11-23T07:42:11Z mail queue: 250 2.0.0 OK <x@y> [Hostname=AM0PR06MB4049.eurprd06.prod.outlook.com] queued",
    "235 2.7.0 Authentication successful",
    "S: 220 AM0PR06CA0126.outlook.office365.com Microsoft ESMTP MAIL Service ready\nC: EHLO x\nS: 250-A"
    "UTH LOGIN XOAUTH2\nS: 250 SMTPUTF8\nS: 235 2.7.0 Authentication successful\nS: 221 2.0.0 Service cl"
    "osing transmission channel",
    "* OK The Microsoft Exchange IMAP4 service is ready.\nA1 OK AUTHENTICATE completed.\nA2 OK [READ-WR"
    "ITE] SELECT completed.\n* BYE Microsoft Exchange Server IMAP4 server signing off.\nA3 OK LOGOUT co"
    "mpleted.",
    "AH01630: client denied by server configuration: /var/www/html/.git",
    "error: failed to push some refs to 'github.com:owner/repo.git'",
    "ORA-01017: invalid username/password; logon denied",
    "Zabbix: Cannot connect to the database. Connection refused",
    "Windows Event 4625: An account failed to log on. Failure Reason: Unknown user name or bad password.",
    "imap.hs20.net Connected to imaps://imap.hs20.net:993/\nS: * OK IMAP4 ready.\nS: A00000002 NO Invalid login",
    "S: -ERR Invalid login or password\nException: The POP3 server has unexpectedly disconnected. pop.free.fr",
    "Unexpected greeting from server: 220 mymailserver ESMTP ready",
    "fetchmail: Authorization failure on bob@pop.example.net\nfetchmail: Query status=3 (AUTHFAIL)",
    "msmtp: authentication failed (method LOGIN)\nmsmtp: server message: 535 5.7.0 Error: authenticati"
    "on failed: account is locked smtp.mail.ru",
    "curl: (67) Login denied imap.gmail.com",
    "535 5.7.8 Authentication credentials invalid (Amazon SES)",
    "454 4.7.0 Temporary authentication failure: Connection lost to authentication server (dovecot on"
    " mail.example.org)",
    "535-5.7.1 Application-specific password required 535 5.7.1 https://support.google.com/accounts/answer/185833",
    "Error: Invalid login: 535 Authentication Failed smtp.zoho.eu",
    "535 5.7.0 authentication failed: Authentication failure smtp.fastmail.com",
    "550 5.7.26 The MAIL FROM domain [example.org] has an SPF record with a hard fail policy (-all) b"
    "ut it fails to pass SPF checks",
    "550-5.7.1 [203.0.113.9] The IP you're using to send mail is not authorized to send email directl"
    "y to our servers. gsmtp",
    "553 5.3.0 <x@example.org>... User unknown",
    "554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes",
    "SMTPRecipientsRefused: {'x@example.org': (550, b'5.1.1 User unknown')}",
    "java.lang.OutOfMemoryError: Java heap space",
    "org.hibernate.exception.JDBCConnectionException: Unable to acquire JDBC Connection",
    "Caused by: java.net.ConnectException: Connection refused (Connection refused) at com.mysql.cj.pr"
    "otocol.StandardSocketFactory.connect",
    "requests.exceptions.SSLError: HTTPSConnectionPool(host='pypi.org', port=443): Max retries exceed"
    "ed with url: /simple/pip/ (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VER"
    "IFY_FAILED] certificate verify failed: self signed certificate in certificate chain')))",
    "x509: certificate signed by unknown authority while pulling image registry.corp.internal/app:1",
    "TimeoutError: [Errno 110] Connection timed out: ('10.1.2.3', 1433)",
    "[Errno 111] Connection refused redis",
    "WinError 10054 An existing connection was forcibly closed by the remote host https://files.pytho"
    "nhosted.org/packages",
    "AuthenticationException: Authentication failed because the remote party has closed the transport"
    " stream. https://api.nuget.org/v3/index.json",
    "Login failed for user 'sa'. Reason: Password did not match that for the login provided.",
    "LOGIN failed for user admin on switch01.example.net",
    "HTTP 401 Unauthorized: Basic authentication is disabled on this Confluence instance https://wiki.example.org",
    "ldap_bind: Invalid credentials (49) data 52e",
    "KDC_ERR_PREAUTH_FAILED Kerberos pre-authentication failed",
    "Zulip: invalid_request: redirect_uri mismatch at accounts.google.com",
    "sts.amazonaws.com AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity",
    "okta: invalid_client - Client authentication failed. https://example.okta.com/oauth2/default/v1/token",
    'keycloak: error="invalid_client", Invalid client or Invalid client credentials realmId=master',
    "Error: invalid_grant (auth0.com)",
    "com.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 <x@y.example>: Recipient address rejected: User unknown",
    "Got bad greeting from SMTP host: relay.example.org, port: 25, response: [EOF]",
    "could not connect to relay.example.org: Connection timed out",
    "org.apache.kafka.common.errors.TimeoutException: Topic not present in metadata after 60000 ms.",
    "kubectl: Unable to connect to the server: dial tcp 10.96.0.1:443: i/o timeout",
    "Unable to connect to the remote server https://api.contoso-shop.com",
    "npm ERR! code EAI_AGAIN request to https://registry.npmjs.org failed, reason: getaddrinfo EAI_AG"
    "AIN registry.npmjs.org",
    "pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='files.pythonhosted.or"
    "g', port=443): Read timed out.",
    "Login failed for user 'CONTOSO\\svc' on SQL01",
    "git: remote: HTTP Basic: Access denied fatal: Authentication failed for 'https://gitlab.example.com/x.git/'",
    'Failed to authenticate on SMTP server with username "apikey" smtp.sendgrid.net 535 Authenticatio'
    "n failed: Bad username / password",
    "WARN  HikariPool-1 - Connection is not available, request timed out after 30000ms.",
    "Authentication failed: IMAP imap.ionos.de: LOGIN failed",
    "The SMTP server requires a secure connection or the client was not authenticated. The server response was: 5.7.0 "
    "Authentication Required. Learn more at",
    "System.Net.Mail.SmtpException: The SMTP server requires a secure connection or the client was not authenticated. "
    "The server response was: 5.5.1 Authentication Required. Learn more at",
    "The SMTP server requires a secure connection or the client was not authenticated. The server response was: "
    "Authentication required",
    "Error: read ECONNRESET at TLSWrap.onStreamRead smtp.mail.ru:465",
    "javax.mail.MessagingException: Could not connect to SMTP host: smtp.libero.it, port: 465; "
    "java.net.SocketTimeoutException: connect timed out",
    "javax.mail.MessagingException: Could not connect to SMTP host: localhost, port: 25; nested exception is: "
    "java.net.ConnectException: Connection refused",
    "Connection to smtp.seznam.cz:465 timed out nodemailer",
    "Net::ReadTimeout mail.bigpond.net.au 587",
    "error: socket hang up POST https://api.mailgun.net/v3/x/messages",
    "EOFError: end of file reached /usr/lib/ruby/net/protocol.rb imap.wp.pl",
    "Client authentication failed (e.g., unknown client, no client authentication included, or unsupported "
    "authentication "
    "method). https://api.zoom.us/oauth/token",
    "KeyError: 'refresh_token' google.oauth2.credentials",
    "dial tcp: lookup smtp.strato.de on 127.0.0.53:53: server misbehaving",
    "MongoNetworkError: connection timed out 10.0.0.4:27017",
    "25/09/2019, 18:28:40 | warning | warning: SASL: Connect to inet:dovecot:10001 failed: Connection refused",
    "Sep 5 16:50:27 mail postfix/smtpd[1157]: warning: unknown[141.98.80.75]: SASL PLAIN authentication failed: ,",
    "4.4.316 Connection refused [Message=Socket error code 10061]",
    "550 5.4.310 DNS domain contoso.example does not exist [Message=InfoDomainNonexistent]",
    "450 4.7.320 Certificate validation failed [Message=UntrustedRoot] [LastAttemptedServerName=mail.partner.example]",
    "4.4.7 Message expired. LED=441 4.4.1 Error encountered while communicating with primary target IP address",
    "452 4.5.3 Recipients belong to multiple regions ATTR38 [AM5EUR03FT012.eop-EUR03.prod.protection.outlook.com]",
    "550 5.7.124 RESOLVER.RST.RestrictedToGroupPermission; not authorized to send to the group",
    "550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy",
    "java.net.ConnectException: Connection refused to db01:5432 postgres\nINFO outlook.office365.com polled, 0 new "
    "mails",
    "Une connexion existante a dû être fermée par l'hôte distant. ftp.ovh.fr",
    "Eine vorhandene Verbindung wurde vom Remotehost geschlossen SQLSERVER01\\PROD",
    "refresh token is missing: spotify api",
    "send: 'ehlo instance'\nreply: '250-smtp.qq.com'\nsmtplib.SMTPSenderRefused: (503, 'Error: need EHLO and AUTH "
    "first !')",
    "2026-02-01T10:00:00Z INFO GET https://login.microsoftonline.com/common/discovery/keys answered 200 in 400 ms",
)
