import pytest

from portal.dns.mx import takes_mail


@pytest.mark.parametrize(
    ("records", "answer"),
    [
        ({"mx": ["10 mail.acme.com.", "20 backup.acme.com."]}, True),
        ({"mx": ["0 ."]}, False),
        ({"a": ["192.0.2.1"]}, True),
        ({"txt": ["v=spf1 -all"]}, False),
        ({"answer": "servfail"}, None),
    ],
)
def test_takes_mail_reads_what_dns_says(sandbox, records, answer):
    sandbox.post("/dns", {"name": "acme.com", **records})

    assert takes_mail("acme.com") is answer


def test_takes_mail_denies_it_of_a_domain_that_does_not_exist(sandbox):
    assert takes_mail("no-such-domain.com") is False


def test_takes_mail_does_not_guess_without_an_answer(sandbox):
    sandbox.post("/dns", {"name": "acme.com", "answer": "silent"})

    assert takes_mail("acme.com", patience=0.2) is None
