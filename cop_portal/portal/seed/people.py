"""Offices with their mergers, and three hundred people who rotate between them."""

from __future__ import annotations

import datetime
import random

from cop_portal.foundation.accounts import actions as accounts
from cop_portal.foundation.accounts.models import Office, OfficeParent, User
from cop_portal.portal.seed.accounts import ACCOUNTS, DOMAIN

HEADQUARTERS = (
    ("New York", "America/New_York"), ("Geneva", "Europe/Zurich"), ("Copenhagen", "Europe/Copenhagen"),
    ("Florence", "Europe/Rome"), ("Budapest", "Europe/Budapest"),
)  # fmt: skip

# Region: city, time zone, countries as (country, capital, zone, field offices).
REGIONS = {
    "Eastern and Southern Africa": ("Nairobi", "Africa/Nairobi", (
        ("Kenya", "Nairobi", "Africa/Nairobi", ("Kisumu", "Garissa")), ("Ethiopia", "Addis Ababa", "Africa/Addis_Ababa", ("Mekelle", "Jijiga")),
        ("Malawi", "Lilongwe", "Africa/Blantyre", ("Zomba",)), ("Mozambique", "Maputo", "Africa/Maputo", ("Beira", "Pemba")))),
    "West and Central Africa": ("Dakar", "Africa/Dakar", (
        ("Senegal", "Dakar", "Africa/Dakar", ("Kolda",)), ("Mali", "Bamako", "Africa/Bamako", ("Mopti", "Gao")),
        ("Ghana", "Accra", "Africa/Accra", ("Tamale",)), ("Chad", "N'Djamena", "Africa/Ndjamena", ("Abéché", "Bol")))),
    "East Asia and Pacific": ("Bangkok", "Asia/Bangkok", (
        ("Viet Nam", "Hanoi", "Asia/Ho_Chi_Minh", ("Can Tho",)), ("Philippines", "Manila", "Asia/Manila", ("Cotabato", "Tacloban")),
        ("Indonesia", "Jakarta", "Asia/Jakarta", ("Kupang", "Palu")))),
    "South Asia": ("Kathmandu", "Asia/Kathmandu", (
        ("Nepal", "Kathmandu", "Asia/Kathmandu", ("Nepalgunj",)), ("Bangladesh", "Dhaka", "Asia/Dhaka", ("Cox's Bazar", "Sylhet", "Khulna")),
        ("India", "Delhi", "Asia/Kolkata", ("Patna", "Raipur", "Jaipur")))),
    "Europe and Central Asia": ("Istanbul", "Europe/Istanbul", (
        ("Tajikistan", "Dushanbe", "Asia/Dushanbe", ("Khorog",)), ("Moldova", "Chișinău", "Europe/Chisinau", ()),
        ("Ukraine", "Kyiv", "Europe/Kyiv", ("Dnipro", "Lviv")))),
    "Middle East and North Africa": ("Amman", "Asia/Amman", (
        ("Jordan", "Amman", "Asia/Amman", ("Mafraq",)), ("Yemen", "Sana'a", "Asia/Aden", ("Hodeidah", "Aden")),
        ("Egypt", "Cairo", "Africa/Cairo", ("Assiut",)), ("Sudan", "Port Sudan", "Africa/Khartoum", ("Kassala", "Gedaref")))),
    "Latin America and Caribbean": ("Panama City", "America/Panama", (
        ("Bolivia", "La Paz", "America/La_Paz", ("Cochabamba",)), ("Guatemala", "Guatemala City", "America/Guatemala", ("Cobán",)),
        ("Haiti", "Port-au-Prince", "America/Port-au-Prince", ("Les Cayes", "Gonaïves")))),
}  # fmt: skip

# The reorganisation under way: (region that ends, region it joins, how many days ago).
MERGERS = (
    ("South Asia", "East Asia and Pacific", 150),
    ("Europe and Central Asia", "Middle East and North Africa", 40),
)

FIRST_NAMES = (
    "Amina", "Joseph", "Wanjiru", "Tesfaye", "Chikondi", "Lurdes", "Fatou", "Ibrahim", "Kwame", "Zara", "Linh", "Rosa", "Budi", "Maya",
    "Rashid", "Priya", "Sunita", "Rustam", "Ion", "Olena", "Layla", "Omar", "Nadia", "Hassan", "Carmen", "Luis", "Marie", "Jean",
    "Ingrid", "Paolo", "Agnes", "Peter", "Mei", "Kenji", "Sofia", "Thomas", "Grace", "Daniel", "Yusuf", "Hana", "Esther", "Moussa",
    "Ana", "Carlos", "Nasrin", "Arjun", "Tuan", "Salma", "Viktor", "Elena",
)  # fmt: skip
LAST_NAMES = (
    "Otieno", "Wanjiku", "Bekele", "Phiri", "Machel", "Diop", "Traoré", "Mensah", "Abakar", "Nguyen", "Santos", "Wijaya", "Shrestha",
    "Rahman", "Sharma", "Karimov", "Popescu", "Kovalenko", "Haddad", "Al-Amin", "Mansour", "Osman", "Mamani", "Morales", "Baptiste",
    "Hansen", "Rossi", "Nagy", "Keller", "Tanaka", "Silva", "Brown", "Mwangi", "Abebe", "Banda", "Sow", "Keïta", "Boateng", "Tran",
    "Reyes", "Gurung", "Hossain", "Patel", "Rahimov", "Ceban", "Shevchenko", "Khoury", "Saleh", "Quispe", "Pierre",
)  # fmt: skip
TITLES = (
    "{section} officer",
    "{section} specialist",
    "National {section} officer",
    "Chief of {section}",
    "Programme assistant",
    "UN volunteer, {section}",
    "Consultant, {section}",
)
SECTIONS = (
    "Health",
    "Nutrition",
    "WASH",
    "Education",
    "Child Protection",
    "Social Policy",
    "Supply",
    "Planning, Monitoring and Evaluation",
    "Human Resources",
    "Communication",
)

# The demo's own people: address, name, fields of the account, title of the post.
CAST = {
    "administrator": ("Ada Lindqvist", {"is_staff": True, "is_superuser": True}, "Portal administrator"),
    "sponsor": ("Samuel Oyelaran", {"is_sponsor": True}, "Deputy director"),
    "coordinator": ("Carmen Quispe", {}, "Chief of Social Policy"),
    "facilitator": ("Farid Rahimov", {}, "Social Policy specialist"),
    "expert": ("Esther Mwangi", {}, "Public finance adviser"),
    "knowledge.manager": ("Khalid Mansour", {}, "Knowledge manager"),
    "member": ("Mei Tanaka", {}, "Social Policy officer"),
    "guest": ("Grace Banda", {"is_guest": True, "organisation": "Ministry of Finance"}, ""),
    "stranger": ("Sofia Rossi", {}, "Child Protection officer"),
}  # fmt: skip


def offices(today: datetime.date) -> list[Office]:
    """The offices of today and their places in the structure, before and after the mergers."""
    long_ago = today - datetime.timedelta(days=3000)
    rows = [_office(f"Headquarters {city}", city, "headquarters", zone) for city, zone in HEADQUARTERS]
    head = rows[0]
    regional: dict[str, Office] = {}
    parents: list[OfficeParent] = []
    below: list[tuple[str, Office]] = []
    for region, (city, zone, countries) in REGIONS.items():
        regional[region] = _office(f"Regional office {region}", city, "regional", zone)
        for country, capital, country_zone, fields in countries:
            office = _office(f"Country office {country}", capital, "country", country_zone, country)
            rows.append(office)
            below.append((region, office))
            for field in fields:
                part = _office(f"Field office {field}", field, "field", country_zone, country)
                rows.append(part)
                parents.append(OfficeParent(office=part, parent=office, from_date=long_ago))
    for ending, into, days in MERGERS:
        day = today - datetime.timedelta(days=days)
        Office.objects.filter(pk=regional[ending].pk).update(closed_on=day)
        for region, office in below:
            if region == ending:
                parents.append(
                    OfficeParent(office=office, parent=regional[ending], from_date=long_ago, until_date=day)
                )
                parents.append(OfficeParent(office=office, parent=regional[into], from_date=day))
    ended = {ending for ending, _into, _days in MERGERS}
    parents += [
        OfficeParent(office=office, parent=regional[region], from_date=long_ago)
        for region, office in below
        if region not in ended
    ]
    parents += [
        OfficeParent(office=office, parent=head, from_date=long_ago)
        for region, office in regional.items()
        if region not in ended
    ]
    OfficeParent.objects.bulk_create(parents)
    return rows + [office for region, office in regional.items() if region not in ended]


def _office(name: str, city: str, level: str, zone: str, country: str = "") -> Office:
    return Office.objects.create(name=name, city=city, level=level, time_zone=zone, country=country)


def cast(places: list[Office], today: datetime.date, password: str) -> dict[str, User]:
    """The demo accounts, by the first part of their address."""
    result = {}
    for (email, _note), office in zip(ACCOUNTS, places[5:], strict=False):
        key = email.removesuffix(f"@{DOMAIN}")
        name, fields, title = CAST[key]
        user = accounts.open_account(
            email=email, name=name, password=password, time_zone=office.time_zone, languages=["en"], **fields
        )
        if title:
            accounts.assign_post(
                user=user, office=office, title=title, from_date=today - datetime.timedelta(days=600)
            )
        result[key] = user
    return result


def staff(count: int, places: list[Office], today: datetime.date, chance: random.Random) -> list[User]:
    """People in posts; about a third moved within the last two years."""
    names = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
    people = []
    for number, name in enumerate(chance.sample(names, count)):
        section = SECTIONS[number % len(SECTIONS)]
        office = chance.choice(places)
        user = accounts.open_account(
            email=f"{name.split()[0]}.{number}@{DOMAIN}".encode("ascii", "ignore").decode().lower(),
            name=name,
            time_zone=office.time_zone,
            languages=chance.choice((["en"], ["en", "fr"], ["en", "es"], ["ar", "en"], ["en", "ru"], ["fr"])),
            is_guest=number % 25 == 24,
            organisation=chance.choice(("Ministry of Health", "University of Accra", "Save the Wells", ""))
            if number % 25 == 24
            else "",
        )
        if number % 25 != 24:
            title = chance.choice(TITLES).format(section=section)
            if number % 3 == 0:
                before = chance.choice(places)
                accounts.assign_post(
                    user=user, office=before, title=title, from_date=today - datetime.timedelta(days=1500)
                )
                moved = today - datetime.timedelta(days=chance.randint(10, 700))
                accounts.assign_post(user=user, office=office, title=title, from_date=moved)
            else:
                accounts.assign_post(
                    user=user, office=office, title=title, from_date=today - datetime.timedelta(days=1200)
                )
        user.expertise.add(section.lower())
        people.append(user)
    return people
