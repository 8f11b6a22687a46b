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
    "in a browser, signed in as {mailbox}; REDIRECT_URI is one of the app's, here with / as %2F and : as %3A",
    "  https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize?response_type=code&prompt=login"
    "&client_id={client_id}&redirect_uri=REDIRECT_URI&scope=offline_access%20https%3A%2F%2Foutlook.office.com%2FSMTP.Send"
    "%20https%3A%2F%2Foutlook.office.com%2FIMAP.AccessAsUser.All",
    "  (for POP3 append %20https%3A%2F%2Foutlook.office.com%2FPOP.AccessAsUser.All)",
    "copy from the address bar what stands between code= and the next &, and within ten minutes:",
    "  read -rs SECRET; read -rs CODE      (bash; paste each, then Enter; nothing is shown)",
    "  curl https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token -d grant_type=authorization_code "
    '-d client_id={client_id} --data-urlencode "client_secret=$SECRET" --data-urlencode "code=$CODE" '
    "--data-urlencode redirect_uri=REDIRECT_URI",
    "put refresh_token of the answer into {places}",
    "oauthmail diagnose {profile}      must end in HEALTHY",
)
PORTAL_APP = "Entra admin center > App registrations > {client_id}"
PORTAL_ENTERPRISE = "Entra admin center > Enterprise applications > (application id {client_id})"
SIGN_IN_LOG = "Entra admin center > Monitoring & health > Sign-in logs > User sign-ins (non-interactive)"
CONNECT = "Connect-ExchangeOnline"
EXCHANGE_WAIT = "Exchange: 12 minutes measured (2026-09), up to 60 documented"
ENTRA_WAIT = "a few minutes"

MAIL_SCOPES = "https://outlook.office.com/SMTP.Send https://outlook.office.com/IMAP.AccessAsUser.All offline_access"
