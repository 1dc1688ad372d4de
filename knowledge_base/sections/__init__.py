"""The sections of the curators' queue in Wagtail. registry.py says how one is added."""
