"""{% load simple_html %}: show other people's simple HTML safely."""

import nh3
from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# What Auth0 shows in an introduction: basic formatting and links.
_TAGS = {"a", "b", "br", "em", "i", "li", "ol", "p", "strong", "u", "ul"}


@register.filter
def simple_html(text: str) -> SafeString:
    """Keep basic formatting and web links of a text; drop everything else."""
    safe = nh3.clean(
        text, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"https", "http", "mailto"}
    )
    return mark_safe(safe)  # noqa: S308  (cleaned just above)
