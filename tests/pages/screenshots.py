"""`make screenshots`: every page at two widths in two themes, and one contact sheet of them all."""

import os
from collections.abc import Callable
from html import escape
from pathlib import Path

from playwright.sync_api import Browser, Page

from organizations.models import User
from tests.pages.conftest import Desk

FOLDER = Path(os.environ.get("SCREENSHOTS", "var/screenshots"))


def test_screenshots(
    furnished: Desk, page_for: Callable[..., Page], operator: User, chromium: Browser
) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[str]] = {}
    for width in (1280, 390):
        for theme in ("light", "dark"):
            for user, addresses in ((operator, furnished.staff), (None, furnished.customer)):
                page = page_for(user, width=width, theme=theme, tolerate=("status of 404",))
                for name, address in addresses.items():
                    file = f"{name}-{width}-{theme}.png"
                    page.goto(address)
                    page.screenshot(path=FOLDER / file, full_page=True)
                    rows.setdefault(name, []).append(file)
    _contact_sheet(chromium, rows)


def _contact_sheet(chromium: Browser, rows: dict[str, list[str]]) -> None:
    figures = "".join(
        f"<h2>{escape(name)}</h2><div>"
        + "".join(f'<img src="{file}">' for file in files)
        + "</div>"
        for name, files in rows.items()
    )
    style = (
        "body{font:14px system-ui;columns:2}section{break-inside:avoid;display:flex;gap:8px}"
        "img{width:23%;height:240px;object-fit:cover;object-position:top;border:1px solid #ccc}"
    )
    sheet = FOLDER / "index.html"
    sheet.write_text(f"<!doctype html><title>Pages</title><style>{style}</style>{figures}")
    page = chromium.new_page(viewport={"width": 1600, "height": 900})
    page.goto(sheet.resolve().as_uri())
    page.screenshot(path=FOLDER / "contact-sheet.png", full_page=True)
    page.close()
