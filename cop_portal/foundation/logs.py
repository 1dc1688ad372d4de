"""Keeps addresses, tokens and passwords out of the logs."""

import logging
import re

PATTERNS = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "<address>"),
    (re.compile(r"(?i)\b(authorization|cookie)(['\"]?\s*[=:]\s*)[^\r\n]+"), r"\1\2<hidden>"),
    (
        re.compile(
            r"(?i)(password\d?|passwd|token|secret|sessionid|[?&]code)(['\"]?\s*[=:]\s*)"
            r"(\"[^\"]*\"|'[^']*'|[^\s&]+)"
        ),
        r"\1\2<hidden>",
    ),
    (re.compile(r"(?i)/(stop|confirm-email|invitation|password/reset/key)/[\w:.=-]+"), r"/\1/<hidden>"),
)


def scrub(text: str) -> str:
    for pattern, replacement in PATTERNS:
        text = pattern.sub(replacement, text)
    return text


class ScrubFilter(logging.Filter):
    """Rewrites a record's message; the arguments are merged first so that nothing slips by."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = scrub(record.getMessage())
        record.args = ()
        if record.exc_info and not record.exc_text:
            record.exc_text = scrub(logging.Formatter().formatException(record.exc_info))
        if record.stack_info:
            record.stack_info = scrub(record.stack_info)
        return True
