"""Failures that people really reported, shortened, with the public place and what the text alone can support.

`first` is the cause that must come first. `cause` is the true cause, where the text cannot name it: it must be among
the answers, and the first must be declared as tied with it. `unknown` says why nothing is recognised.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Report:
    id: str
    text: str
    source: str
    first: str = ""
    cause: str = ""
    unknown: str = ""


def reported(id: str, source: str, text: str, first: str = "", *, cause: str = "", unknown: str = "") -> Report:
    """A row of these tables, in the order in which one reads it."""
    return Report(id, text, source, first, cause, unknown)


_r = reported


TENANT_OFF = "SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled"
SHARED = "User is authenticated but not connected."

REPORTS = (
    _r("F001", "simonrob/email-oauth2-proxy#193",
       f"535 5.7.139 Authentication unsuccessful, {TENANT_OFF} for more information. "
       "[MN2PR05CA0004.namprd05.prod.outlook.com 2023-09-12T20:59:57.214Z 08DBB276B7E699C4]",
       "smtp-auth-disabled-tenant"),
    _r("F002", "nodemailer/nodemailer#1484",
       f"Invalid login: 535 5.7.139 Authentication unsuccessful, {TENANT_OFF}", "smtp-auth-disabled-tenant"),
    _r("F003", "MicrosoftDocs/OfficeDocs-Exchange#3124",
       "The SMTP server requires a secure connection or the client was not authenticated. The server response was: "
       f"5.7.57 Client not authenticated to send mail. Error: 535 5.7.139 Authentication unsuccessful, {TENANT_OFF}",
       "smtp-auth-disabled-tenant"),
    _r("F004", "public transcript, 2026-09-17",
       "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
       "smtp-auth-disabled-mailbox"),
    _r("F008", "tarickb/sasl-xoauth2#43",
       "SASL authentication failed; server smtp.office365.com[40.99.150.50] said: 535 5.7.3 Authentication "
       "unsuccessful",
       cause="token-of-another-user"),
    _r("F009", "nextcloud/mail#13667", "535 5.7.3 Authentication unsuccessful", cause="shared-mailbox-as-smtp-user"),
    _r("F010", "simonrob/email-oauth2-proxy PR#426",
       "introduce config flag smtp_use_unique_name_as_xauth_username for shared mailbox in ms365",
       unknown="a title without any words of a server"),
    _r("F014", "public runbook", "SASL authentication failed ... 535 5.7.3 Authentication unsuccessful",
       cause="app-only-not-set-up"),
    _r("F015", "simonrob/email-oauth2-proxy#271",
       "430 4.2.0 STOREDRV; mailbox logon failure; STOREDRV.Submission.Exception:"
       "ConnectionFailedTransientException.MapiExceptionLogonFailed; Failed to process message",
       "smtp-mailbox-logon-failure"),
    _r("F017", "vert-x3/vertx-mail-client#115",
       "Future{cause=AUTH XOAUTH2 failed 535 5.7.3 Authentication unsuccessful [BN7PR05CA0003.prod.outlook.com]}",
       cause="token-malformed"),
    _r("F021", "public capture",
       "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy\n"
       "Contact your administrator", "smtp-security-defaults"),
    _r("F026", "public transcript",
       "554 5.2.252 SendAsDenied; <auth-user> not allowed to send as <from>; STOREDRV.Submission.Exception:"
       "SendAsDeniedException.MapiExceptionSendAsDenied", "smtp-send-as-denied"),
    _r("F027", "public capture", "554 5.2.252 SendAsDenied; <noreply> not allowed to\nsend as <villa>",
       "smtp-send-as-denied"),
    _r("F028", "public capture", "5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapExceptionSendAsDenied",
       "smtp-send-as-denied"),
    _r("F032", "tarickb/sasl-xoauth2 README", "501 5.5.127 Invalid XOAUTH2 auth data - Token will expire soon",
       "token-expires-soon"),
    _r("F034", "Azure-Samples/ms-identity-python-webapp#70",
       "reply: retcode (535); Msg: b'5.7.3 Authentication unsuccessful [LO2P265CA0061.GBRP265.PROD.OUTLOOK.COM]'",
       cause="token-audience-graph"),
    _r("F036", "git mailing list, 2025-04-26",
       "EHLO MacBook..\n501 5.5.4 Invalid domain name [BMXPR01CA0083.INDPRD01.PROD.OUTLOOK.COM]\nHELO MacBook..",
       "smtp-invalid-ehlo-name"),
    _r("F037", "public thread",
       "AUTH LOGIN\n504 5.7.4 Unrecognized authentication type [<server>.CANPRD01.PROD.OUTLOOK.COM]",
       "smtp-auth-before-tls"),
    _r("F041", "public stack trace, 2026-03-05",
       "org.eclipse.angus.mail.smtp.SMTPSendFailedException: 451 5.7.3 STARTTLS is required to send mail",
       "smtp-starttls-required"),
    _r("F042", "r-smith/vmPing#73", "The server response was 5.7.3 STARTTLS is required to send mail",
       "smtp-starttls-required"),
    _r("F043", "simonrob/email-oauth2-proxy#315", "SMTP< 530 5.7.57 Client not authenticated to send mail",
       "smtp-client-not-authenticated"),
    _r("F044", "assimbly/runtime#240",
       "jakarta.mail.AuthenticationFailedException: failed to connect, no password specified?",
       "client-token-not-found"),
    _r("F046", "Atlassian knowledge base",
       "IMAPS: AUTHENTICATE PLAIN command trace suppressed\nIMAPS: AUTHENTICATE PLAIN command result: IUR1 NO "
       "AUTHENTICATE failed.", cause="basic-auth-disabled"),
    _r("F048", "osTicket/osTicket-plugins#248",
       "Cannot connect to 0365 Mailbox with auth-oauth2 because mailadress and upn is different",
       unknown="a title in the reporter's own words"),
    _r("F050", "freescout-help-desk/freescout#5101", "<< TAG1 NO AUTHENTICATE failed.", cause="token-malformed"),
    _r("F052", "MicrosoftDocs/office-developer-exchange-docs#87", "S: NO AUTHENTICATE failed.",
       cause="token-audience-graph"),
    _r("F055", "AzureAD/microsoft-authentication-library-for-dotnet#3234",
       "[Bug] : Microsoft Graph endpoint doesn't work with MailKit (While Outlook Endpoint works)",
       "token-audience-graph"),
    _r("F056", "kontron/redmine_oauth#3", "AUTHENTICATE failed.", cause="token-scope-imap-missing"),
    _r("F057", "simonrob/email-oauth2-proxy#74",
       f"00000003 BAD {SHARED}\n00000004 BAD {SHARED}\n* BYE Connection closed. 14",
       "imap-authenticated-not-connected"),
    _r("F061", "jstedfast/MailKit#1486", '"Authaticated but not connected" exception',
       "imap-authenticated-not-connected"),
    _r("F063", "Atlassian knowledge base", f"javax.mail.MessagingException: A3 BAD {SHARED};\nnested exception is:\n",
       "imap-authenticated-not-connected"),
    _r("F065", "LiveAgent knowledge base", f'SELECT "INBOX" -> BAD {SHARED}', cause="imap-off-for-mailbox"),
    _r("F066", "public capture, 2026-09-21",
       "235 2.7.0 Authentication successful\nNO User is authenticated but not connected\n"
       "-ERR Authentication failure: unknown user name or bad password", cause="imap-off-for-mailbox"),
    _r("F068", "public capture", f"3 NO {SHARED}", "imap-authenticated-not-connected"),
    _r("F072", "imapsync FAQ.Office365", "BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds",
       "imap-throttled"),
    _r("F075", "isync mailing list", "12 BAD Command is not valid in this state.", "imap-client-command-wrong"),
    _r("F078", "public capture, 2026-09-16", "IMAP login failed: A0001 NO Basic authentication is disabled.",
       "basic-auth-disabled"),
    _r("F079", "public capture", "Login is disabled in current state", "basic-auth-disabled"),
    _r("F080", "simonrob/email-oauth2-proxy#176",
       "fetchmail: Authorization failure on <user>@127.0.0.1\nfetchmail: Query status=3 (AUTHFAIL)",
       unknown="the client hides the server's words, and talks to a local proxy"),
    _r("F081", "Atlassian knowledge base",
       "ConnectionException: * BYE Jakarta Mail Exception: java.net.SocketTimeoutException: Read timed out",
       "connection-timed-out"),
    _r("F082", "getmail6/getmail6#256",
       "operation error (POP error (b'-ERR Protocol error. Connection is closed. 10'))", "pop3-one-line-auth"),
    _r("F085", "jakartaee/mail-api#461", "AuthenticationFailedException: Protocol error. Connection is closed. 10",
       "pop3-one-line-auth"),
    _r("F089", "jstedfast/MailKit#1948", "some users receive JWT Tokens in excess of 4096 characters.",
       "pop3-token-too-long"),
    _r("F090", "public capture", "javax.mail.MessagingException: I/O failed (Open failed)",
       "pop3-challenge-taken-for-success"),
    _r("F092", "nextcloud/mail#11211",
       "`POST https://login.microsoftonline.com/common/oauth2/v2.0/token` resulted in a `401 Unauthorized` response: "
       '{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided. (truncated...)',
       "client-secret-wrong"),
    _r("F093", "thephpleague/oauth2-client#840", "AADSTS7000215: Invalid client secret is provided.",
       "client-secret-wrong"),
    _r("F097", "simonrob/email-oauth2-proxy#221",
       "AADSTS700016: Application with identifier '<user name>' was not found in the directory 'xxxx'.",
       "app-not-in-tenant"),
    _r("F098", "simonrob/email-oauth2-proxy#154",
       "invalid_request; AADSTS50194: Application '<id>'(proxy) is not configured as a multi-tenant application.",
       "authority-not-multitenant"),
    _r("F100", "simonrob/email-oauth2-proxy#181",
       "{'error': 'invalid_grant', 'error_description': 'AADSTS70043: The refresh token has expired or is invalid "
       "due to "
       "sign-in frequency checks by conditional access.', 'suberror': 'token_expired'}",
       "refresh-token-sign-in-frequency"),
    _r("F101", "sagarrabadiya/outlook-php#16",
       '"error": "invalid_grant", "error_description": "AADSTS70000: The user could not be authenticated as the grant '
       'is expired."', "personal-account-grant-refused"),
    _r("F103", "osTicket/osTicket#6455", "noticed it was exactly 90 days after setting up the oauth2.",
       unknown="no error was logged, only a person's remark"),
    _r("F105", "wkh237/react-native-azure-ad#31",
       "AADSTS50173: The provided grant has expired due to it being revoked.", "refresh-token-revoked"),
    _r("F106", "DougHennig/SFMail#15",
       '{"error":"invalid_grant","error_description":"AADSTS50076: Due to a configuration change made by your '
       'administrator, you must use multi-factor authentication","suberror":"basic_action"}', "mfa-required"),
    _r("F107", "mguessan/davmail#446", "Error Code: 53003", "conditional-access-blocked"),
    _r("F111", "WPManageNinja/fluent-smtp#154",
       "AADSTS650053: The application '{name}' asked for scope 'user.read%0a' that doesn't exist on the resource",
       "scope-unknown"),
    _r("F115", "AzureAD/microsoft-authentication-library-for-java#984",
       "com.microsoft.aad.msal4j.MsalServiceException: AADSTS700024: Client assertion is not within its valid time "
       "range.",
       "client-assertion-out-of-time"),
    _r("F116", "AzureAD/azure-activedirectory-library-for-java#46",
       "AADSTS70002: Error validating credentials. AADSTS50012: Client assertion is not within its valid time range.",
       "client-assertion-out-of-time"),
    _r("F117", "paperless-ngx/paperless-ngx#8106", "ERROR:  value too long for type character varying(3072)",
       "token-field-too-short"),
    _r("F120", "postalsys/emailengine#10",
       "outlook's OAuth access tokens are lengthy. 512 characters are insufficient.",
       "token-field-too-short"),
    _r("F126", "PHPMailer/PHPMailer#776",
       "depth=1 /OU=generated by avast! antivirus for SSL/TLS scanning/O=avast! Web/Mail Shield\n"
       "verify error:num=19:self signed certificate in certificate chain", "certificate-intercepted"),
    _r("F129", "adoptium/adoptium-support#17", "javax.mail.MessagingException: Could not convert socket to TLS;",
       cause="certificate-unknown-ca"),
    _r("F130", "jakartaee/mail-api#392",
       "javax.mail.MessagingException: Could not convert socket to TLS;\n  nested exception is:\n\tjavax.net.ssl."
       "SSLHandshakeException: sun.security.validator.ValidatorException: PKIX path building failed: "
       "sun.security.provider."
       "certpath.SunCertPathBuilderException: unable to find valid certification path to requested target",
       "certificate-unknown-ca"),
    _r("F131", "jakartaee/mail-api#392",
       "javax.mail.MessagingException: STARTTLS is required but host does not support STARTTLS", "starttls-stripped"),
    _r("F132", "AdguardTeam/AdguardForAndroid#2905",
       "Couldn't connect to host, port: outlook.office365.com, 993; timeout 20000 failed to connect to "
       "outlook.office365.com/2603:1016:401:1003::2 (port 993) ... ENETUNREACH (Network is unreachable)",
       "ipv6-unreachable"),
    _r("F133", "PHPMailer/PHPMailer#1078",
       "stream_socket_client(): unable to connect to smtp.office365.com:587 (php_network_getaddresses: getaddrinfo "
       "failed: Name or service not known)", "host-not-found"),
    _r("F134", "nodemailer/nodemailer#1474",
       "Resolved smtp.office365.com as 40.99.46.226 [cache miss]\nERROR Connection timeout", "connection-timed-out"),
)  # fmt: skip
