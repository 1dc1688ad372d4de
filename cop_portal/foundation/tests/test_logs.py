"""Addresses, tokens and passwords stay out of the logs."""

from __future__ import annotations

import io
import logging

import pytest

from cop_portal.foundation.logs import ScrubFilter, scrub

SECRET = "Xq7-secret_42"


@pytest.mark.parametrize(
    "line",
    [
        f"password={SECRET}",
        f"PASSWORD1: {SECRET}",
        f"{{'password': '{SECRET} with spaces', 'name': 'x'}}",
        f'{{"token": "{SECRET}"}}',
        f"Authorization: Bearer {SECRET}",
        f"Cookie: theme=dark; sessionid={SECRET}; other={SECRET}",
        f"csrfmiddlewaretoken={SECRET}&next=/",
        f"GET /stop/{SECRET}/ HTTP/1.1",
        f"GET /accounts/confirm-email/{SECRET}/",
        f"GET /accounts/password/reset/key/1a-{SECRET}/",
        f"GET /accounts/oidc/organisation/login/callback/?code={SECRET}&state=y",
        f"OIDC_CLIENT_SECRET = {SECRET}",
        f"mail to {SECRET}@example.org failed",
    ],
)
def test_what_is_secret_does_not_appear(line: str) -> None:
    assert "secret_42" not in scrub(line)


@pytest.mark.parametrize(
    "line", ["GET /communities/water/ 200", "exit code: 3", "12 tokens counted", "sent 3 mails in 0.2 s"]
)
def test_what_is_harmless_stays(line: str) -> None:
    assert scrub(line) == line


def test_what_stands_beside_a_secret_stays_readable() -> None:
    assert scrub("next=/x/&password=abc&page=2") == "next=/x/&password=<hidden>&page=2"


def logged(**extra: object) -> str:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    handler.addFilter(ScrubFilter())
    logger = logging.getLogger("test.scrub")
    logger.propagate = False
    logger.addHandler(handler)
    try:
        try:
            raise ValueError(f"password={SECRET}")
        except ValueError:
            logger.warning("%s wrote %d%% to %s", "Mona", 50, f"{SECRET}@example.org", **extra)  # type: ignore[arg-type]
    finally:
        logger.removeHandler(handler)
    return out.getvalue()


def test_arguments_tracebacks_and_stacks_are_scrubbed_too() -> None:
    words = logged(exc_info=True, stack_info=True)

    assert "WARNING Mona wrote 50% to <address>" in words
    assert "ValueError: password=<hidden>" in words
    assert "secret_42" not in words
