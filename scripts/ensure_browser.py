"""Finds a Chromium for the browser tests, or brings one, or says in one sentence what to install."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
RECORD = Path(__file__).resolve().parent.parent / "var" / "browser"


def works(path: str) -> bool:
    """Whether it starts: a browser that lacks a library is worth nothing."""
    try:
        asked = subprocess.run(
            [path, "--headless", "--no-sandbox", "--disable-gpu", "--version"],
            capture_output=True, timeout=60, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def installed() -> str | None:
    for name in (os.environ.get("BROWSER_PATH", ""), *NAMES):
        path = shutil.which(name) if name else None
        if path and works(path):
            return path
    return None


def by_playwright() -> str | None:
    """Playwright's own download, where its host can be reached."""
    print("Fetching a browser for the tests ...", flush=True)
    subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"],
        capture_output=True, timeout=300, check=False,
    )  # fmt: skip
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() and works(path) else None


def by_package_manager() -> str | None:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    print("Installing Chromium with the system's package manager ...", flush=True)
    quiet = {
        "capture_output": True,
        "check": False,
        "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    }
    subprocess.run(["apt-get", "update", "-qq"], **quiet)
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-core"], **quiet
    )
    return installed()


def main() -> None:
    for way in (installed, by_package_manager, by_playwright):
        try:
            path = way()
        except Exception as error:  # one way failing is no reason not to try the next
            print(f"  ({way.__name__.replace('_', ' ')}: {error})", flush=True)
            continue
        if path:
            RECORD.parent.mkdir(parents=True, exist_ok=True)
            RECORD.write_text(path)
            return
    sys.exit(
        "The browser tests need Chromium: install the package chromium or google-chrome and run this again."
    )


if __name__ == "__main__":
    main()
