"""Signing in: one form for all doors, limits that hold, and answers that tell a stranger nothing."""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher

from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
WRONG = "not the password"
LOGIN, SIGNUP, RESET = "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"


class CountingHasher(MD5PasswordHasher):
    """The test's quick hasher, with a count of how often it worked."""

    algorithm = "md5"
    worked = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).worked += 1
        return super().encode(password, salt)


def try_to(client: Any, email: str, password: str = WRONG, **headers: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password}, headers=headers)


def bare(answer: Any) -> str:
    """A page without what differs from one answer to the next by itself."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return re.sub(r"[\w.+-]+@[\w.-]+", "<address>", text)


def test_the_right_password_signs_in_in_any_letter_case(client: Any, make_person: Any) -> None:
    who = make_person("Amina W")

    answer = try_to(client, who.email.upper(), factories.PASSWORD)

    assert answer.status_code == 302
    assert client.get("/my/profile/").status_code == 200


def test_a_session_of_before_is_of_no_use_after(client: Any, make_person: Any) -> None:
    who = make_person()
    client.get("/accounts/login/")
    client.session["planted"] = True
    planted = client.session.session_key

    try_to(client, who.email, factories.PASSWORD)

    assert client.session.session_key != planted


def test_known_and_unknown_addresses_get_the_same_answer(
    client: Any, make_person: Any, settings: Any
) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    known, closed = make_person(), make_person(is_active=False)
    answers, work = [], []

    for email in (known.email, "nobody@example.org", closed.email):
        before = CountingHasher.worked
        answers.append(try_to(client, email))
        work.append(CountingHasher.worked - before)

    assert {answer.status_code for answer in answers} == {200}
    assert len({bare(answer) for answer in answers}) == 1
    assert len(set(work[:2])) == 1  # as much work, so as much time


def test_a_closed_account_is_not_entered(client: Any, make_person: Any) -> None:
    who = make_person(is_active=False)

    try_to(client, who.email, factories.PASSWORD)

    assert client.get("/my/profile/").status_code == 302


def test_guessing_at_one_account_is_stopped_whatever_address_it_claims(client: Any, make_person: Any) -> None:
    who = make_person()

    answers = [
        try_to(client, who.email, f"wrong {number}", x_forwarded_for=f"10.0.0.{number}")
        for number in range(6)
    ]
    right = try_to(client, who.email.upper(), factories.PASSWORD)

    assert b"Too many failed" in answers[-1].content
    assert b"Too many failed" in right.content
    assert client.get("/my/profile/").status_code == 302


def test_one_password_at_many_accounts_is_stopped(client: Any) -> None:
    answers = [try_to(client, f"person{number}@example.org") for number in range(11)]

    assert b"Too many failed" not in answers[0].content
    assert b"Too many failed" in answers[-1].content


@pytest.mark.parametrize("door", ["/admin/login/", "/cms/login/"])
def test_both_administrations_use_the_one_form(door: str, client: Any, make_person: Any) -> None:
    boss = make_person(is_staff=True, is_superuser=True)

    asked = client.get(f"{door}?next=/admin/")
    tried = client.post(door, {"username": boss.email, "password": factories.PASSWORD})

    assert (asked.status_code, asked.url) == (302, f"{LOGIN}?next=/admin/")
    assert (tried.status_code, tried.url) == (302, LOGIN)
    assert client.get("/my/profile/").status_code == 302


@pytest.mark.parametrize("door", ["/admin/", "/cms/"])
def test_the_administrations_send_visitors_to_the_one_form(door: str, client: Any) -> None:
    answer = client.get(door, follow=True)

    assert answer.redirect_chain[-1][0].startswith(LOGIN)


@pytest.mark.parametrize("door", ["/admin/", "/cms/"])
def test_who_is_signed_in_and_has_no_rights_there_is_told_so(
    door: str, client: Any, make_person: Any
) -> None:
    client.force_login(make_person())

    answer = client.get(door, follow=True)

    assert answer.status_code == 403
    assert "This page is not for you." in answer.content.decode()


@pytest.mark.parametrize("door", ["/admin/", "/cms/"])
def test_who_is_signed_in_and_has_rights_goes_in_by_the_door(
    door: str, client: Any, make_person: Any
) -> None:
    client.force_login(make_person(is_staff=True, is_superuser=True))

    answer = client.get(f"{door}login/")

    assert (answer.status_code, answer["Location"]) == (302, door)


def test_other_sessions_end_when_the_password_changes(client: Any, make_person: Any) -> None:
    who = make_person()
    client.force_login(who)
    assert client.get("/my/profile/").status_code == 200

    who.set_password("another long password")
    who.save()

    assert client.get("/my/profile/").status_code == 302


def test_without_domains_nobody_opens_an_account(client: Any, settings: Any) -> None:
    settings.SIGNUP_DOMAINS = []
    data = {"email": "eve@example.org", "password1": factories.PASSWORD, "name": "Eve"}

    client.post(SIGNUP, data)

    assert not User.objects.filter(email="eve@example.org").exists()
    assert b'name="password1"' not in client.get(SIGNUP).content


def test_addresses_of_the_organisation_open_an_account_after_proof(client: Any, settings: Any) -> None:
    settings.SIGNUP_DOMAINS = ["Example.org"]
    data = {"password1": factories.PASSWORD, "name": "Eve Adams"}

    for stranger in ("eve@evil.example", "eve@example.org.evil.example", "eve@sub.example.org"):
        refused = client.post(SIGNUP, {**data, "email": stranger})
        assert b"Accounts are for addresses of Example.org." in refused.content
    client.post(SIGNUP, {**data, "email": "Eve@Example.ORG"})

    who = User.objects.get()
    assert (who.email, who.name) == ("eve@example.org", "Eve Adams")
    assert client.get("/my/profile/").status_code == 302
    letter = OutgoingMail.objects.get(user=who)
    link = re.search(r"/accounts/confirm-email/\S+/", letter.text)
    assert link is not None
    client.post(link.group())
    assert who.emailaddress_set.get().verified


def test_signing_up_and_resetting_tell_nobody_who_has_an_account(
    client: Any, settings: Any, make_person: Any
) -> None:
    settings.SIGNUP_DOMAINS = ["example.org"]
    known = make_person()
    data = {"password1": factories.PASSWORD, "name": "Eve"}

    signups = [client.post(SIGNUP, {**data, "email": email}) for email in (known.email, "new@example.org")]
    client.cookies.clear()
    resets = [client.post(RESET, {"email": email}) for email in (known.email, "nobody@example.org")]

    for pair in (signups, resets):
        assert pair[0].status_code == pair[1].status_code == 302
        assert pair[0].url == pair[1].url
    # Who has an account gets a letter that says so; who has none gets none.
    assert OutgoingMail.objects.filter(to_address=known.email).count() == 2
    assert not OutgoingMail.objects.filter(to_address="nobody@example.org").exists()


def test_a_forgotten_password_is_set_anew_once(client: Any, make_person: Any) -> None:
    who = make_person()
    client.post(RESET, {"email": who.email})
    link = re.search(r"/accounts/password/reset/key/\S+/", OutgoingMail.objects.get().text)
    assert link is not None
    page, new = client.get(link.group(), follow=True), "a wholly new pass phrase"

    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    again = client.get(link.group(), follow=True)

    assert try_to(client, who.email, new).status_code == 302
    assert b'name="password1"' not in again.content


@pytest.mark.parametrize(
    ("address", "sensitive"),
    [
        ("2fa/", False),
        ("2fa/totp/activate/", True),
        ("2fa/webauthn/", False),
        ("2fa/webauthn/add/", True),
        ("email/", False),
        ("password/change/", False),
    ],
)
def test_pages_of_one_s_own_security_show(
    address: str, sensitive: bool, client: Any, make_person: Any
) -> None:
    who = make_person()
    try_to(client, who.email, factories.PASSWORD)

    answer = client.get(f"/accounts/{address}")
    if sensitive:  # the password is asked for again first
        assert answer.url.startswith("/accounts/reauthenticate/")
        assert client.get(answer.url).status_code == 200
        answer = client.post(answer.url, {"password": factories.PASSWORD}, follow=True)

    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == f"/accounts/{address}"
    assert b"<main" in answer.content


def test_a_second_factor_is_asked_for(client: Any, make_person: Any) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # needs the apps
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    who = make_person()
    TOTP.activate(who, generate_totp_secret())
    codes = RecoveryCodes.activate(who)

    first = try_to(client, who.email, factories.PASSWORD)
    before = client.get("/my/profile/").status_code
    form = client.get(first.url)
    wrong = client.post(first.url, {"code": "000000"})
    code = codes.get_unused_codes()[0]
    right = client.post(first.url, {"code": code})

    assert first.url == "/accounts/2fa/authenticate/"
    assert before == 302
    assert form.status_code == 200
    assert b"Incorrect code" in wrong.content
    assert right.status_code == 302
    assert client.get("/my/profile/").status_code == 200
    client.logout()
    try_to(client, who.email, factories.PASSWORD)
    assert b"Incorrect code" in client.post(first.url, {"code": code}).content


class Provider(BaseHTTPRequestHandler):
    """An identity provider as far as its first answer."""

    def do_GET(self) -> None:
        home = f"http://127.0.0.1:{self.server.server_port}"
        ways = {"authorization_endpoint": f"{home}/authorize", "token_endpoint": f"{home}/token"}
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps({"issuer": home, **ways}).encode())

    def log_message(self, *args: Any) -> None:
        """Keep the tests' output clean."""


@pytest.fixture
def provider(settings: Any) -> Any:
    """The address of an identity provider that the settings name."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Provider) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        home = f"http://127.0.0.1:{server.server_port}"
        app = {
            "provider_id": "organisation", "name": "Your organisation", "client_id": "id",
            "secret": "secret", "settings": {"server_url": home},
        }  # fmt: skip
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield home
        server.shutdown()


def test_without_settings_no_identity_provider_is_offered(client: Any) -> None:
    assert b"/oidc/" not in client.get(LOGIN).content


def test_an_identity_provider_appears_by_settings_alone(client: Any, provider: str) -> None:
    page = client.get(f"{LOGIN}?next=/my/desk/").content.decode()

    link = re.search(r'href="(/accounts/oidc/organisation/login/[^"]*)"', page)
    assert "Your organisation" in page
    assert link is not None
    # A plain link: a form that ends on another site would be stopped by the page's own policy.
    answer = client.get(link.group(1).replace("&amp;", "&"))
    assert answer.status_code == 302
    assert answer.url.startswith(f"{provider}/authorize?")
    assert "code_challenge=" in answer.url


def test_forms_of_other_sites_are_refused(make_person: Any) -> None:
    from django.test import Client  # a client that checks tokens

    client, who = Client(enforce_csrf_checks=True), make_person()

    answer = client.post(LOGIN, {"login": who.email, "password": factories.PASSWORD})

    assert answer.status_code == 403
    assert client.get("/my/profile/").status_code == 302
