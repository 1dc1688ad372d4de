"""A DOI is known by its form, however it was copied."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from knowledge_base.dois import bare_doi, check_doi, doi_address


@pytest.mark.parametrize(
    "given",
    ["10.1000/182", " https://doi.org/10.1000/182 ", "http://dx.doi.org/10.1000/182", "doi: 10.1000/182.",
     "DOI:10.1000/182", "https://doi.org/10.1000%2F182"],
)  # fmt: skip
def test_addresses_and_words_around_a_doi_go(given: str) -> None:
    check_doi(given)

    assert bare_doi(given) == "10.1000/182"


@pytest.mark.parametrize(
    "wrong",
    ["", "182", "10.1000", "10.1/x", "11.1000/182", "https://evil.example/10.1000/182", '10.1000/"><b>'],
)
def test_what_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError):
        check_doi(wrong)


def test_its_address_is_at_doi_org() -> None:
    assert doi_address("10.1002/(SICI)1097-0258") == "https://doi.org/10.1002/(SICI)1097-0258"
    assert doi_address("10.1000/a#b?c") == "https://doi.org/10.1000/a%23b%3Fc"
