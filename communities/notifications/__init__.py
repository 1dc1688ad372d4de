"""What people are told about communities: one file for each noun, each registers its kinds."""

from communities.notifications import charters, members, roles

__all__ = ["charters", "members", "roles"]
