"""{% load portal %}: icons, badges, times, the staff's navigation."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django import template
from django.contrib.humanize.templatetags.humanize import NaturalTimeFormatter
from django.forms import BoundField, Textarea
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import avoid_wrapping, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal import clock
from portal.text import addresses, joining
from portal.web import navigation
from portal.web.design import badges

register = template.Library()

# Inputs that one types into.
_TYPED = frozenset({"text", "email", "url", "number", "search"})
# Beyond this a date says more than "47 days ago".
RELATIVE_FOR = timedelta(days=31)


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Draw a symbol of static/img/icons.svg. Decoration: the text beside it carries meaning."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def focused(field: BoundField) -> SafeString:
    """Draw a field with the cursor in it, if one types there and nothing is wrong yet."""
    widget = field.field.widget
    typed = isinstance(widget, Textarea) or getattr(widget, "input_type", "") in _TYPED
    return field.as_widget(attrs={"autofocus": True} if typed and not field.form.errors else None)


@register.simple_tag
def badge(state: str, text: str = "") -> SafeString:
    """Show a state by color, icon and text: {% badge ticket.state ticket.get_state_display %}."""
    appearance = badges.appearance(state)
    shown = text or str(state).replace("_", " ").capitalize()
    return pill(appearance.tone, shown, appearance.icon)


@register.simple_tag
def pill(tone: str, text: str, icon_name: str = "") -> SafeString:
    """Show a text in a tone (neutral info success warning danger), with an icon or without."""
    return format_html(
        '<span class="badge tone-{}">{} {}</span>', tone, icon(icon_name) if icon_name else "", text
    )


@register.filter
def readable(text: str | Iterable[object]) -> str | list[str]:
    """Return an e-mail address, a domain or several of them as people write them."""
    if isinstance(text, str):
        return addresses.readable(text)
    return [addresses.readable(str(one)) for one in text]


@register.filter
def listed(items: Iterable[str]) -> str:
    """Return texts as a list within a sentence, in the reader's language."""
    return joining.listed(items)


@register.simple_tag
def when(value: datetime | None, empty: str = "–") -> str:
    """Show a moment as people say it ("3 minutes ago"), exactly on hover, in the reader's zone."""
    if value is None:
        return empty
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', value.isoformat(), exact(value), relative(value)
    )


@register.filter
def exact(value: datetime | None) -> str:
    """Return date, time and zone: "March 4, 2026, 14:05 CET"."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return _("%(date)s, %(time)s") % {
        "date": formats.date_format(local, "DATE_FORMAT"),
        "time": f"{local:%H:%M} {local.tzname()}",
    }


@register.filter
def relative(value: datetime | None) -> str:
    """Return the distance from now, or the date if it is far away.

    Days are those of the reader's calendar: two weeks less a minute are "in 14 days".
    """
    if value is None:
        return ""
    now = clock.now()
    if abs(value - now) > RELATIVE_FOR:
        return formats.date_format(timezone.localtime(value), "DATE_FORMAT")
    if abs(value - now) < timedelta(minutes=1):
        return _("just now") if value <= now else _("in less than a minute")
    if value <= now:
        words = NaturalTimeFormatter.past_substrings
        return _("%(delta)s ago") % {"delta": _distance(value, now, words)}
    words = NaturalTimeFormatter.future_substrings
    return _("in %(delta)s") % {"delta": _distance(value, now, words)}


@register.filter
def deadline(value: datetime) -> str:
    """Return a date with the distance to it: "December 13, 2026 (in 14 days)"."""
    date = formats.date_format(timezone.localtime(value), "DATE_FORMAT")
    if abs(value - clock.now()) > RELATIVE_FOR:
        return date
    return _("%(date)s (%(distance)s)") % {"date": date, "distance": relative(value)}


def _distance(value: datetime, now: datetime, words: dict[str, Any]) -> str:
    """In minutes, hours, or days: what has passed rounded down, what is to come to the nearest."""
    minutes = (value - now) / timedelta(minutes=1)
    number = round(minutes) if minutes > 0 else int(-minutes)
    if number < 60:
        return avoid_wrapping(words["minute"] % {"num": number})
    hours = round(minutes / 60) if minutes > 0 else int(-minutes / 60)
    if hours < 24:
        return avoid_wrapping(words["hour"] % {"num": hours})
    days = abs((timezone.localdate(value) - timezone.localdate(now)).days)
    return avoid_wrapping(words["day"] % {"num": days})


@register.simple_tag(takes_context=True)
def staff_navigation(context: template.Context) -> list[navigation.Entry]:
    """Return the parts of the staff's pages that this person may see, the present one marked."""
    return navigation.entries(context["request"])
