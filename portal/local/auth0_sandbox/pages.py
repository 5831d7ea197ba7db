"""The frame around every page of the assistant, and the pages for tickets that open nothing."""

import re
from html import escape
from pathlib import Path
from string import Template

from .messages import HTML, Answer, Row

FOLDER = Path(__file__).parent / "pages"
LAYOUT = Template((FOLDER / "layout.html").read_text())
STYLESHEET = (FOLDER / "assistant.css").read_bytes()
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' https: data:; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'"
    ),
}
CLOSED = {
    "unknown": (404, "This link is not valid", "Check that you copied the whole address."),
    "revoked": (403, "This link was revoked", "Ask the company that sent it for a new one."),
    "expired": (403, "This link has expired", "Ask the company that sent it for a new one."),
    "ended": (
        403,
        "Your session has ended",
        "The setup was open for five hours. Ask for a new link to go on where you stopped.",
    ),
    "used_up": (
        403,
        "This link has been opened too many times",
        "A link opens ten times. Ask the company that sent it for a new one.",
    ),
}


def page(
    title: str, body: str, *, status: int = 200, alert: str = "", steps: str = "", logo: str = ""
) -> Answer:
    """Return a whole page; `body`, `steps` and `logo` are HTML, the rest is text."""
    shown = f'<p class="alert" role="alert">{escape(alert)}</p>' if alert else ""
    text = LAYOUT.substitute(title=escape(title), body=body, alert=shown, steps=steps, logo=logo)
    return Answer(status, text.encode(), HTML, dict(HEADERS))


def closed(reason: str) -> Answer:
    """Return the page of a ticket that opens nothing."""
    status, title, advice = CLOSED[reason]
    return page(title, f"<p>{escape(advice)}</p>", status=status)


def too_many() -> Answer:
    return page("Too many requests", "<p>Wait a minute and load the page again.</p>", status=429)


def logo(profile: Row) -> str:
    """Return the profile's logo as HTML."""
    url = (profile.get("branding") or {}).get("logo_url")
    image = f'<img src="{escape(url)}" alt="{escape(profile["name"])}">' if url else ""
    return f'<div class="logo">{image}</div>' if image else ""


def brand(profile: Row) -> bytes:
    """Return the stylesheet that carries the profile's colour."""
    colors = (profile.get("branding") or {}).get("colors") or {}
    primary = str(colors.get("primary", ""))
    if not re.fullmatch(r"#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})", primary):
        return b""
    digits = primary[1:] if len(primary) == 7 else "".join(d * 2 for d in primary[1:])
    red, green, blue = (int(digits[i : i + 2], 16) for i in (0, 2, 4))
    light = (0.299 * red + 0.587 * green + 0.114 * blue) > 140
    text = "#000" if light else "#fff"
    return f":root {{ --accent: {primary}; --on-accent: {text}; }}".encode()
