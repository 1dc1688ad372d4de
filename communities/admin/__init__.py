"""The Django administration of communities, for those who manage members, limited to their own.

Everything that changes something calls the same verbs as the pages; rows are never deleted here.
"""

from communities.admin import communities, invitations, memberships, roles, suspensions  # noqa: F401  (they register)
