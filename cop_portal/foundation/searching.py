"""What search knows of a text."""

from __future__ import annotations

from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from django.db.models.expressions import CombinedExpression

from cop_portal.foundation import text

# Postgres takes a megabyte; a text of this many characters stays far below it.
LONGEST = 200_000


def search_vector(*texts: str, language: str) -> SearchVector | CombinedExpression:
    """The words of a text as they are, folded, and their stems in its language."""
    folded = Value(text.fold(" ".join(texts))[:LONGEST])
    vector = SearchVector(folded, config="simple")
    config = text.search_config(language)
    return vector if config == "simple" else vector + SearchVector(folded, config=config)
