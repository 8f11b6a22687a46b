"""What the tenant demands of people and devices: MFA, Conditional Access, accounts in good order."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis, Words

_ERROR_CATALOGUE = "Microsoft's error reference and its message templates (f-bader/EntraID-ErrorCodes, 2025-09)"
_MFA_REQUIRED = (
    50072, 50074, 50076, 50078, 50079, 50088, 50158, 500121, 500881, 500882, 500883, 53004, 53010, 54008, 54009,
    54010,
)  # fmt: skip
_DEVICE_REQUIRED = (
    50097, 50127, 50129, 50155, 50187, 53000, 53001, 53002, 53005, 53008, 53009, 501271, 501291, 501292, 501311,
    501312, 501313, 530001, 530002, 530003, 530011, 530021, 530022, 530081, 700003,
)  # fmt: skip

POLICY: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="mfa-required",
        layer="token",
        title="A second factor is demanded",
        cause="The tenant now wants multi-factor authentication for {mailbox}: a policy changed, the sign-in comes "
        "from a new place, or the proof is too old. A refresh token cannot give it, a person can; a password grant "
        "never can.",
        who="user",
        role=roles.SIGNS_IN,
        fix=(
            *roles.SIGN_IN_AGAIN,
            "if it returns, ask for an exclusion of {mailbox} (Conditional Access Administrator), or use app-only "
            "access",
            f"look: {roles.SIGN_IN_LOG}, the tabs Authentication details and Conditional Access",
        ),
        new_refresh_token_helps="maybe",
        helps_why="yes when it comes from a sign-in with the second factor; it may be asked for again later.",
        doc=links.ERROR_CODES,
        evidence="capture 2023-11-25 and az login output 2025-11 (50076, invalid_grant, basic_action); MSAL.NET "
        "documentation (50078); DougHennig/SFMail#15",
        codes=_MFA_REQUIRED,
        words=(
            Words(r"you must (?:use|enroll in) multi-factor authentication to access"),
            Words(r"Strong Authentication is required"),
            Words(r"External security challenge not satisfied"),
        ),
        tells_apart="50072 and 50079 mean that no second factor is registered yet: https://aka.ms/mfasetup",
        tied_with=("conditional-access-blocked",),
    ),
    Diagnosis(
        id="conditional-access-blocked",
        layer="token",
        title="Conditional Access blocks the sign-in",
        cause="A Conditional Access policy of the tenant forbids tokens for this user, this app, this network or this "
        "kind of client. Signing in again from the same place ends the same way.",
        who="tenant-admin",
        role=roles.POLICY_ADMIN,
        fix=(
            f"look: {roles.SIGN_IN_LOG} > the failed entry > Conditional Access: the policy that says Failure",
            "change: in that policy exclude {mailbox} (Users > Exclude), or the network of the server (Named "
            "locations)",
            "  or, for a workload identity, the service principal of {client_id}",
            "undo: remove the exclusion; try beforehand: Conditional Access > What If",
            "verify: oauthmail diagnose {profile} --only token",
        ),
        new_refresh_token_helps="maybe",
        helps_why="only if it is obtained where the policy allows it, and the policy may block its use all the same.",
        doc=links.ERROR_CODES,
        evidence="azidentity log 2025-03-07 (53003, invalid_grant, message_only); mguessan/davmail#446",
        codes=(50005, 50077, 50081, 50131, 500186, 53003, 53011, 530031, 530032, 530034),
        words=(
            Words(r"sign-in was successful but does not meet the criteria to access this resource"),
            Words(r"Access has been blocked by Conditional Access policies"),
            Words(r"access policy does not allow token issuance"),
        ),
        tells_apart="The claims value capolids names the policy ids.",
        tied_with=("mfa-required",),
        ticket=(
            "Please look at the failed sign-in of {mailbox} for app {client_id} in the Entra sign-in log "
            "(non-interactive)",
            "and exclude the account, or the address of our server, from the Conditional Access policy shown there.",
        ),
        wait=roles.ENTRA_WAIT,
    ),
    Diagnosis(
        id="device-required",
        layer="token",
        title="Conditional Access wants a managed device or an approved app",
        cause="A policy allows tokens only on compliant, joined or managed devices, or only for approved apps. A mail "
        "gateway or server can be none of these.",
        who="tenant-admin",
        role=roles.POLICY_ADMIN,
        fix=(
            f"look: {roles.SIGN_IN_LOG} > the failed entry > Conditional Access",
            "change: exclude {mailbox}, or the app {client_id}, from that policy; undo: remove the exclusion",
            "or move the application to app-only access",
        ),
        new_refresh_token_helps="no",
        helps_why="the device stays what it is.",
        doc=links.ERROR_CODES,
        evidence=f"{_ERROR_CATALOGUE}; 53005: android-common test fixtures",
        codes=_DEVICE_REQUIRED,
        words=(
            Words(r"Device is not in required device state"),
            Words(r"Application needs to enforce Intune protection policies"),
            Words(r"Device authentication (?:is required|failed)", 0.8, "entra"),
            Words(r"You can't get there from here", 0.9, "entra"),
        ),
        ticket=(
            "Please exclude {mailbox} from the device policy that the Entra sign-in log names for app {client_id}.",
        ),
        wait=roles.ENTRA_WAIT,
    ),
    Diagnosis(
        id="security-defaults-blocked",
        layer="token",
        title="Security defaults block the sign-in",
        cause="Security defaults are on in the tenant and forbid old ways to sign in, such as a password without a "
        "second factor.",
        who="tenant-admin",
        role="a Security Administrator of {tenant}",
        fix=(
            "use a browser sign-in instead of a password: oauthmail login {profile} --copy",
            "look: Entra admin center > Overview > Properties > Security defaults",
            "switching them off is for the whole tenant; replace them by Conditional Access policies first",
        ),
        new_refresh_token_helps="maybe",
        helps_why="one from a browser sign-in with a second factor does.",
        doc=links.SECURITY_DEFAULTS,
        evidence=f"{_ERROR_CATALOGUE}; the value of `error` is unverified",
        codes=(530035,),
        words=(Words(r"Access has been blocked by security defaults"),),
        ticket=(
            "Security defaults block the sign-in of {mailbox} for app {client_id} (AADSTS530035). Please advise "
            "which way to sign",
            "in is allowed, or replace them by Conditional Access policies.",
        ),
    ),
    Diagnosis(
        id="user-disabled",
        layer="token",
        title="The account is disabled or deleted",
        cause="The user behind the token may no longer sign in: the account was disabled or deleted.",
        who="tenant-admin",
        role=roles.USER_ADMIN,
        fix=(
            "look: Entra admin center > Users > {mailbox} > Account status",
            "change: Account enabled = Yes; undo: No. Deleted less than 30 days ago: Users > Deleted users > Restore",
            "a shared mailbox has a disabled account by design: sign in as a delegate, not as the shared mailbox",
        ),
        new_refresh_token_helps="no",
        helps_why="the account must be enabled first; a new sign-in may be needed afterwards.",
        doc=links.ERROR_CODES,
        evidence=f"{_ERROR_CATALOGUE}; 500341: MSAL documentation (invalid_grant)",
        codes=(50057, 500341, 500571),
        words=(
            Words(r"user account is disabled", 0.9, "entra"),
            Words(r"user account \S{1,80} has been deleted from the"),
        ),
        tells_apart="Entra admin center > Users > {mailbox} > Account status. (50034 would mean: never known here.)",
        ticket=("Please enable the account {mailbox}: Entra answers AADSTS50057 to its token.",),
        wait=roles.ENTRA_WAIT,
    ),
    Diagnosis(
        id="user-not-in-tenant",
        layer="token",
        title="The user is not known in this tenant",
        cause="The account that signs in does not exist in the tenant that was asked: a typing error, a sign-in name "
        "that differs from the mail address, another organisation, or a guest who never accepted.",
        who="user",
        role="whoever signs in; a Guest Inviter or User Administrator of {tenant} if the user must be invited",
        fix=(
            "sign out of other accounts first, then: sign in as {mailbox} (oauthmail login {profile} --copy)",
            "look: Entra admin center > Users: User principal name, which may differ from the mail address",
            "check the tenant in the settings",
        ),
        new_refresh_token_helps="maybe",
        helps_why="if it is obtained with the right account in the right tenant.",
        doc=links.ERROR_CODES,
        evidence="HDInsight documentation 2019-04-29 (50034); message templates, 2025-09",
        codes=(16000, 16003, 50014, 50020, 50034, 50085, 50177, 50178, 51004, 500211, 700056, 90072, 90125),
        words=(
            Words(r"Selected user account does not exist in tenant"),
            Words(r"user account \S{1,120} does not exist in the"),
            Words(r"from identity provider '[^'\n]{1,120}' does not exist in tenant"),
        ),
    ),
    Diagnosis(
        id="user-locked",
        layer="token",
        title="The account is locked after wrong passwords",
        cause="Too many wrong passwords were tried for this account, or the network they came from is distrusted. "
        "Some program probably still repeats an old password.",
        who="user",
        role="nobody for a short lock: it ends by itself; " + roles.USER_ADMIN + " for a lasting one",
        fix=(
            "stop every program that still uses a password for {mailbox}",
            "wait some minutes; then oauthmail diagnose {profile}",
            f"look: {roles.SIGN_IN_LOG}: which address tries",
        ),
        new_refresh_token_helps="no",
        helps_why="the lock is on the account.",
        doc=links.ERROR_CODES,
        evidence="HDInsight documentation 2019-06-06 (50053); message templates, 2025-09",
        codes=(50053,),
        words=(Words(r"account is locked, you've tried to sign in too many times"),),
    ),
    Diagnosis(
        id="password-expired",
        layer="token",
        title="The password has expired or must be changed",
        cause="Before any token is issued the password must be changed in a browser.",
        who="user",
        role=roles.SIGNS_IN,
        fix=(
            "sign in at https://myaccount.microsoft.com as {mailbox} and set a new password",
            *roles.SIGN_IN_AGAIN,
        ),
        new_refresh_token_helps="yes",
        helps_why="after the password was changed.",
        doc=links.ERROR_CODES,
        evidence="HDInsight documentation 2019-06-06 (50055); message templates, 2025-09",
        codes=(50055, 50135, 50137, 50142, 50144),
        words=(
            Words(r"AADSTS\d{5,6}: The password is expired"),
            Words(r"Password change is required due to"),
            Words(r"Active Directory password has expired"),
        ),
    ),
    Diagnosis(
        id="password-wrong",
        layer="token",
        title="Wrong user name or password in a password grant",
        cause="The application sends a user name and a password (the password grant), and they do not fit. The grant "
        "knows no second factor and no federation and has no future.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "move to a browser sign-in with a refresh token: oauthmail login {profile} --copy",
            "or to app-only access; do not repeat the password, it counts towards a lock",
        ),
        new_refresh_token_helps="maybe",
        helps_why="yes, if the application can use one instead of the password.",
        doc=links.ERROR_CODES,
        evidence="captures of 2019 and 2025-02-27 (50126, HTTP 400)",
        codes=(50126, 50056, 50052, 50054),
        words=(Words(r"Error validating credentials due to invalid username or password"),),
    ),
    Diagnosis(
        id="interaction-required",
        layer="token",
        title="A person must sign in",
        cause="Entra wants somebody at the screen before it goes on; a program alone cannot satisfy it.",
        who="user",
        role=roles.SIGNS_IN,
        fix=roles.SIGN_IN_AGAIN,
        new_refresh_token_helps="yes",
        helps_why="the sign-in that yields it is what Entra asks for.",
        doc=links.ERROR_CODES,
        evidence="entra authorize responses with prompt=none (50058, login_required); message templates, 2025-09",
        codes=(26000, 50058, 50125, 50140, 50197, 50199, 160021, 9002341),
        words=(
            Words(r"Authori[sz]ation request timed out", 0.8),
            Words(r"Please (?:re-?)?(?:connect|authenticate|authori[sz]e|sign.in|log.?in)\b", 0.4, "entra", named=True),
            Words(
                r"authentication request (?:timed out|(?:\w{2,8} ){0,3}(?:expired|cancell?ed))\b",
                0.8,
                "entra",
            ),
            Words(r"\binteraction_required\b(?![\s\S]{0,400}AADSTS)", 0.6, "entra"),
            Words(r"\blogin_required\b(?![\s\S]{0,400}AADSTS)", 0.6, "entra"),
            Words(r"silent sign-in request was sent but no user is signed in"),
            Words(r"Failed to acquire token silently", 0.6, "entra"),
            Words(
                r"\b(?:MsalUi|MsalInteraction|Interaction)Required(?:Auth)?(?:Exception|Error)\b(?![\s\S]{0,400}AADSTS)",
                0.5,
            ),
            Words(r"\bAUTH_REFRESH_FAILED_PROMPT_NOT_ALLOWED\b", 0.8),
        ),
        may_be=("mfa-required", "conditional-access-blocked"),
        tells_apart="The AADSTS number, where one is given, decides.",
    ),
    Diagnosis(
        id="on-premises-sign-in-failed",
        layer="token",
        title="The organisation's own sign-in agent failed",
        cause="Passwords of this tenant are checked on its own premises, and the agent there did not answer rightly.",
        who="tenant-admin",
        role="a Hybrid Identity Administrator of {tenant}",
        fix=("look: Entra admin center > Hybrid management > Entra Connect > Pass-through authentication",),
        new_refresh_token_helps="no",
        helps_why="the agents must work first; an existing refresh token does not need them.",
        doc=links.ERROR_CODES,
        evidence=f"{_ERROR_CATALOGUE}; wording unverified",
        codes=tuple(range(80001, 80015)),
        ticket=(
            "Please check the pass-through authentication agents: the sign-in of {mailbox} fails there (AADSTS800xx).",
        ),
    ),
)
