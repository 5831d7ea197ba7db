"""How every form of the portal is drawn, Django's, allauth's and our own alike."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """`{{ form }}` and `{{ field.as_field_group }}` use the design system's templates."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
