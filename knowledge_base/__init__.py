"""What the communities keep: a library in Wagtail, one tree for each community."""
