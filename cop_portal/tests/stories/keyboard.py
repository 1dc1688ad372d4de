"""The portal by the keyboard alone: no pointer, and no focus that a key did not bring."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from cop_portal.tests import factories
from cop_portal.tests.stack import Stack

# The furthest that anybody has to go on one page.
STOPS = 90
# How the stop before looked while it had the focus, and how it looks now; and how this one looks.
LOOKS = """() => {
  const look = (one) => {
    const style = getComputedStyle(one);
    const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    const outline = drawn ? `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}` : "";
    return outline + (style.boxShadow === "none" ? "" : style.boxShadow);
  };
  const words = (one) => `${one.tagName} ${one.id} ${one.textContent.trim().slice(0, 40)}`;
  const here = document.activeElement;
  const before = window.stopBefore;
  const left = before && before.one.isConnected && before.one !== here;
  const found = { left: left ? [before.words, before.look, look(before.one)] : null };
  const somewhere = here && here !== document.body && here !== document.documentElement;
  found.here = somewhere ? [words(here), look(here)] : null;
  window.stopBefore = somewhere ? { one: here, look: look(here), words: words(here) } : null;
  return found;
}"""


class Keys:
    """Somebody without a mouse. At each stop the focus is seen: it is drawn there, and gone once they go on."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def to(self, target: Locator, *, key: str = "Tab") -> None:
        """On with Tab, or back with Shift+Tab, until the target has the focus."""
        expect(target).to_be_visible()
        for _stop in range(STOPS):
            self._look()
            if target.evaluate("one => one === document.activeElement"):
                return
            self.press(key)
        pytest.fail(f"{target} is not reached by {key}")

    def _look(self) -> None:
        found: dict[str, Any] = self.page.evaluate(LOOKS)
        if found["here"]:
            words, drawn = found["here"]
            assert drawn, f"the focus is not seen on {words}"
        if found["left"]:
            words, drawn, after = found["left"]
            assert drawn != after, f"{words} looks alike with the focus and without"

    def follow(self, name: str, *, within: Any = None) -> None:
        """To a link, and along it."""
        self.to((within or self.page).get_by_role("link", name=name, exact=True).first)
        self.press("Enter")

    def write(self, label: str, words: str) -> None:
        self.to(self.page.get_by_label(label).first)
        self.type(words)

    def sign_in(self, live: Stack, person: Any) -> None:
        self.page.goto(f"{live.url}/accounts/login/")
        self.write("Email", person.email)
        self.write("Password", factories.PASSWORD)
        self.press("Enter")
        expect(self.page.get_by_role("button", name=person.name)).to_be_visible()
        expect(self.page).not_to_have_url(re.compile("login"))
