"""The indicators that are measured, each registered where it is defined."""

from metrics.indicators import answers, library, participation  # noqa: F401  (they register)
from metrics.indicators.base import Indicator, all_indicators, get, measure, register

__all__ = ["Indicator", "all_indicators", "get", "measure", "register"]
