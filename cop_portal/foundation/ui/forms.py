"""How forms look: one template for a field, one for a form, everywhere."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Label, hint, error, control, in this order; the summary of errors comes first."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
