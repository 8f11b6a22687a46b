"""Who can do what, in Microsoft's names for the roles, and steps that many diagnoses share: each once."""

SIGNS_IN = "anyone who can sign in as {mailbox}; no admin is needed"
APPLICATION = "whoever runs the application that sends or reads the mail"
APP_OWNER = "an owner of the app registration {client_id}, or a Cloud Application Administrator of {tenant}"
APP_ADMIN = "a Cloud Application Administrator of {tenant}"
EXCHANGE_ADMIN = "an Exchange Administrator of {tenant}"
POLICY_ADMIN = "a Conditional Access Administrator of {tenant}"
USER_ADMIN = "a User Administrator of {tenant}"
NETWORK_ADMIN = "whoever runs the network, firewall or proxy of this machine"
MICROSOFT = "Microsoft; nothing on your side is wrong"

SIGN_IN_AGAIN = (
    "oauthmail login {profile} --copy",
    "  sign in as {mailbox}; the token goes to the clipboard and is never shown",
    "  no browser here: add --paste; no clipboard: --store file:PATH instead of --copy",
    "  by hand with curl: oauthmail guide {profile}",
    "  {keep}",
    'paste it into "Refresh Token" in {places}',
    "oauthmail diagnose {profile}      must end in HEALTHY",
)
PORTAL_APP = "Entra admin center > App registrations > {client_id}"
PORTAL_ENTERPRISE = "Entra admin center > Enterprise applications > (application id {client_id})"
SIGN_IN_LOG = "Entra admin center > Monitoring & health > Sign-in logs > User sign-ins (non-interactive)"
CONNECT = "Connect-ExchangeOnline"
EXCHANGE_WAIT = "Exchange: 12 minutes measured (2026-09), up to 60 documented"
ENTRA_WAIT = "a few minutes"

MAIL_SCOPES = "{scopes}"
