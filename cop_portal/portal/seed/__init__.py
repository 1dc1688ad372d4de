"""The demo: a fictional organisation with a year of life, made by the same verbs as everything else."""
