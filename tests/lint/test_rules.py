"""One change to a good artefact breaks exactly one rule, for every rule of the table."""

from __future__ import annotations

import re

import pytest

from checks.lint.model import KINDS
from checks.lint.recognise import recognise
from checks.lint.rules import RULES

from .good import (
    ANSWER,
    APP_ONLY,
    AUTHORIZE,
    CLAIMS,
    CODE,
    COMMAND,
    GUID,
    NOW,
    OUTLOOK,
    REDIRECT,
    SCOPE,
    SCOPES,
    SECRET,
    TENANT,
    found,
)

GOOD = {
    "authorize-url": AUTHORIZE,
    "token-command": COMMAND,
    "redirect-url": REDIRECT,
    "scopes": SCOPES,
    "claims": CLAIMS,
    "token-answer": ANSWER,
}
_SECRET_OPTION = 'client_secret@<(printf %s "$CLIENT_SECRET")'
_CODE_OPTION = "@<(printf 'code=%s' \"$CODE\")"
_ENCODED = "https%3A%2F%2Foutlook.office.com%2F"

# rule, good artefact, what is changed in it, into what
DEFECTS = (
    ("curly-quotes", COMMAND, f"'scope={SCOPE}'", f"“scope={SCOPE}”"),
    ("curly-quotes", COMMAND, f"'scope={SCOPE}'", f"‘scope={SCOPE}’"),
    ("odd-characters", COMMAND, "curl -sS", "curl –sS"),
    ("odd-characters", COMMAND, " --data @", " —data @"),
    ("odd-characters", COMMAND, "curl -sS ", "curl -sS\u00a0"),
    ("open-quote", APP_ONLY, "--data-urlencode grant_type=client_credentials", '--data "grant_type=client_credentials'),
    ("ampersand", COMMAND, "curl ", "curl -d client_info=1&claims=x "),
    ("line-break", COMMAND, " --data @", "\n --data @"),
    ("windows-shell", COMMAND, " --data @", " ^\n --data @"),
    ("windows-shell", COMMAND, " --data @", " `\n --data @"),
    ("header", COMMAND, "curl ", 'curl -H "ContentType application/x-www-form-urlencoded" '),
    ("header", COMMAND, "curl ", 'curl -H "ContentType: application/x-www-form-urlencoded" '),
    ("header", COMMAND, "curl ", 'curl -H "Content-Type application/x-www-form-urlencoded" '),
    ("content-type", COMMAND, "curl ", 'curl -H "Content-Type: application/json" '),
    ("content-type", COMMAND, "curl ", "curl --json {} "),
    ("variable-not-encoded", COMMAND, f"--data-urlencode {_SECRET_OPTION}", '-d "client_secret=$CLIENT_SECRET"'),
    ("encoded-twice", COMMAND, "redirect_uri=http://localhost", "redirect_uri=http%3A%2F%2Flocalhost"),
    ("secret-in-command", COMMAND, _SECRET_OPTION, f"client_secret={SECRET}"),
    ("credential-option", APP_ONLY, "curl ", "curl -u a:b "),
    ("grant-type", COMMAND, "grant_type=authorization_code", "grant_type=authorisation"),
    ("grant-incomplete", COMMAND, f"--data {_CODE_OPTION}", ""),
    ("code-cut-wrong", COMMAND, _CODE_OPTION, f"{_CODE_OPTION} -d session_state={GUID}"),
    ("method", COMMAND, "curl ", "curl -G "),
    ("method", COMMAND, "curl ", "curl -XGET "),
    ("insecure", COMMAND, "-sS", "-sSk"),
    ("placeholder-left", COMMAND, GUID, "[client-id]"),
    ("placeholder-left", AUTHORIZE, GUID, "<client_id>"),
    ("placeholder-left", AUTHORIZE, TENANT, "[tenantid]"),
    ("brackets-left", COMMAND, GUID, f"[{GUID}]"),
    ("brackets-left", AUTHORIZE, GUID, f"[[{GUID}]]"),
    ("brackets-left", COMMAND, TENANT, f"[{TENANT}]"),
    ("client-id", COMMAND, f"--data-urlencode client_id={GUID}", ""),
    ("client-id", AUTHORIZE, GUID, "forms-mail"),
    ("client-id", AUTHORIZE, GUID, TENANT),
    ("tenant", AUTHORIZE, TENANT, "contoso"),
    ("endpoint", AUTHORIZE, "/v2.0/authorize", "/authorize"),
    ("endpoint", COMMAND, "/v2.0/token", "/v2.0/authorize"),
    ("login-host", COMMAND, "login.microsoftonline.com", "login.microsoft0nline.com"),
    ("login-host", COMMAND, "login.microsoftonline.com", "localhost:1@login.example"),
    ("not-https", AUTHORIZE, "https://login", "http://login"),
    ("parameter-unknown", COMMAND, "curl", "curl --data-urlencode clientid=x"),
    ("parameter-unknown", AUTHORIZE, "&prompt", "&resource=x&prompt"),
    ("parameter-twice", AUTHORIZE, "&prompt", "&prompt=login&prompt"),
    ("redirect-uri", AUTHORIZE, "&redirect_uri=http%3A%2F%2Flocalhost", ""),
    ("redirect-uri", AUTHORIZE, "http%3A%2F%2Flocalhost", "http%3A%2F%2Fapp.contoso.com"),
    ("redirect-uri", COMMAND, "redirect_uri=http://localhost", "redirect_uri=localhost"),
    ("response-type", AUTHORIZE, "response_type=code", "response_type=token"),
    ("redirect-uri-not-encoded", AUTHORIZE, "http%3A%2F%2Flocalhost", "http://localhost"),
    ("state-missing", AUTHORIZE, "&state=Zm9vYmFy", ""),
    ("prompt", AUTHORIZE, "prompt=login", "prompt=always"),
    ("response-mode", AUTHORIZE, "response_mode=query", "response_mode=body"),
    ("secret-in-url", AUTHORIZE, "&prompt", f"&client_secret={SECRET}&prompt"),
    ("url-marks", AUTHORIZE, "&prompt", "& prompt"),
    ("scope-missing", COMMAND, f"--data-urlencode 'scope={SCOPE}'", ""),
    ("scope-misspelt", AUTHORIZE, "IMAP.AccessAsUser.All", "IMAP.AccessUser.All"),
    ("scope-misspelt", SCOPES, "SMTP.Send", "SMTP.AccessAsUser.All"),
    ("scope-unknown", SCOPES, "offline_access", f"offline_access {OUTLOOK}Printers.Create"),
    ("scope-without-resource", COMMAND, SCOPE, "IMAP.AccessAsUser.All SMTP.Send offline_access"),
    ("scope-without-resource-at-sign-in", AUTHORIZE, _ENCODED, ""),
    ("scope-two-resources-at-sign-in", AUTHORIZE, f"{_ENCODED}IMAP", "https%3A%2F%2Foutlook.office365.com%2FIMAP"),
    ("scope-two-resources", COMMAND, f"{OUTLOOK}IMAP", "https://outlook.office365.com/IMAP"),
    ("scope-not-outlook", COMMAND, OUTLOOK, "https://graph.microsoft.com/"),
    ("scope-of-another-cloud", COMMAND, "login.microsoftonline.com", "login.partner.microsoftonline.cn"),
    ("scope-not-needed", COMMAND, "offline_access", f"{OUTLOOK}User.Read offline_access"),
    ("scope-of-applications", SCOPES, "SMTP.Send", "SMTP.SendAsApp"),
    ("scope-default-mixed", SCOPES, "SMTP.Send", ".default"),
    ("scope-not-default", APP_ONLY, "/.default", "/SMTP.Send"),
    ("scope-separator", SCOPES, " offline_access", ", offline_access"),
    ("offline-access-missing", AUTHORIZE, "%20offline_access", ""),
    ("sign-in-refused", REDIRECT, f"code={CODE}", "error=access_denied&error_description=AADSTS65004%3a+User+declined"),
    ("code-missing", REDIRECT, f"code={CODE}&", ""),
    ("code-missing", REDIRECT, CODE, "<code>"),
    ("code-cut-by-the-rule", REDIRECT, "http://localhost/?code=", ""),
    ("tokens-in-address", REDIRECT, f"?code={CODE}", "#id_token=eyJ"),
    ("answer-refused", ANSWER, "{", '{"error": "invalid_grant", "error_description": "AADSTS700082: The refresh", '),
    ("answer-without-refresh-token", ANSWER, '"refresh_token": "1.AXkA", ', ""),
    ("id-token", CLAIMS, '"scp": "IMAP.AccessAsUser.All SMTP.Send"', '"preferred_username": "svc@contoso.com"'),
    ("token-for-graph", CLAIMS, "https://outlook.office.com", "00000003-0000-0000-c000-000000000000"),
    ("token-for-another", CLAIMS, "https://outlook.office.com", "https://management.azure.com/"),
    ("token-without-mail", CLAIMS, "IMAP.AccessAsUser.All SMTP.Send", "Mail.Read"),
    ("token-of-an-application", CLAIMS, '"scp": "IMAP.AccessAsUser.All SMTP.Send"', '"roles": ["SMTP.SendAsApp"]'),
    ("token-ended", CLAIMS, "1800003000", "1799999999"),
    ("token-not-yet-valid", CLAIMS, "1799999000", "1800000001"),
)
# What is written out is a finding of its own, beside the one about what was written.
WRITTEN_OUT = (
    ("secret-not-encoded", f"--data client_secret=a+{SECRET}"),
    ("secret-not-encoded", f"--data 'client_secret={SECRET}&more'"),
    ("secret-not-encoded", f"--data client_secret={SECRET}%"),
    ("secret-is-its-id", f"--data-urlencode client_secret={TENANT}"),
)


@pytest.mark.parametrize(("kind", "text"), GOOD.items())
def test_a_good_artefact_is_recognised_and_gets_no_remark(kind: str, text: str) -> None:
    artefact = recognise(text, NOW)
    assert artefact is not None and artefact.kind == kind and found(text) == []


@pytest.mark.parametrize(("id", "good", "old", "new"), DEFECTS)
def test_one_change_breaks_one_rule(id: str, good: str, old: str, new: str) -> None:
    assert old in good
    assert found(good.replace(old, new)) == [id]


@pytest.mark.parametrize(("id", "option"), WRITTEN_OUT)
def test_a_secret_that_is_written_out(id: str, option: str) -> None:
    text = COMMAND.replace(f"--data-urlencode {_SECRET_OPTION}", option)
    assert sorted(found(text)) == sorted([id, "secret-in-command"])


def test_a_masked_secret() -> None:
    text = COMMAND.replace(_SECRET_OPTION, "'client_secret=xYz********'")
    assert found(text) == ["secret-masked", "placeholder-left"]


def test_every_rule_has_a_defect() -> None:
    tested = {id for id, *_ in (*DEFECTS, *WRITTEN_OUT)} | {"secret-masked"}
    assert tested == set(RULES)


def test_every_rule_says_where_it_stands_and_what_it_is_about() -> None:
    for rule in RULES.values():
        assert rule.refs and set(rule.kinds) <= set(KINDS) and rule.kinds
        assert rule.says[0].isupper() and rule.says.endswith((".", ":", "holds"))
        for ref in rule.refs:
            assert re.fullmatch(r"S\d\d|S100|E\d\d|AADSTS\d+|RFC \d+( [\d.]+)?|(?:Microsoft|curl): .+", ref), ref


@pytest.mark.parametrize(
    "text",
    [
        COMMAND.replace(" --", " \\\n  --"),
        "$ " + COMMAND,
        f"```\n{COMMAND}\n```",
        COMMAND.replace("curl", "/usr/bin/curl"),
        COMMAND.replace(TENANT, "$TENANT").replace(f"client_id={GUID}", 'client_id="$CLIENT_ID"'),
        COMMAND + " --cacert roots.pem -m 20",
        COMMAND.replace("login.microsoftonline.com", "localhost:8443"),
        COMMAND.replace("curl ", 'curl -X POST -H "Content-Type: application/x-www-form-urlencoded" '),
        APP_ONLY,
        AUTHORIZE.replace(TENANT, "common"),
        f"<{AUTHORIZE}>",
        "`" + AUTHORIZE + "`",
        AUTHORIZE.replace("%20", "+"),
        AUTHORIZE.replace("http%3A%2F%2Flocalhost", "msal3c5ee1b4%3A%2F%2Fauth"),
        AUTHORIZE.replace("http%3A%2F%2Flocalhost", "urn%3Aietf%3Awg%3Aoauth%3A2.0%3Aoob"),
        "   >`" + COMMAND + "`",
        REDIRECT + "#",
        REDIRECT.replace("?", "#"),
        SCOPES.replace(" ", "\n"),
        "scope=" + SCOPES.replace(" ", "%20"),
        '{"typ": "JWT", "alg": "RS256"}.' + CLAIMS,
        '{"header": {"alg": "RS256"}, "payload": ' + CLAIMS + "}",
    ],
)
def test_what_is_right_in_another_form_gets_no_remark(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text", ["hello", "{}", "[1]", "{" * 9000, "https://login.microsoftonline.com/", CODE, "a=b", "curl"]
)
def test_what_is_none_of_these_is_not_recognised(text: str) -> None:
    assert recognise(text, NOW) is None
