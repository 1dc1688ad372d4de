from communities.models.cases import Case, CaseDecision
from communities.models.charters import CharterAgreement, CharterComment, CharterDraft, CharterVersion
from communities.models.communities import Community, listed_q, readable_q
from communities.models.desk import SetAside
from communities.models.lifecycle import ChecklistEntry, StageChange
from communities.models.memberships import Membership, RoleTerm
from communities.models.roles import Connection, OwnRole, RoleCall, Volunteer

__all__ = [
    "Case",
    "CaseDecision",
    "CharterAgreement",
    "CharterComment",
    "CharterDraft",
    "CharterVersion",
    "ChecklistEntry",
    "Community",
    "Connection",
    "Membership",
    "OwnRole",
    "RoleCall",
    "RoleTerm",
    "SetAside",
    "StageChange",
    "Volunteer",
    "listed_q",
    "readable_q",
]
