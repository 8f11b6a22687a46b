"""The steps at the mailbox and in the product: AEM Forms as the document has it, any other application in brief."""

from __future__ import annotations

from .model import Part, Step

MAILBOX = Part(
    "mailbox",
    "Open the mailbox",
    "Öppna postlådan",
    (
        Step(
            "smtp-auth",
            ("S79", "S98", "E17"),
            "Authenticated SMTP must be on for the mailbox; OAuth needs it too. An Exchange administrator, in "
            "PowerShell:",
            "Autentiserad SMTP måste vara på för postlådan; även OAuth behöver det. En Exchange-administratör, i "
            "PowerShell:",
            code=("smtp-auth",),
            when="sends",
        ),
        Step(
            "imap",
            ("S03", "S80"),
            "IMAP must be on for the mailbox:",
            "IMAP måste vara på för postlådan:",
            code=("imap-enabled",),
            when="imap",
        ),
        Step(
            "pop3",
            ("S03", "S81"),
            "POP3 must be on for the mailbox:",
            "POP3 måste vara på för postlådan:",
            code=("pop3-enabled",),
            when="pop3",
        ),
        Step(
            "shared",
            ("S95",),
            "The token is that of {signed_in_user}, who needs full access to the mailbox:",
            "Token gäller {signed_in_user}, som behöver fullständig åtkomst till postlådan:",
            code=("full-access",),
            when="shared",
        ),
        Step(
            "send-as",
            ("S83",),
            "Mail goes out as {from_address}, which the signed-in user must be allowed to send as:",
            "Post skickas som {from_address}, och den inloggade användaren måste få skicka som den adressen:",
            code=("send-as",),
            when="send-as",
        ),
        Step(
            "healthy",
            ("S98", "E17"),
            "This must end in HEALTHY before anything is pasted into the application:",
            "Detta måste sluta med HEALTHY innan något klistras in i programmet:",
            code=("diagnose",),
        ),
    ),
)

EMAIL_SERVICE = Part(
    "email-service",
    "The email service of AEM Forms",
    "E-posttjänsten i AEM Forms",
    (
        Step(
            "version",
            ("S01", "S65"),
            "AEM Forms on JEE 6.5.15.0 or later; for 6.5 LTS Adobe has withdrawn the page.",
            "AEM Forms på JEE 6.5.15.0 eller senare; för 6.5 LTS har Adobe dragit tillbaka sidan.",
        ),
        Step(
            "open",
            ("S66", "S67"),
            "*Home* > *Services* > *Applications and Services* > *Service Management* > *EmailService*. Not *Email: "
            "1.0* beside it, which holds the defaults of endpoints.",
            "*Home* > *Services* > *Applications and Services* > *Service Management* > *EmailService*. Inte "
            "*Email: 1.0* bredvid, som har förvalen för slutpunkter.",
        ),
        Step(
            "authenticate",
            ("S68", "E18"),
            "Tick *SMTP Authenticate*; without it no login is made at all.",
            "Markera *SMTP Authenticate*; utan den görs ingen inloggning alls. Den är något annat än OAuth-rutan, som "
            "en översättning också kallar autentisering.",
        ),
        Step(
            "oauth",
            ("S69", "S70", "S71", "E18", "E20"),
            "Set *oAuth 2.0 Authentication Settings* to True (the page also writes 0Auth and Auth). Paste *Client ID* "
            "{client_id}, *Client Secret* and *Refresh Token*. Note each place where you paste them: a new value "
            "belongs in all of them.",
            "Sätt *oAuth 2.0 Authentication Settings* till True (sidan skriver också Auto 2.0, 0Auth och Auth). "
            "Klistra in *Client ID* {client_id}, *Client Secret* och *Refresh Token*. Anteckna varje ställe där du "
            "klistrar in dem: ett nytt värde ska in på alla.",
        ),
        Step(
            "smtp",
            ("S78", "S79", "E14"),
            "*SMTP Host* {smtp_host}, *SMTP Port Number* {smtp_port}, *SMTP User* {mailbox}, *SMTP Transport Security* "
            "TLS. Blank (elsewhere called None) would send the token in clear, and SSL does not fit port 587.",
            "*SMTP Host* {smtp_host}, *SMTP Port Number* {smtp_port}, *SMTP User* {mailbox}, *SMTP Transport Security* "
            "TLS. Blank (som annars heter None) skulle skicka token i klartext, och SSL passar inte port 587.",
            when="sends",
        ),
        Step(
            "receive",
            ("S77", "S80", "S81", "E13", "E14"),
            "*POP3/IMAP* IMAP, *POP3/IMAP Host* {imap_host}, *POP3/IMAP Port Number* {imap_port}, *POP3/IMAP Username* "
            "{mailbox}, *Receive Transport Security* TLS. Which TLS mode that is on the wire Adobe does not say; if "
            "the connection hangs on 993, try SSL. Not POP3: endpoints cannot use it with OAuth.",
            "*POP3/IMAP* IMAP, *POP3/IMAP Host* {imap_host}, *POP3/IMAP Port Number* {imap_port}, *POP3/IMAP Username* "
            "{mailbox}, *Receive Transport Security* TLS. Vilket TLS-läge det blir i praktiken säger Adobe inte; om "
            "anslutningen hänger sig på 993, pröva SSL. Inte POP3: slutpunkter kan inte använda det med OAuth.",
            when="imap",
        ),
        Step(
            "test",
            ("S73", "S74", "S75", "S76", "S82", "S83", "S84"),
            "Test in *Workbench*: *Email 1.0* in the *Activity Picker* has *Send with Document* (one attachment), "
            "*Send with Map of Attachments* (several) and *Receive*. Use *Send with Document* with *To*, and *From* "
            "{from_address}, and invoke it.",
            "Testa i *Workbench*: *Email 1.0* i *Activity Picker* har *Send with Document* (en bilaga), *Send with Map "
            "of Attachments* (flera) och *Receive*. Använd *Send with Document* med *To*, och *From* {from_address}, "
            "och anropa den.",
        ),
        Step(
            "no-basic",
            ("S85", "E15"),
            "Leave *OAuth 2.0 Authentication* of every operation at *Use Global Settings* (tab *Connection Settings*). "
            "False would mean a password, which Exchange Online no longer takes for IMAP and POP3, and soon not for "
            "SMTP.",
            "Låt *OAuth 2.0 Authentication* stå kvar på *Use Global Settings* för varje operation (fliken *Connection "
            "Settings*). False betyder lösenord, vilket Exchange Online inte längre tar emot för IMAP och POP3, och "
            "snart inte heller för SMTP.",
        ),
    ),
)

TASKS = Part(
    "task-notifications",
    "Task notifications",
    "Aktivitetsmeddelanden",
    (
        Step(
            "open",
            ("S86", "S91", "E16", "E18"),
            "*Home* > *Services* > *Forms workflow* > *Server Settings* > *Email Settings*. Adobe describes the fields "
            'under "Configuring server settings"; the link of its page leads to receiving instead.',
            "*Home* > *Services* > *Forms workflow* > *Server Settings* > *Email Settings*. Adobe beskriver fälten "
            'under "Configuring server settings"; länken på dess sida går i stället till mottagning.',
        ),
        Step(
            "oauth",
            ("S87", "S88", "S89", "S90", "E18", "E20"),
            "Tick *Enable Outgoing Messages* and *Enable oAuth*. Paste *Client ID*, *Client Secret* and *Refresh "
            "Token* again, and click *Save*. Nothing is taken over from the email service.",
            "Markera *Enable Outgoing Messages* och *Enable oAuth*. Klistra in *Client ID*, *Client Secret* och "
            "*Refresh Token* igen och klicka på *Save*. Ingenting tas över från e-posttjänsten.",
        ),
    ),
)

ENDPOINT = Part(
    "endpoint",
    "Email endpoints",
    "E-postslutpunkter",
    (
        Step(
            "open",
            ("S92", "S97"),
            "*Home* > *Services* > *Applications and Services* > *Endpoint Management*{endpoints}. The other fields "
            'are under "Configuring email endpoints".',
            "*Home* > *Services* > *Applications and Services* > *Endpoint Management*{endpoints}. Övriga fält står "
            'under "Configuring email endpoints".',
        ),
        Step(
            "oauth",
            ("S81", "S93", "S94", "S95", "S96", "E13", "E18", "E20"),
            "Set *oAuth 2.0 Authentication Settings* to True and paste *Client ID*, *Client Secret* and *Refresh "
            "Token* once more. *Inbox User* and *SMTP User* are both {mailbox}: there is one token. The protocol is "
            "IMAP. Tick *Validate Inbox before creating* and click *Save*.",
            "Sätt *oAuth 2.0 Authentication Settings* till True och klistra in *Client ID*, *Client Secret* och "
            "*Refresh Token* en gång till. *Inbox User* och *SMTP User* är båda {mailbox}: det finns en enda token. "
            "Protokollet är IMAP. Markera *Validate Inbox before creating* och klicka på *Save*.",
        ),
        Step(
            "workbench",
            ("S100",),
            "If *Workbench* reports an error there, configure the endpoint in the administration console instead.",
            "Om *Workbench* ger ett fel där, konfigurera slutpunkten i administrationskonsolen i stället.",
        ),
    ),
)

APPLICATION = Part(
    "application",
    "Your application",
    "Ditt program",
    (
        Step(
            "smtp",
            ("S79", "E14"),
            "Sending: {smtp_host} port {smtp_port}, {smtp_wire}, user {mailbox}, mechanism XOAUTH2 alone.",
            "Sändning: {smtp_host} port {smtp_port}, {smtp_wire}, användare {mailbox}, endast mekanismen XOAUTH2.",
            when="sends",
        ),
        Step(
            "imap",
            ("S80", "E14"),
            "Receiving: {imap_host} port {imap_port}, {imap_wire}, user {mailbox}, mechanism XOAUTH2 alone.",
            "Mottagning: {imap_host} port {imap_port}, {imap_wire}, användare {mailbox}, endast mekanismen XOAUTH2.",
            when="imap",
        ),
        Step(
            "pop3",
            ("S81", "E13"),
            "Receiving by POP3: {pop3_host} port {pop3_port}, {pop3_wire}, user {mailbox}, AUTH XOAUTH2 and the token "
            "on two lines.",
            "Mottagning med POP3: {pop3_host} port {pop3_port}, {pop3_wire}, användare {mailbox}, AUTH XOAUTH2 och "
            "token på två rader.",
            when="pop3",
        ),
        Step(
            "values",
            ("S70", "S71", "S72", "S85", "E15", "E20"),
            "It needs client id {client_id}, the client secret, the refresh token and the token address {token_url}. "
            "No password, and none to fall back on.",
            "Det behöver klient-id {client_id}, klienthemligheten, uppdateringstoken och tokenadressen {token_url}. "
            "Inget lösenord, och inget att falla tillbaka på.",
        ),
    ),
)

TROUBLE = Part(
    "trouble",
    "When it does not work",
    "När det inte fungerar",
    (
        Step(
            "first",
            ("S98", "E17"),
            "Ask before you make a new refresh token; it helps against few causes only. This says which it is, and "
            "what helps:",
            "Fråga innan du skapar en ny uppdateringstoken; den hjälper bara mot några få orsaker. Detta säger vilken "
            "det är och vad som hjälper:",
            code=("diagnose", "explain"),
        ),
        Step(
            "wait",
            ("S99",),
            "The value itself is good at once, which the same command shows. How long the application goes on with the "
            "old one is its own affair.",
            "Själva värdet gäller genast, vilket samma kommando visar. Hur länge programmet går vidare med det gamla "
            "är dess egen sak.",
        ),
    ),
)
