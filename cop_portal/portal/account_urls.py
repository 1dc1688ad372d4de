"""allauth's addresses, each answered in one transaction: an account, and the letter that is sent of it, stand together.

Else who signs up just before a process dies has an account and never gets the letter that opens it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from allauth import urls
from django.db import transaction
from django.urls import URLPattern, URLResolver


def _whole(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern | URLResolver]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = list(_whole(one.url_patterns))
            yield URLResolver(one.pattern, inner, one.default_kwargs, one.app_name, one.namespace)
        else:
            yield URLPattern(one.pattern, transaction.atomic(one.callback), one.default_args, one.name)


urlpatterns = list(_whole(urls.urlpatterns))
