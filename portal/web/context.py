"""What every template, page or mail, may say about the company that runs the portal."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from portal.text.addresses import readable


def company(request: HttpRequest) -> dict[str, Any]:
    """Return the company's name, logo and contact for the page frame."""
    return {"company": company_facts()}


def company_facts() -> dict[str, str]:
    """Return the company's name, logo and contact."""
    return {
        "name": settings.COMPANY_NAME,
        "logo_url": settings.COMPANY_LOGO_URL,
        "support_name": settings.SUPPORT_NAME,
        "support_email": readable(settings.SUPPORT_EMAIL),
    }
