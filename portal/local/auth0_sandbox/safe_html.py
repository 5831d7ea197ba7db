"""The little HTML that a profile's introduction may hold."""

import html
from html.parser import HTMLParser

PLAIN = {"b", "strong", "i", "em", "u", "p", "br"}
SCHEMES = ("https://", "http://", "mailto:")


def clean(text: str) -> str:
    """Keep basic formatting and links; everything else becomes visible text or nothing."""
    cleaner = _Cleaner()
    cleaner.feed(text)
    cleaner.close()
    return "".join(cleaner.parts)


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in PLAIN:
            self.parts.append(f"<{tag}>")
        elif tag == "a":
            href = (dict(attrs).get("href") or "").strip()
            safe = html.escape(href) if href.startswith(SCHEMES) else ""
            self.parts.append(f'<a href="{safe}" rel="noreferrer">' if safe else "<a>")

    def handle_endtag(self, tag: str) -> None:
        if tag in PLAIN - {"br"} or tag == "a":
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(html.escape(data))
