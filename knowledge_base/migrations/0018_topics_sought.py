"""Resources of before are found by their topics too, and articles by their DOI and address.

Each row is a statement by itself, so that nobody who writes to the library waits for the whole of it. Broken off, it
is run again: what is found by these words already is left as it is.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations
from django.db.models import BooleanField, F, Func, TextField

from cop_portal.foundation.searching import address_words, search_vector


def _lexemes(vector, template="tsvector_to_array(%(expressions)s)"):
    return Func(vector, template=template, output_field=ArrayField(TextField()))


def _add(resources, pk, vector, weight):
    """To what it is found by, unless all of it is among that with this weight."""
    kept = _lexemes(F("search_vector"), "tsvector_to_array(ts_filter(%(expressions)s, '{" + weight + "}'))")
    there = Func(
        _lexemes(vector), kept, template="(%(expressions)s)", arg_joiner=" <@ ", output_field=BooleanField()
    )
    both = Func(
        F("search_vector"), vector, template="(%(expressions)s)", arg_joiner=" || ", output_field=SearchVectorField()
    )
    resources.filter(pk=pk, search_vector__isnull=False).exclude(there).update(search_vector=both)


def find_by_topics(apps, schema_editor):
    resources = apps.get_model("knowledge_base", "ResourcePage").objects
    topics = {}
    rows = apps.get_model("knowledge_base", "ResourceTag").objects.order_by("pk")
    named = rows.values_list("content_object_id", "content_object__language", "tag__name")
    for pk, language, name in named:
        topics.setdefault((pk, language), []).append(name)
    for (pk, language), names in topics.items():
        _add(resources, pk, search_vector(" ".join(names), language=language, weight="C"), "c")
    articles = apps.get_model("knowledge_base", "ArticlePage").objects.order_by("pk")
    for pk, language, doi, link in articles.values_list("pk", "language", "doi", "link"):
        addresses = [f"https://doi.org/{doi}"] if doi else []
        words = " ".join(address_words(one) for one in [*addresses, link] if one)
        if words:
            _add(resources, pk, search_vector(words, language=language), "d")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("knowledge_base", "0017_passings"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

    operations = [migrations.RunPython(find_by_topics, migrations.RunPython.noop)]
