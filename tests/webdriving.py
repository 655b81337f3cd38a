"""A running ``halvvag serve``, and somebody who uses it with the keyboard alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

PASSPHRASE = "fyra ord som ingen gissar"  # noqa: S105  opens nothing but a test's register
ARGUMENTS = (
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_LINK = re.compile(r"http://127\.0\.0\.1:\d+/start\?biljett=\S+")
_ACTIVE = """() => {
  const one = document.activeElement;
  const shown = one.getBoundingClientRect();
  return {tag: one.tagName, type: one.type || "", name: one.name || "", value: one.value || "",
          checked: !!one.checked, text: one.textContent.trim(), visible: shown.width > 2,
          rows: one.closest("fieldset.list") ? one.closest("fieldset.list").querySelectorAll(".card").length : 0};
}"""
_MOST_STEPS = 400


@dataclass
class Served:
    """A process that serves pages, and the links it has written."""

    process: subprocess.Popen[str]

    def link(self) -> str:
        """Wait for the next start link."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if found := _LINK.search(line):
                return found[0]
        message = "halvvag serve ended without a link"
        raise AssertionError(message)


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Served]:
    """Run ``halvvag serve`` with a register in ``folder``."""
    command = [sys.executable, "-m", "halvvag_docs", "serve", "--no-browser", "--today", "2026-11-22"]
    command += ["--register", f"sqlite:///{folder / 'register.db'}", *options]
    environment = {**os.environ, "HALVVAG_USER": "carola", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            yield Served(process)
        finally:
            process.terminate()
            process.wait(timeout=10)


def at(data: Any, path: str) -> Any:
    """Return the raw answer at a path (``utredning.samtal[0].datum``); ``""`` when there is none."""
    for step in re.findall(r"[^.\[\]]+", path):
        if isinstance(data, list):
            data = data[int(step)] if int(step) < len(data) else ""
        else:
            data = data.get(step, "") if isinstance(data, Mapping) else ""
    return data


@dataclass
class Keyboard:
    """Somebody without a mouse."""

    page: Page
    seen: set[str] = field(default_factory=set)
    """Paths of the questions that were asked."""

    def active(self) -> dict[str, Any]:
        """Return what has the focus."""
        found: dict[str, Any] = self.page.evaluate(_ACTIVE)
        return found

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def enter(self) -> None:
        """Press Enter on what leads to another page, and wait for it."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.keyboard.press("Enter")

    def to(self, text: str, tag: str = "") -> None:
        """Press Tab until a link or button with this text has the focus."""
        for _ in range(_MOST_STEPS):
            self.press("Tab")
            now = self.active()
            if now["visible"] and now["text"].startswith(text) and now["tag"] in (tag or now["tag"]):
                return
        message = f"no way to {text} with the keyboard"
        raise AssertionError(message)

    def type(self, text: str) -> None:
        """Replace what stands in a field."""
        self.press("Control+A", "Delete")
        self.page.keyboard.type(text)

    def unlock(self) -> None:
        """Give the passphrase, twice where the register is new."""
        self.type(PASSPHRASE)
        if self.page.locator("#igen").count():
            self.press("Tab")
            self.type(PASSPHRASE)
        self.enter()

    def fill(self, data: Mapping[str, Any]) -> None:
        """Answer the questions of the page from answers of a whole document, its lists too, and go on."""
        done: set[str] = set()
        for _ in range(_MOST_STEPS):
            now = self.active()
            name = now["name"]
            if name == "gor" and now["value"] == "fortsatt" and now["visible"]:
                self.enter()
                return
            self.seen.add(now["value"].partition(":")[2] if name == "gor" else name)
            if name == "gor" and now["value"].startswith("lagg-till:"):
                rows = at(data, now["value"].partition(":")[2])
                if isinstance(rows, list) and now["rows"] < len(rows):
                    self.enter()
                    self.fill(data)
                    continue
            elif name not in done and name != "gor":
                self._answer(now, at(data, name), done)
            self.press("Tab")
        message = "the page does not end"
        raise AssertionError(message)

    def _answer(self, now: dict[str, Any], value: Any, done: set[str]) -> None:
        if value == "" or now["tag"] not in ("INPUT", "TEXTAREA", "SELECT"):
            return
        if now["type"] == "checkbox":
            if now["value"] in value and not now["checked"]:
                self.press("Space")
            return
        done.add(now["name"])
        if now["type"] == "radio":
            self._choose(now, str(value))
        elif now["tag"] == "SELECT":
            while self.active()["value"] != value:
                self.press("ArrowDown")
        else:
            self.type("\n".join(value) if isinstance(value, list) else str(value))

    def _choose(self, now: dict[str, Any], value: str) -> None:
        """Choose with the arrows, as radio buttons are; the first with the space bar."""
        if now["value"] == value:
            self.press("Space")
        for _ in range(30):
            if self.active()["value"] == value:
                return
            self.press("ArrowDown")
        message = f"{now['name']} has no such choice"
        raise AssertionError(message)
