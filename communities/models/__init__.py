from communities.models.charters import CharterAgreement, CharterDraft, CharterVersion
from communities.models.communities import Community, listed_q, readable_q
from communities.models.lifecycle import StageChange
from communities.models.memberships import Membership, RoleTerm

__all__ = [
    "CharterAgreement",
    "CharterDraft",
    "CharterVersion",
    "Community",
    "Membership",
    "RoleTerm",
    "StageChange",
    "listed_q",
    "readable_q",
]
