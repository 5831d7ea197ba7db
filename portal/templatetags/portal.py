"""{% load portal %}: icons, badges, times, the desk's navigation."""

from datetime import datetime, timedelta

from django import template
from django.contrib.humanize.templatetags.humanize import NaturalTimeFormatter
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _

from portal import badges, clock, navigation

register = template.Library()

# Beyond this a date says more than "47 days ago".
RELATIVE_FOR = timedelta(days=31)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a symbol of static/img/icons.svg. Decoration: the text beside it carries meaning."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("img/icons.svg"),
        name,
    )


@register.inclusion_tag("components/badge.html")
def badge(state: str, text: str = "") -> dict[str, str]:
    """Show a state by colour, icon and text: {% badge ticket.state ticket.get_state_display %}."""
    look = badges.look(state)
    return {
        "tone": look.tone,
        "icon_name": look.icon,
        "text": text or str(state).replace("_", " ").capitalize(),
    }


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
    return f"{formats.date_format(local, 'DATE_FORMAT')}, {local:%H:%M} {local.tzname()}"


@register.filter
def relative(value: datetime | None) -> str:
    """Return the distance from now, or the date if it is far away."""
    if value is None:
        return ""
    now = clock.now()
    if abs(value - now) > RELATIVE_FOR:
        return formats.date_format(timezone.localtime(value), "DATE_FORMAT")
    if abs(value - now) < timedelta(minutes=1):
        return _("just now") if value <= now else _("in less than a minute")
    if value <= now:
        words = NaturalTimeFormatter.past_substrings
        return _("%(delta)s ago") % {"delta": timesince(value, now, depth=1, time_strings=words)}
    words = NaturalTimeFormatter.future_substrings
    return _("in %(delta)s") % {"delta": timeuntil(value, now, depth=1, time_strings=words)}


@register.simple_tag(takes_context=True)
def desk_navigation(context: template.Context) -> list[navigation.Entry]:
    """Return the parts of the desk that this person may see, the present one marked."""
    return navigation.entries(context["request"])
