"""What people are told about communities: one file for each noun, each registers its kinds."""

from communities.notifications import cases, charters, members, roles

__all__ = ["cases", "charters", "members", "roles"]
