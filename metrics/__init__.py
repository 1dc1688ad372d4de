"""How communities are doing: what is counted, each with its formula, its memory and its limits."""
