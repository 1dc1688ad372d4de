"""Resources of before are found by their topics too, and articles by their DOI and address."""

from django.contrib.postgres.search import SearchVectorField
from django.db import migrations
from django.db.models import F, Func

from cop_portal.foundation.searching import address_words, search_vector


def _add(resources, pk, vector):
    """To what it is found by already."""
    both = Func(
        F("search_vector"), vector, template="(%(expressions)s)", arg_joiner=" || ", output_field=SearchVectorField()
    )
    resources.filter(pk=pk, search_vector__isnull=False).update(search_vector=both)


def find_by_topics(apps, schema_editor):
    resources = apps.get_model("knowledge_base", "ResourcePage").objects
    topics = {}
    rows = apps.get_model("knowledge_base", "ResourceTag").objects.order_by("pk")
    named = rows.values_list("content_object_id", "content_object__language", "tag__name")
    for pk, language, name in named:
        topics.setdefault((pk, language), []).append(name)
    for (pk, language), names in topics.items():
        _add(resources, pk, search_vector(" ".join(names), language=language, weight="C"))
    articles = apps.get_model("knowledge_base", "ArticlePage").objects.order_by("pk")
    for pk, language, doi, link in articles.values_list("pk", "language", "doi", "link"):
        addresses = [f"https://doi.org/{doi}"] if doi else []
        words = " ".join(address_words(one) for one in [*addresses, link] if one)
        if words:
            _add(resources, pk, search_vector(words, language=language))


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge_base", "0017_passings"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

    operations = [migrations.RunPython(find_by_topics, migrations.RunPython.noop)]
