"""The pages for people: the list of mails, and one mail."""

import re
from html import escape
from pathlib import Path
from string import Template

from .mail import Mail
from .mailbox import Mailbox

PER_PAGE = 50
LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]")


def inbox(mailbox: Mailbox, *, start: int) -> str:
    mails, total = mailbox.page(start=start, limit=PER_PAGE)
    if not mails:
        rows = _template("empty.html").substitute()
    else:
        rows = f'<ul class="mails">{"".join(_row(mail) for mail in mails)}</ul>'
    return _page(
        title="Inbox" if not total else f"Inbox ({total})",
        main=_template("list.html").substitute(
            count=_plural(total),
            rows=rows,
            pager=_pager(start, total),
            total=total,
            clear="" if total else "hidden",
        ),
    )


def mail(mail: Mail, *, part: str) -> str:
    """One mail; `part` is `html`, `text` or `source`, the first that it has when none is named."""
    part = part if part in ("html", "text", "source") else ("html" if mail.html else "text")
    bodies = {
        "html": _html_body(mail),
        "text": f'<pre class="body">{_linked(mail.text)}</pre>',
        "source": f'<pre class="body">{escape(mail.source.decode(errors="replace"))}</pre>',
    }
    return _page(
        title=mail.subject or "(no subject)",
        main=_template("mail.html").substitute(
            subject=escape(mail.subject or "(no subject)"),
            sender=escape(str(mail.sender)),
            to=escape(", ".join(map(str, mail.to))),
            reply_to=_optional("Reply to", ", ".join(map(str, mail.reply_to))),
            time=_time(mail),
            tabs="".join(_tab(name, current=part) for name in bodies),
            body=bodies[part],
        ),
    )


def missing() -> str:
    return _page(title="Not found", main=_template("missing.html").substitute())


def _row(mail: Mail) -> str:
    return _template("row.html").substitute(
        id=mail.id,
        to=escape(", ".join(address.name or address.address for address in mail.to)),
        subject=escape(mail.subject or "(no subject)"),
        snippet=escape(mail.snippet),
        time=_time(mail),
    )


def _html_body(mail: Mail) -> str:
    if not mail.html:
        return '<p class="empty">This mail has no HTML part.</p>'
    return (
        f'<iframe class="body" src="/message/{mail.id}/html" title="The mail as HTML" '
        'sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>'
    )


def _tab(name: str, *, current: str) -> str:
    label = {"html": "HTML", "text": "Text", "source": "Source"}[name]
    mark = ' aria-current="page"' if name == current else ""
    return f'<a href="?part={name}"{mark}>{label}</a>'


def _optional(term: str, value: str) -> str:
    return f"<dt>{term}</dt><dd>{escape(value)}</dd>" if value else ""


def _linked(text: str) -> str:
    """Plain text as HTML, with its addresses made links."""
    parts, end = [], 0
    for match in LINK.finditer(text):
        url = escape(match[0])
        parts.append(escape(text[end : match.start()]))
        parts.append(f'<a href="{url}" target="_blank" rel="noreferrer">{url}</a>')
        end = match.end()
    return "".join(parts) + escape(text[end:])


def _time(mail: Mail) -> str:
    return (
        f'<time datetime="{mail.received.isoformat()}">{mail.received:%-d %b %Y, %H:%M} UTC</time>'
    )


def _pager(start: int, total: int) -> str:
    links = []
    if start > 0:
        links.append(f'<a href="?start={max(0, start - PER_PAGE)}">Newer</a>')
    if start + PER_PAGE < total:
        links.append(f'<a href="?start={start + PER_PAGE}">Older</a>')
    return f'<nav class="pager" aria-label="Pages">{"".join(links)}</nav>' if links else ""


def _plural(total: int) -> str:
    return "1 mail" if total == 1 else f"{total} mails"


def _page(*, title: str, main: str) -> str:
    return _template("page.html").substitute(title=escape(title), main=main)


def _template(name: str) -> Template:
    return Template((Path(__file__).parent / "pages" / name).read_text())
