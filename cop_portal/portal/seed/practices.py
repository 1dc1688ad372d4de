"""What the nine communities of the fictional organisation talk about."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Practice:
    """A community, the words it uses, and how lively it is."""

    slug: str
    name: str
    tagline: str
    purpose: str
    weave: str
    accent: str
    stage: str
    visibility: str
    join_policy: str
    section: str
    members: int
    liveliness: float  # contributions for each member in the year
    age_days: int
    topics: tuple[str, ...]
    questions: tuple[str, ...]
    facilitated: tuple[str, ...]
    claims: tuple[str, ...]
    resources: tuple[tuple[str, str], ...] = field(default=())
    broker: bool = False  # nearly everything hangs on one person
    gamed: bool = False  # many short contributions that nobody answers
    dormant_since: int = 0  # days ago


PRACTICES = (
    Practice(
        "social-budgeting", "Social Budgeting",
        "Making public budgets work for children, from the plan to the last clinic.",
        "We compare how budgets are planned, spent and followed, so that money meant for children reaches them.",
        "plain", "indigo", "sustaining", "organisation", "open", "Social Policy", 96, 4.5, 700,
        ("District budgets that citizens can read", "What a budget brief should hold on two pages", "Working with parliament's budget office",
         "Tracking releases against the approved plan", "Programme budgets after the reform", "When the release comes in the last quarter"),
        ("Who has costed early childhood services?", "How do you follow money to the facility?", "Has anybody a template for a fiscal space study?",
         "What share of the health budget is spent below the district?", "Which indicator convinced your ministry of finance?"),
        ("How do we bring the district into the national budget?", "What makes a public expenditure review used?"),
        ("A one-page brief in the local language was read; the report of eighty pages was not.",
         "Ask for the monthly release sheet; it exists in every treasury, and nobody asks for it.",
         "The ministry listened when the figures came from its own system.",
         "Citizens asked better questions once the budget hung in the clinic.",
         "Costing by facility took six weeks and changed the allocation by a tenth.",
         "Timing is all: after the ceilings are sent out, nothing moves.",
         "Parliament's researchers were glad of a short note on the day of the hearing.",
         "What is spent at the district is not in the national book; we had to collect it by hand.",
         "Releases in the last quarter were spent on cars because nothing else can be bought in three weeks.",
         "We train the journalists first; they ask what officials answer."),
        (("good_practice", "A two-page budget brief that parliament reads"), ("tool", "Release tracker for a district"),
         ("guidance", "Steps of a public expenditure review"), ("lesson", "Why our costing came too late"),
         ("results", "Three districts that changed their plan"), ("article", "What ministries do with a costing"),
         ("story", "How a clinic got its money back")),
    ),
    Practice(
        "measles", "Measles Initiative",
        "Reaching the last child with two doses, and keeping it so.",
        "Health and nutrition staff who plan campaigns and keep routine services strong between them.",
        "satin", "lagoon", "activating", "organisation", "open", "Health", 74, 3.2, 420,
        ("Microplans that village health workers draw", "Campaign monitoring by phone", "Second dose in the second year", "Working with religious leaders"),
        ("How do you count children who were never registered?", "Which cold boxes last two days?", "Has anybody combined measles and vitamin A posts?"),
        ("What keeps coverage high after a campaign?",),
        ("The map drawn by the health worker found four hamlets that no list had.",
         "Going in the evening reached the families who are in the field by day.",
         "A second visit after a week raised coverage by six points.",
         "Supervisors with a short checklist found more than those with a long one.",
         "The radio said the wrong day; check the announcement yourself.",
         "Posts at the market beat posts at the school during holidays.",
         "Registration at birth is the cheapest campaign there is.",
         "We lost doses in one afternoon because the lids were left open."),
        (("good_practice", "Microplans drawn by village health workers"), ("tool", "Checklist for campaign supervisors"),
         ("story", "Four hamlets on no list")),
    ),
    Practice(
        "children-in-armed-conflict", "Children in Armed Conflict",
        "Monitoring, release and return, done without harm.",
        "A closed circle of child protection staff who work where children are recruited, hurt or held.",
        "herring", "clay", "sustaining", "closed", "request", "Child Protection", 38, 3.0, 560,
        ("Keeping records safe in the field", "Talking with commanders", "Family tracing after a move", "Care for the carers"),
        ("How do you verify with one visit?", "What do you tell the family first?"),
        ("What helps a child stay home after return?",),
        ("No names on paper in the car; the list stays in the head or in the safe.",
         "A teacher who knew the boy made the difference, not the kit.",
         "Two sources that do not know one another, or we do not report it.",
         "Follow-up after six months is where most fall away.",
         "The community accepted the girls when the women's group spoke for them.",
         "Staff need a week off after a release; plan it from the start."),
        (("guidance", "Safe records in the field"), ("lesson", "What we missed after six months")),
    ),
    Practice(
        "wash-in-emergencies", "WASH in Emergencies",
        "Water, sanitation and hygiene in the first weeks and the long months after.",
        "Engineers, hygiene promoters and logisticians who meet the same floods in different places.",
        "basket", "lagoon", "activating", "public", "open", "WASH", 88, 3.8, 500,
        ("Chlorine at the household or at the source", "Latrines where the ground is rock", "Water trucking and how to end it", "Hand washing without soap posters"),
        ("Which test kit do you trust at fifty degrees?", "How many litres do you plan in week one?", "Who has used biodegradable bags at scale?"),
        ("How do we leave trucking behind within ninety days?",),
        ("Fifteen litres is the plan; seven was the truth for the first ten days.",
         "Bucket chlorination needs a person at the tap, not a poster.",
         "We ended trucking when the utility was paid for its diesel.",
         "Raised latrines held through two floods.",
         "Ask women where the lights should be before the poles arrive.",
         "Turbidity first, chlorine second; the other way round is wasted.",
         "The market sold soap all along; cash was quicker than our kits.",
         "A spare pump on the same truck saved the week."),
        (("good_practice", "Raised latrines that held through two floods"), ("tool", "Calculator for the first ten days of water"),
         ("guidance", "Ending water trucking within ninety days"), ("lesson", "Posters without a person at the tap")),
    ),
    Practice(
        "girls-education", "Girls' Education",
        "Every girl in school, learning, and safe on the way.",
        "Education staff and partners who look at what keeps girls in the upper classes.",
        "twill", "ochre", "sustaining", "organisation", "open", "Education", 102, 2.6, 820,
        ("Stipends and who receives them", "Safe ways to school", "Female teachers in far schools", "Mentors from the same village"),
        ("What does a term of mentoring cost for each girl?", "How do you measure drop-out within the year?", "Who has worked with school bursars?"),
        ("What brings girls back after a closure?",),
        ("Paying the stipend to the mother kept more girls than paying the school.",
         "Attendance fell in the harvest weeks; a short timetable held half of them.",
         "A house for teachers brought three women to the district.",
         "Girls told us about the bridge, not about the toilets.",
         "Mentors who had left school themselves were believed.",
         "Re-entry after a birth works where the head teacher writes the letter."),
        (("good_practice", "Stipends paid to mothers"), ("story", "The bridge"), ("tool", "Counting drop-out within the year")),
    ),
    Practice(
        "cash-transfers", "Cash Transfers",
        "Cash for families: targeting, paying, and knowing what it changed.",
        "People who design and run cash programmes, with government or without.",
        "rib", "indigo", "activating", "organisation", "open", "Social Policy", 68, 3.4, 330,
        ("Paying by phone where few have one", "Complaints that are answered", "Leaving lists to the village", "Cash and child protection"),
        ("Which share pays the provider?", "How long from flood to first payment?"),
        ("When is cash plus worth the plus?",),
        ("Payment within fourteen days was possible because the list existed before the flood.",
         "The hot line rang on the day after payment; staff it then.",
         "Village lists were fairer than the score where everybody is poor.",
         "Agents ran out of notes by noon.",
         "Families bought food, then school shoes, then goats.",
         "A fee of two per cent looked small until we multiplied it."),
        (("tool", "Post-distribution questions on one page"), ("lesson", "Agents without notes")),
        gamed=True,
    ),
    Practice(
        "cold-chain", "Cold Chain",
        "Vaccines at the right temperature, all the way.",
        "Technicians and logisticians who keep fridges running.",
        "plain", "moss", "launching", "organisation", "open", "Supply", 31, 2.2, 95,
        ("Solar direct drive after five years", "Spare parts nobody stocks"),
        ("Who repairs compressors locally?", "What do you log, and how often?"),
        (),
        ("The fridge was fine; the voltage was not.",
         "A thermometer with a light is read, one with a menu is not.",
         "Keep two thermostats for every ten units in the district store.",
         "Dust on the panel cost us a third of the power."),
        (("tool", "Fridge log for a month"),),
        broker=True,
    ),
    Practice(
        "data-for-children", "Data for Children",
        "Numbers that are counted once, shared and used.",
        "Statisticians and programme people who ask what a figure says and does not say.",
        "plain", "moss", "transforming", "organisation", "open", "Planning, Monitoring and Evaluation", 57, 1.8, 900,
        ("Dashboards that were opened twice", "Linking two registers", "Survey or routine data"),
        ("How do you publish when n is below fifty?", "Which codes do you use for districts that split?"),
        ("What makes a district use its own data?",),
        ("The dashboard was opened on the day of the training and never again.",
         "Printing the three worst facilities on paper led to a visit the same week.",
         "Codes change when districts split; keep the old one beside the new.",
         "A wide interval said with its number is trusted more than a bare percentage."),
        (("guidance", "Publishing small numbers"), ("good_practice", "Three facilities on paper")),
        dormant_since=120,
    ),
    Practice(
        "staff-safety-circle", "Staff Safety Circle",
        "A place to speak about threats and what we did.",
        "A small secret group of security focal points.",
        "herring", "clay", "planning", "secret", "invitation", "Human Resources", 12, 1.5, 60,
        ("Checkpoints after dark",),
        ("Who has a short briefing for drivers?",),
        (),
        ("Call in at every stop, even when it is boring.", "The driver decides; nobody argues in the car."),
        (),
    ),
)  # fmt: skip

OPENINGS = (
    "In {city} we tried this last year.",
    "From {city}: the same here, with one difference.",
    "We do it another way in {city}.",
    "I asked our colleagues in the districts around {city}.",
    "This is new to us in {city}, and useful.",
    "Two years of doing this in {city} taught us one thing.",
    "A warning from {city}.",
    "Thank you for asking. In {city} it went like this.",
)

CLOSINGS = (
    "I can send the form we used.",
    "Has anybody seen this hold for longer than a year?",
    "It cost us two staff for a month, no more.",
    "The ministry has taken it over since.",
    "What would you do differently?",
    "We would not do it again without the local government.",
    "Ask me for the names of those who did it.",
    "It depends on who signs, so ask that first.",
)

BRIEF = (
    "Many of us meet this question at the same time. For three weeks we collect what was done, where, "
    "and what came of it. Bring one case of your own, also one that failed."
)
SUB_QUESTIONS = (
    "What did you do, and where?",
    "What came of it, and how do you know?",
    "What would you tell a colleague who begins tomorrow?",
)
