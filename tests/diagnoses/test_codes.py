"""Does the table hold every number of Entra that mail can meet, and is each one left out for a reason?"""

from __future__ import annotations

import pytest

from checks.diagnoses.match import recognise
from checks.diagnoses.table import TABLE

LEFT_OUT = {
    50013: "on-behalf-of: a service hands on a user's token; no mail client does",
    500133: "on-behalf-of, as 50013",
    7000114: "on-behalf-of: an app that may not hand tokens on",
    54000: "the age of a minor, asked on a page of consent to a consumer product",
    54006: "encryption of tokens between Microsoft's own services",
    **dict.fromkeys(
        range(81004, 81013), "Kerberos of a browser (seamless sign-on); it falls back to a password by itself"
    ),
    75011: "SAML only: the way in which somebody signed in to a SAML application",
    1000000: "binding of an external identity provider, on the page of one",
    700020: "an id reserved for Microsoft's own use, in the registration of a resource",
    70002: "an old envelope: the number inside it decides; alone it is recognised by its words",
}
"""Numbers that lead to no cause by themselves, with the reason."""

GATHERED = """
16000 16003 26000 28000 28002 28003 50000 50001 50005 50011 50012 50013 50014 50020 50029 50033 50034 50049 50050
50053 50055 50056 50057 50058 50059 50072 50074 50076 50078 50079 50085 50087 50088 50089 50097 50105 50126 50127
50128 50129 50131 50132 50133 50134 50135 50140 50142 50144 50146 50147 50148 50155 50158 50173 50177 50187 50194
50196 50199 51000 51004 53000 53001 53002 53003 53004 53005 53009 53010 53011 54000 54005 54006 54008 65001 65002
65004 65005 70000 70001 70002 70003 70004 70005 70007 70008 70011 70012 70016 70018 70019 70020 70043 70044 70045
70046 75011 80001 80002 80003 80004 80005 80006 80007 80008 80009 80010 80011 80012 80013 80014 81004 81005 81006
81007 81008 81009 81010 81011 81012 90002 90004 90006 90008 90009 90010 90012 90013 90014 90015 90019 90023 90024
90033 90036 90038 90043 90051 90055 90056 90072 90090 90093 90094 90095 90100 90102 90112 90119 90120 90124 90130
90133 500011 500014 500021 500022 500112 500113 500121 500133 500200 500202 500207 500208 500212 500213 500341 501481
530001 530002 530003 530004 530021 530031 530032 530033 530034 530035 530036 650052 650053 650054 650056 650057 650059
700003 700005 700007 700009 700011 700016 700020 700021 700022 700023 700024 700025 700026 700027 700030 700038 700054
700081 700082 700084 700211 700213 900021 900023 900144 900382 900561 900971 901002 1000000 1002012 1002016 1003031
5000224 5000225 7000110 7000112 7000114 7000116 7000117 7000215 7000216 7000218 7000219 7000220 7000222 7000272
9001023 9002313 9002325 9002326 9002327 9002331 9002332 9002339 9002341
"""
"""The numbers of Microsoft's error reference that concern OAuth, and its message templates, 2025-09."""


def known() -> set[int]:
    return {code for entry in TABLE.values() for code in entry.codes}


def test_every_number_is_in_the_table_or_left_out_for_a_reason() -> None:
    gathered = set(map(int, GATHERED.split()))
    assert len(gathered) >= 221
    assert gathered - known() == set(LEFT_OUT)
    assert all(LEFT_OUT.values())


def test_the_old_envelope_is_recognised_by_its_words() -> None:
    assert (
        recognise("AADSTS70002: Error validating credentials.")[0].diagnosis.id == "client-credentials-refused-old-text"
    )


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ('{"Workload":"AzureActiveDirectory","Operation":"UserLoginFailed","ErrorNumber":"50053"}', "user-locked"),
        ('{"Workload":"AzureActiveDirectory","Operation":"UserLoginFailed","LogonError":"IdsLocked"}', "user-locked"),
        ('"Workload":"AzureActiveDirectory","LogonError":"UserStrongAuthClientAuthNRequired"', "mfa-required"),
        ("Error 53003 when Thunderbird signs in to Office 365", "conditional-access-blocked"),
    ],
)
def test_audit_logs_and_people_write_number_or_name_their_own_way(text: str, first: str) -> None:
    assert recognise(text)[0].diagnosis.id == first


@pytest.mark.parametrize("text", ['"ErrorNumber":"50053"', '"LogonError":"IdsLocked"', "Error 53003", "UserDisabled"])
def test_such_a_number_or_name_elsewhere_is_nothing_of_entra(text: str) -> None:
    assert recognise(f"{text} in the log of sql.example.com") == []
