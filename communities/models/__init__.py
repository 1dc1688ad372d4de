from communities.models.agreements import IndicatorAgreement
from communities.models.announcements import Announcement
from communities.models.cases import Case, CaseDecision
from communities.models.charters import CharterAgreement, CharterComment, CharterDraft, CharterVersion
from communities.models.communities import Community, listed_q, readable_q
from communities.models.desk import SetAside
from communities.models.events import CalendarFeed, Event, EventAnswer, EventSeries
from communities.models.goals import Goal, GoalIndicator, GoalStep, Reading
from communities.models.invitations import Invitation, InvitationLink
from communities.models.lifecycle import ChecklistEntry, StageChange
from communities.models.memberships import JoinRequest, Membership, RoleTerm
from communities.models.needs import Need, NeedSupport
from communities.models.passings import EventPassing, PassedOn
from communities.models.proposals import Ballot, Proposal
from communities.models.pulses import PulseAnswer
from communities.models.recognition import Award
from communities.models.reflections import Reflection, ReflectionChange, ReflectionNote
from communities.models.reviews import CommunityReview
from communities.models.roles import Connection, OwnRole, RoleCall, Volunteer
from communities.models.suspensions import Suspension
from communities.models.technical import TechnicalAnswer, TechnicalTally, WayChoice
from communities.models.terms import TermsDraft, TermsVersion
from communities.models.transformations import Transformation

__all__ = [
    "Announcement",
    "Award",
    "Ballot",
    "CalendarFeed",
    "Case",
    "CaseDecision",
    "CharterAgreement",
    "CharterComment",
    "CharterDraft",
    "CharterVersion",
    "ChecklistEntry",
    "Community",
    "CommunityReview",
    "Connection",
    "Event",
    "EventAnswer",
    "EventPassing",
    "EventSeries",
    "Goal",
    "GoalIndicator",
    "GoalStep",
    "IndicatorAgreement",
    "Invitation",
    "InvitationLink",
    "JoinRequest",
    "Membership",
    "Need",
    "NeedSupport",
    "OwnRole",
    "PassedOn",
    "Proposal",
    "PulseAnswer",
    "Reading",
    "Reflection",
    "ReflectionChange",
    "ReflectionNote",
    "RoleCall",
    "RoleTerm",
    "SetAside",
    "StageChange",
    "Suspension",
    "TechnicalAnswer",
    "TechnicalTally",
    "TermsDraft",
    "TermsVersion",
    "Transformation",
    "Volunteer",
    "WayChoice",
    "listed_q",
    "readable_q",
]
