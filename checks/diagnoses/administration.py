"""What meets an administrator who sets this up: Exchange PowerShell that refuses, and certificates that cannot sign."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis, Words

_NOTHING = "nothing was changed yet, and no token was looked at."
_CMDLET = (
    r"(?:CASMailbox|Mailbox|MailboxPermission|RecipientPermission|ServicePrincipal|TransportConfig"
    r"|AuthenticationPolicy|ApplicationAccessPolicy|ManagementRoleAssignment|ManagementScope|ExchangeOnline|MessageTraceV2|MessageTrace|OrganizationConfig)"
)

ADMINISTRATION: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="exchange-cmdlet-not-allowed",
        layer="smtp",
        title="Exchange PowerShell does not give this account the cmdlet",
        cause="Exchange Online shows an account only the cmdlets and parameters that its roles hold. Without the role, "
        "or without a connection, a cmdlet is 'not recognized' and a parameter 'cannot be found', however well it is "
        "spelled. An app or managed identity needs a directory role of its own. "
        "New-PSSession with a password is refused altogether.",
        who="tenant-admin",
        role="a Global Administrator of {tenant}, who can make the account an Exchange Administrator",
        fix=(
            "Install-Module ExchangeOnlineManagement      # once",
            "Connect-ExchangeOnline -UserPrincipalName <administrator>",
            "the account needs the role Exchange Administrator: Entra admin center > Roles & admins",
            "an app (app-only): give that role to its enterprise application, and Exchange.ManageAsApp with consent",
            "then open a new session: roles are read when it begins",
        ),
        new_refresh_token_helps="no",
        helps_why=_NOTHING,
        doc=links.EXCHANGE_POWERSHELL,
        evidence="MicrosoftDocs/office-docs-powershell#11332 (2023), #8927 (2022), #7970 (2021), #11445 (2023), "
        "OfficeDocs-Exchange#972 (2019), office-developer-exchange-docs PR#301 (2022: resolved by the role); other "
        "languages of PowerShell from memory (unverified)",
        words=(
            Words(rf"-{_CMDLET}\W{{1,3}} (?:is )?not recognized as", 0.9),
            Words(rf"-{_CMDLET}\W{{1,3}} wurde nicht als Name eines Cmdlet", 0.9),
            Words(rf"-{_CMDLET}\W{{1,3}} n'est pas reconnu comme nom d'applet de commande", 0.9),
            Words(rf"-{_CMDLET}\W{{1,3}} no se reconoce como nombre de un cmdlet", 0.9),
            Words(rf"\[(?:Get|Set|New|Add|Remove)-{_CMDLET}\], ParameterBindingException", 0.8),
            Words(rf"NamedParameterNotFound,(?:Get|Set|New|Add|Remove)-{_CMDLET}\b", 0.9),
            Words(r"correct Directory Roles to Azure AD Application for EXO App-Only", 0.95),
            Words(r"isn't assigned to any management roles", 0.95),
            Words(r"User is not allowed to call (?:Get|Set|New|Add|Remove)-\w", 0.95),
            Words(r"AuthZ-CmdletAccessDeniedException", 0.9),
            Words(r"You do not have permissions to call this cmdlet", 0.9, "entra", named=True),
            Words(
                r"remote server \S{0,30}(?:outlook|office365)\.\S{1,20} failed with the following error"
                r" message\s{0,2}: (?:Access is denied|Basic Authorization failed)",
                0.9,
            ),
        ),
        tells_apart="Get-ConnectionInformation says who is connected; Get-ManagementRole -Cmdlet <name> who may.",
        ticket=("Please make <administrator> an Exchange Administrator, for the time of the set-up.",),
        wait="up to an hour, and a new session",
    ),
    Diagnosis(
        id="exchange-object-not-found",
        layer="smtp",
        title="Exchange does not know the mailbox, user or app that the cmdlet names",
        cause="The name in the command belongs to nobody in this organisation: a typing error, the object id of the "
        "app registration where that of the enterprise application is wanted, a service principal that was not made "
        "in Exchange, or an object so new that it has not spread.",
        who="tenant-admin",
        role=roles.EXCHANGE_ADMIN,
        fix=(
            "Get-Mailbox {mailbox} | fl PrimarySmtpAddress,RecipientTypeDetails      finds the mailbox, or nothing",
            "Get-ServicePrincipal | fl AppId,ObjectId,DisplayName                    lists the apps Exchange knows",
            f"object id: {roles.PORTAL_ENTERPRISE} > Properties > Object ID",
            "New-ServicePrincipal -AppId {client_id} -ObjectId <object id>",
            "  undo: Remove-ServicePrincipal -Identity <object id>",
        ),
        new_refresh_token_helps="no",
        helps_why=_NOTHING,
        doc=links.MAIL_OAUTH,
        evidence="timmcmic/DLConversionV2#130 (2023-03), Microsoft365DSC/Microsoft365DSC#687 (2020-07, German), #4401",
        words=(
            Words(r"ManagementObjectNotFoundException", 0.8, "smtp", named=True),
            Words(r"because object '[^'\n]{1,200}' couldn't be found on '[^'\n]{1,80}\.prod\.outlook\.com", 0.95),
            Words(r"weil das Objekt '[^'\n]{1,200}' nicht auf '[^'\n]{1,80}\.prod\.outlook\.com", 0.95),
        ),
        tells_apart="Get-ServicePrincipal and Get-Mailbox with the same name",
        tied_with=("app-only-not-set-up",),
        ticket=("Please look up {mailbox} and the app {client_id} in Exchange (Get-Mailbox, Get-ServicePrincipal).",),
        wait="a new object: minutes, up to an hour",
    ),
    Diagnosis(
        id="client-certificate-unusable",
        layer="app",
        title="The certificate cannot sign here: its private key is missing or not readable",
        cause="The application has the certificate, but not its private key: only the public part was imported, this "
        "account may not read the key, the password of the file is wrong, or the file is no PEM or PFX. Entra was not "
        "asked.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "Windows: certlm.msc > the certificate > Manage Private Keys: let the account of the service read it",
            "look: openssl pkcs12 -in cert.pfx -info -nokeys; openssl x509 -in cert.pem -noout -enddate",
            "the upload to Entra is the public part, the application needs the private one as well",
            ".NET Framework: 4.6.1 or newer, or a certificate whose key is not in a CNG provider",
        ),
        new_refresh_token_helps="no",
        helps_why="nothing was sent to Entra.",
        doc=links.CLIENT_CREDENTIALS,
        evidence="timmcmic/DLConversionV2#141 (2023-07, MSAL.NET), azure-activedirectory-library-for-dotnet#1729 "
        "(2021-07), #1719, vgrem/office365-rest-python-client#700 (2023-06), microsoftgraph/msgraph-sdk-powershell#52 "
        "(2019-11), #675, #2430; the other texts from memory, unverified",
        words=(
            Words(r"Could not use the certificate for signing"),
            Words(r"\bKeyset does not exist", 0.7, "entra"),
            Words(r"private key is not present in the X\.509 certificate", 0.8, "entra"),
            Words(r"CryptographyManager\.SignWithCertificate\(", 0.7),
            Words(r"Key not valid for use in specified state", 0.8, "entra"),
            Words(r"Graph\s?: [^\n]{0,100}certificate was not found or has expired", 0.8),
            Words(r"Graph\s?: Value cannot be null\.?\s(?:Parameter name: |\(Parameter ')certificate\b", 0.8),
            Words(r"certificate[^\n]{0,80}does not have a private key", 0.8, "entra"),
            Words(r"specified network password is not correct", 0.7, "entra"),
            Words(r"Could not deserialize key data", 0.7, "entra"),
            Words(r"Unable to load PEM file", 0.7, "entra"),
        ),
        tells_apart="If Entra answers with an AADSTS number, the key could sign: client-certificate-refused.",
        tied_with=("client-certificate-refused",),
    ),
)
