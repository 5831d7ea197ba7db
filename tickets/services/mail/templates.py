"""Mails as texts: rendered once, in the reader's language, with placeholders for secrets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from portal.text.joining import one_period
from portal.web.context import company_facts
from portal.web.design import colors

# Put in when the mail is sent, so that the database holds neither.
LINK = "https://link.invalid/"
CODE = "[[code]]"

_INLINER = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True)
class Mail:
    """One rendered mail."""

    subject: str
    text: str
    html: str


def render(kind: str, language: str, context: Mapping[str, object]) -> Mail:
    """Render templates/email/<kind>/{subject.txt,body.txt,body.html} in a language."""
    values = {
        "company": company_facts(),
        "palette": colors.light(settings.ACCENT_COLOR),
        "dark_palette": colors.dark(settings.ACCENT_COLOR),
        "language": language,
        "link_url": LINK,
        "stop_url": f"{LINK}stop/",
        "code": CODE,
        **context,
    }
    names = [settings.COMPANY_NAME, *(one for one in context.values() if isinstance(one, str))]
    with translation.override(language):
        subject, text, html = (
            one_period(render_to_string(f"email/{kind}/{part}", values), names)
            for part in ("subject.txt", "body.txt", "body.html")
        )
    return Mail(
        subject=" ".join(subject.split())[:255],
        # Template tags leave runs of empty lines.
        text=re.sub(r"\n{3,}", "\n\n", text).strip() + "\n",
        html=_INLINER.inline(html),
    )
