"""What the body of a resource is made of."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link", "h3", "h4"]


class FigureBlock(blocks.StructBlock):
    """A picture with the sentence that replaces it."""

    image = ImageChooserBlock(label=_("picture"))
    alternative = blocks.CharBlock(
        label=_("what it shows"), max_length=300, help_text=_("For those who do not see the picture.")
    )
    caption = blocks.CharBlock(label=_("caption"), max_length=300, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "knowledge_base/blocks/figure.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("what was said"))
    who = blocks.CharBlock(label=_("by whom"), max_length=120, required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "knowledge_base/blocks/quote.html"


class FileBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("file"))
    note = blocks.CharBlock(label=_("note"), max_length=200, required=False)

    class Meta:
        icon = "doc-full"
        label = _("File")
        template = "knowledge_base/blocks/file.html"


class BodyBlock(blocks.StreamBlock):
    """The free part of a resource."""

    heading = blocks.CharBlock(
        label=_("Heading"), max_length=120, icon="title", template="knowledge_base/blocks/heading.html"
    )
    paragraph = blocks.RichTextBlock(
        label=_("Text"), features=FEATURES, template="knowledge_base/blocks/paragraph.html"
    )
    figure = FigureBlock()
    quote = QuoteBlock()
    file = FileBlock()


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("in short"), max_length=120)
    text = blocks.TextBlock(label=_("how"), required=False)

    class Meta:
        icon = "order"
        label = _("Step")


class StepsBlock(blocks.StreamBlock):
    """Steps in their order."""

    step = StepBlock()
