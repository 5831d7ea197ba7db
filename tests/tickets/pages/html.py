"""Read a page as a browser would: what a form on it sends when nothing is touched."""

from typing import Any

import html5lib


def page_of(response: Any) -> Any:
    """Return the page as a tree of elements."""
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def fields_of(response: Any, form_id: str) -> dict[str, Any]:
    """Return name → value (a list where several are ticked) of the form with this id."""
    page = page_of(response)
    form = next(one for one in page.iter("form") if one.get("id") == form_id)
    sent: dict[str, list[str]] = {}
    for element in form.iter():
        name = element.get("name") if element.tag in ("input", "select", "textarea") else None
        if name and element.get("disabled") is None:
            sent.setdefault(name, []).extend(_values(element))
    return {
        name: values[0] if len(values) == 1 else values for name, values in sent.items() if values
    }


def _values(element: Any) -> list[str]:
    if element.tag == "textarea":
        return [(element.text or "").removeprefix("\n")]
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [one for one in options if one.get("selected") is not None] or options[:1]
        return [one.get("value", "") for one in chosen]
    if element.get("type") in ("checkbox", "radio"):
        return [element.get("value", "on")] if element.get("checked") is not None else []
    return [element.get("value", "")]
