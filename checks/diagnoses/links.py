"""Where the vendor documents what the diagnoses say: each page once."""

_LEARN = "https://learn.microsoft.com/en-us/"

ERROR_CODES = _LEARN + "entra/identity-platform/reference-error-codes"
REFRESH_TOKENS = _LEARN + "entra/identity-platform/refresh-tokens"
CODE_FLOW = _LEARN + "entra/identity-platform/v2-oauth2-auth-code-flow"
CLIENT_CREDENTIALS = _LEARN + "entra/identity-platform/v2-oauth2-client-creds-grant-flow"
DEVICE_CODE = _LEARN + "entra/identity-platform/v2-oauth2-device-code"
SCOPES = _LEARN + "entra/identity-platform/scopes-oidc"
REPLY_URL = _LEARN + "entra/identity-platform/reply-url"
TOKEN_LIFETIMES = _LEARN + "entra/identity-platform/configurable-token-lifetimes"
CLAIMS = _LEARN + "entra/identity-platform/access-token-claims-reference"
AUTH_FLOWS = _LEARN + "entra/identity/conditional-access/concept-authentication-flows"
CONTINUOUS_ACCESS = _LEARN + "entra/identity/conditional-access/concept-continuous-access-evaluation"
SECURITY_DEFAULTS = _LEARN + "entra/fundamentals/security-defaults"
CONFIDENTIAL_CLIENT = (
    _LEARN + "troubleshoot/entra/entra-id/app-integration/"
    "confidential-client-application-authentication-error-aadsts7000218"
)
REDIRECT_MISMATCH = _LEARN + "troubleshoot/entra/entra-id/app-integration/error-code-AADSTS50011-redirect-uri-mismatch"
EXCHANGE_POWERSHELL = _LEARN + "powershell/exchange/app-only-auth-powershell-v2"
MAIL_OAUTH = (
    _LEARN + "exchange/client-developer/legacy-protocols/"
    "how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth"
)
SMTP_AUTH = _LEARN + "exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission"
BASIC_AUTH = _LEARN + "exchange/clients-and-mobile-in-exchange-online/disable-basic-authentication-in-exchange-online"
POP_IMAP = (
    _LEARN + "exchange/clients-and-mobile-in-exchange-online/pop3-and-imap4/enable-or-disable-pop3-or-imap4-access"
)
DEVICES = (
    _LEARN + "exchange/mail-flow-best-practices/"
    "how-to-set-up-a-multifunction-device-or-application-to-send-email-using-microsoft-365-or-office-365"
)
DEVICE_PROBLEMS = (
    _LEARN + "exchange/mail-flow-best-practices/"
    "fix-issues-with-printers-scanners-and-lob-applications-that-send-email-using-off"
)
NON_DELIVERY = (
    _LEARN + "exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/"
    "non-delivery-reports-in-exchange-online"
)
HIGH_VOLUME = _LEARN + "exchange/mail-flow-best-practices/troubleshoot-high-volume-email-m365"
ADDRESSES = _LEARN + "microsoft-365/enterprise/urls-and-ip-address-ranges"
XOAUTH2 = MAIL_OAUTH + "#sasl-xoauth2"
