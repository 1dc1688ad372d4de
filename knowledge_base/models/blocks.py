"""What the body of a resource is made of."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from knowledge_base.videos import host_of, player_address

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


class Address(blocks.StructValue):
    """An address elsewhere: what the page says of where it leads, and where it may play."""

    @property
    def host(self) -> str:
        return host_of(self.get("url") or "")

    @property
    def player(self) -> str:
        return player_address(self.get("url") or "")

    @property
    def player_host(self) -> str:
        return host_of(self.player)


class VideoBlock(blocks.StructBlock):
    """A film at its host. It plays in the page after a press, where the host is allowed; else it is a link."""

    url = blocks.URLBlock(label=_("address of the film"), max_length=500)
    title = blocks.CharBlock(label=_("what it shows"), max_length=200)
    note = blocks.CharBlock(
        label=_("note"), max_length=200, required=False, help_text=_("Minutes, language, subtitles.")
    )

    class Meta:
        icon = "media"
        label = _("Film")
        template = "knowledge_base/blocks/video.html"
        value_class = Address


class LinkBlock(blocks.StructBlock):
    """A page elsewhere."""

    url = blocks.URLBlock(label=_("address"), max_length=500)
    title = blocks.CharBlock(label=_("what it is"), max_length=200)
    note = blocks.CharBlock(label=_("note"), max_length=200, required=False)

    class Meta:
        icon = "link-external"
        label = _("Link")
        template = "knowledge_base/blocks/link.html"
        value_class = Address


class TableBlock(TypedTableBlock):
    """Columns of words or numbers, with a caption that says what they show."""

    text = blocks.CharBlock(label=_("Words"), required=False, max_length=500)
    number = blocks.FloatBlock(label=_("Number"), required=False)

    class Meta:
        icon = "table"
        label = _("Table")
        template = "knowledge_base/blocks/table.html"


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
    table = TableBlock()
    video = VideoBlock()
    link = LinkBlock()


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("in short"), max_length=120)
    text = blocks.TextBlock(label=_("how"), required=False)

    class Meta:
        icon = "order"
        label = _("Step")


class StepsBlock(blocks.StreamBlock):
    """Steps in their order."""

    step = StepBlock()
