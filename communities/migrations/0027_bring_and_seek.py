"""What members bring and seek is found by an index, made while the portal goes on."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.contrib.postgres.search import SearchVector
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("communities", "0026_keys_by_default")]

    operations = [
        AddIndexConcurrently(
            "membership", GinIndex(SearchVector("brings", config="simple"), name="membership_brings")
        ),
        AddIndexConcurrently(
            "membership", GinIndex(SearchVector("seeks", config="simple"), name="membership_seeks")
        ),
    ]
