"""Find a Chromium for the tests, or fetch one: ``python tests/e2e/browser.py``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

FETCHED = Path(__file__).parents[2] / ".cache" / "browsers"
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
)
INSIDE_FETCHED = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "chromium-*/chrome-win*/chrome.exe",
)


def find() -> str | None:
    """The browser's path: the one named by HPVIZ_BROWSER, the machine's own, or the one fetched."""
    named = os.environ.get("HPVIZ_BROWSER")
    if named:
        return named
    on_path = [path for name in NAMES if (path := shutil.which(name))]
    usual = [place for place in PLACES if Path(place).exists()]
    fetched = [str(path) for pattern in INSIDE_FETCHED for path in sorted(FETCHED.glob(pattern))]
    return next((browser for browser in [*on_path, *usual, *fetched] if _starts(browser)), None)


def _starts(browser: str) -> bool:
    if sys.platform == "win32":  # there --version opens a window
        return True
    try:
        version = subprocess.run([browser, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return version.returncode == 0


def fetch() -> str | None:
    """Fetch a browser: Playwright's own build into the checkout, else the system's package."""
    for attempt in (_from_playwright, _from_debian):
        attempt()
        if path := find():
            return path
    return None


def _from_playwright() -> None:
    _say("no Chromium or Chrome here; fetching Playwright's")
    environment = {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(FETCHED)}
    _run(sys.executable, "-m", "playwright", "install", "chromium", "--no-shell", env=environment, quiet=True)


def _from_debian() -> None:
    apt = shutil.which("apt-get")
    if apt is None:
        return
    sudo = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if sudo and shutil.which("sudo") is None:
        return
    _say("Playwright's cannot be had; fetching Debian's chromium")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _run(*sudo, apt, "update", "--quiet", env=quiet)
    _run(*sudo, apt, "install", "--yes", "--quiet", "--no-install-recommends", "chromium", env=quiet)


def _run(*command: str, env: dict[str, str], quiet: bool = False) -> None:
    out = subprocess.DEVNULL if quiet else None
    try:
        subprocess.run(
            command, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out, timeout=900, check=False
        )
    except subprocess.TimeoutExpired:
        _say(f"{command[0]} took too long")


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")


if __name__ == "__main__":
    if (find() or fetch()) is None:
        sys.exit(
            "No browser for the tests: install Chromium or Chrome, or set HPVIZ_BROWSER to the path of one "
            "(make unit runs all tests that need none)."
        )
