"""Is this HTML what browsers need not repair, and do its references lead somewhere?"""

from collections import Counter
from xml.etree.ElementTree import Element

import html5lib

REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget", "form")


def assert_valid(html: str) -> None:
    """Parse strictly; every id is unique and every reference to one is met."""
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    repeated = [name for name, times in ids.items() if times > 1]
    dangling = [
        f"{element.tag} {attribute}={name}"
        for element in tree.iter()
        for attribute in REFERRING
        for name in (element.get(attribute) or "").split()
        if name not in ids
    ]

    assert not repeated, f"ids used twice: {repeated}"
    assert not dangling, f"references to nothing: {dangling}"
