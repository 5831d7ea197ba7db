"""Errors to Sentry, where PORTAL_SENTRY_DSN is set: without links, secrets, and people.

Without it, `sentry_sdk` isn't even imported; it comes with the extra "sentry".
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from portal.monitoring.logs import without_links

# They may hold tokens, and tell of people.
_NO_PART_OF_AN_EVENT = ("request", "user", "extra", "breadcrumbs", "server_name")


def start(dsn: str) -> None:
    """Send errors from now on; raises ImproperlyConfigured without the package."""
    try:
        import sentry_sdk
    except ImportError:
        raise ImproperlyConfigured(
            "PORTAL_SENTRY_DSN is set, but sentry-sdk isn't installed: pip install sentry-sdk"
        ) from None

    sentry_sdk.init(
        dsn=dsn,
        before_send=scrub,
        # Values of variables are where secrets are; bodies and headers hold tokens.
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0,
    )


def scrub(event: Any, _hint: Any = None) -> Any:
    """Return an event as it may leave the company: where it happened, and nothing of whom."""
    kept = {key: value for key, value in event.items() if key not in _NO_PART_OF_AN_EVENT}
    return dict(_hidden(kept))


def _hidden(value: Any) -> Any:
    if isinstance(value, str):
        return without_links(value)
    if isinstance(value, dict):
        return {key: _hidden(one) for key, one in value.items() if key != "vars"}
    if isinstance(value, list | tuple):
        return [_hidden(one) for one in value]
    return value
