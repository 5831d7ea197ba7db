import pytest

from portal.text.masked_urls import masked


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://crm.example.com/hooks", "https://crm.example.com/hooks"),
        ("https://crm.example.com", "https://crm.example.com"),
        ("https://a.example:8443/api/v1/sso-events/", "https://a.example:8443/api/v1/sso-events/"),
        ("https://hooks.zapier.com/catch/123/abc12de/", "https://hooks.zapier.com/catch/…/…/"),
        ("https://hooks.slack.com/services/T0/B0/x9YzWv", "https://hooks.slack.com/services/…/…/…"),
        ("https://hook.make.com/qwertzuiopasdfghjklyxcvbnmq", "https://hook.make.com/…"),
        ("https://a.example.com/run?code=s3cret&v=2", "https://a.example.com/run?…"),
        ("https://a.example.com/?sig=s3cret", "https://a.example.com/?…"),
    ],
)
def test_shows_where_it_leads_and_no_secret(url: str, shown: str) -> None:
    assert masked(url) == shown
