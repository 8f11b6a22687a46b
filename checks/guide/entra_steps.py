"""The steps at Entra ID: the application, the sign-in, the refresh token."""

from __future__ import annotations

from .model import Part, Step

REGISTER = Part(
    "register",
    "Register the application",
    "Registrera programmet",
    (
        Step(
            "portal",
            ("S02", "S05", "S06", "S07"),
            "Sign in at {portal}. Azure Active Directory is called Microsoft Entra ID today. Open *App registrations* "
            "and click *New registration*.",
            "Logga in på {portal}. Azure Active Directory heter numera Microsoft Entra ID. Öppna *App registrations* "
            "och klicka på *New registration*.",
        ),
        Step(
            "audience",
            ("S08", "S09", "S10", "S11", "S12", "E12"),
            "Give it a name. Under *Supported account types* choose *{audience}*, then click *Register*. It is the "
            "narrowest choice that fits; only an older edition of the product's page said that a single tenant is not "
            "supported. For an organisation's mailbox a work account is needed, not merely recommended.",
            "Ge det ett namn. Välj *{audience}* under *Supported account types* och klicka på *Register*. Det snävaste "
            "valet som räcker är det rätta; att en enda klientorganisation inte stöds stod bara i en äldre utgåva av "
            "produktens sida. För en organisations postlåda krävs ett arbetskonto, det är inte bara rekommenderat.",
        ),
        Step(
            "ids",
            ("S31", "S32"),
            "On *Overview* read *Application (client) ID*; the profile says {client_id}. *Directory (tenant) ID* is "
            "the tenant; the profile says {tenant}.",
            "Läs *Application (client) ID* på *Overview*; profilen säger {client_id}. *Directory (tenant) ID* är "
            "klientorganisationen; profilen säger {tenant}.",
        ),
        Step(
            "secret",
            ("S13", "S14", "S33", "E11"),
            "*Certificates & secrets* > *New client secret*. Copy *Value* at once, not *Secret ID*: it is shown only "
            "now, and never on *Overview*. Keep it where the profile looks for it, {client_secret}, and write the date "
            "under *Expires* into the calendar.",
            "*Certificates & secrets* > *New client secret*. Kopiera *Value* genast, inte *Secret ID*: det visas bara "
            "nu, och aldrig på *Overview*. Spara det där profilen letar, {client_secret}, och skriv in datumet under "
            "*Expires* i kalendern.",
            when="secret",
        ),
        Step(
            "permissions",
            ("S15", "S17", "S18", "S19", "S20", "S21", "S22", "E01", "E05", "E13"),
            "*API permissions* > *Add a permission* > *Microsoft Graph* > *Delegated permissions*. Tick {permissions} "
            "and click *Add permissions*. There is no IMAP.AccessUser.All. Mail.Read and User.Read are not needed, nor "
            "is POP.AccessAsUser.All without POP3.",
            "*API permissions* > *Add a permission* > *Microsoft Graph* > *Delegated permissions*. Markera "
            "{permissions} och klicka på *Add permissions*. Något IMAP.AccessUser.All finns inte. Mail.Read och "
            "User.Read behövs inte, och inte heller POP.AccessAsUser.All utan POP3.",
        ),
        Step(
            "consent",
            ("S16",),
            "Where users may not consent by themselves, an administrator clicks *Grant admin consent* on the same "
            "page; else the sign-in ends at *Need admin approval*.",
            "Där användare inte själva får ge sitt medgivande klickar en administratör på *Grant admin consent* på "
            "samma sida; annars slutar inloggningen vid *Need admin approval*.",
        ),
        Step(
            "redirect",
            ("S23", "S24", "S25", "S26", "S27", "S28"),
            "*Authentication* > *Add a platform* > *Web*. Under *Redirect URIs* enter {redirect_uri}, letter for "
            "letter, and click *Configure*.",
            "*Authentication* > *Add a platform* > *Web*. Skriv {redirect_uri} under *Redirect URIs*, bokstav för "
            "bokstav, och klicka på *Configure*.",
        ),
        Step(
            "implicit",
            ("S29", "S30", "E10"),
            "Leave *Access tokens* and *ID tokens* unticked. They switch the implicit grant on, which is not used "
            "here.",
            "Lämna *Access tokens* och *ID tokens* omarkerade. De slår på implicit beviljande, som inte används här.",
        ),
    ),
)

SIGN_IN = Part(
    "sign-in",
    "Sign in and get an authorization code",
    "Logga in och hämta en auktoriseringskod",
    (
        Step(
            "short",
            ("S34", "S50", "S64", "E09"),
            "The short way, for the rest of this part and the next: this command prints an address, takes the one that "
            "the sign-in ends at without showing it, redeems the code at once and keeps the refresh token in a file "
            "that nobody else can read. It finds the client secret where the profile says, {client_secret}.",
            "Den korta vägen, i stället för resten av det här avsnittet och nästa: kommandot skriver ut en adress, tar "
            "emot den adress som inloggningen slutar på utan att visa den, löser in koden genast och sparar "
            "uppdateringstoken i en fil som ingen annan kan läsa. Klienthemligheten hämtas där profilen säger, "
            "{client_secret}.",
            code=("login",),
        ),
        Step(
            "authorize",
            ("S35", "S36", "S37", "S38", "S39", "S40", "S41", "S42", "S43", "S44", "S45", "S46", "E06", "E07", "E08"),
            "By hand: open this address in a private window of a browser; nothing in it is left to be filled in. The "
            "scopes name the Outlook resource here as well as later, and the tenant is the same in both steps. An "
            "address of your own is judged by: oauthmail lint",
            "För hand: öppna den här adressen i ett privat webbläsarfönster; ingenting i den återstår att fylla i. "
            "Behörigheterna anges för Outlook både här och senare, och klientorganisationen är densamma i båda stegen. "
            "En egen adress granskas av: oauthmail lint",
            code=("authorize-url",),
        ),
        Step(
            "person",
            ("S04", "S47", "S48"),
            "Sign in as {signed_in_user}: *Next*, password, second factor if asked for, then *Accept*.",
            "Logga in som {signed_in_user}: *Next*, lösenord, en andra faktor om det efterfrågas, sedan *Accept*.",
        ),
        Step(
            "landed",
            ("S49", "E19"),
            "The browser ends at {redirect_uri} with code= and the same state= in the address; the page itself may be "
            "empty or an error. If there is error= in the address, paste it into: oauthmail lint",
            "Webbläsaren hamnar på {redirect_uri} med code= och samma state= i adressen; själva sidan får vara tom "
            "eller ett fel. Står det error= i adressen, klistra in den i: oauthmail lint",
        ),
        Step(
            "code",
            ("S34", "S50", "E09"),
            "In bash (on Windows Git Bash or WSL), one line at a time: paste the whole address and press Enter, "
            "nothing is shown. Nothing has to be cut out by eye. The code is good once, for about ten minutes.",
            "I bash (i Windows Git Bash eller WSL), en rad i taget: klistra in hela adressen och tryck på Enter, inget "
            "visas. Ingenting behöver klippas ut för hand. Koden gäller en gång, i ungefär tio minuter.",
            code=("take-the-code",),
        ),
    ),
)

REFRESH_TOKEN = Part(
    "refresh-token",
    "Get the refresh token",
    "Hämta uppdateringstoken",
    (
        Step(
            "ask-secret",
            ("S53", "S60"),
            "In the same shell, paste the client secret and press Enter. It is neither shown nor kept in the history.",
            "Klistra in klienthemligheten i samma skal och tryck på Enter. Den varken visas eller sparas i historiken.",
            code=("ask-secret",),
            when="secret",
        ),
        Step(
            "command",
            (
                *("S51", "S52", "S54", "S55", "S56", "S57", "S58", "S59", "S61", "S62", "S63"),
                *("E02", "E03", "E04", "E05", "E08"),
            ),
            "Then this, as it stands: straight quotation marks, no header (curl sends the right one), every value "
            "encoded by curl, scopes of one resource. The answer goes to a file that nobody else can read.",
            "Sedan detta, precis som det står: raka citattecken, inget huvud (curl skickar det rätta), varje värde "
            "kodat av curl, behörigheter för en enda resurs. Svaret hamnar i en fil som ingen annan kan läsa.",
            code=("token-command",),
        ),
        Step(
            "keep",
            ("S64", "S72"),
            "The answer is in {answer}. The value to use is refresh_token, which the profile looks for at "
            "{refresh_token}; access_token ends after about an hour. It lives 90 days from today, unless the "
            "application stores the newer ones that it gets: write the date into the calendar.",
            "Svaret finns i {answer}. Värdet som ska användas är refresh_token, som profilen letar efter i "
            "{refresh_token}; access_token slutar gälla efter ungefär en timme. Det gäller i 90 dagar från i dag, om "
            "inte programmet sparar de nyare som det får: skriv in datumet i kalendern.",
        ),
    ),
)

PARTS = (REGISTER, SIGN_IN, REFRESH_TOKEN)
