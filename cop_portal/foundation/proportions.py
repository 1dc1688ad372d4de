"""How sure a share is that was counted on few."""

from __future__ import annotations

import math

Z = 1.959963984540054  # 95 per cent


def wilson(successes: int, n: int) -> tuple[float, float]:
    """The 95 per cent interval of a proportion (Wilson 1927). (0, 1) where nothing was counted."""
    if n <= 0:
        return 0.0, 1.0
    p = successes / n
    centre = p + Z * Z / (2 * n)
    spread = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    scale = 1 + Z * Z / n
    return max((centre - spread) / scale, 0.0), min((centre + spread) / scale, 1.0)
