"""How long a cold page of ``halvvag serve`` takes with thousands of cases, beside a static page.

    python benchmarks/web.py            2,000 cases
    python benchmarks/web.py --cases 200

A register is filled with cases that stand in the list as they would after a year's work: an id, dates, what is
due. Then every page is asked for in turn over a real connection, each time with a new one, as after a click; the
median counts. The second column is processor time, which other work on the machine changes less. What a browser
does with the page afterwards is not measured.
"""

from __future__ import annotations

import argparse
import http.client
import random
import re
import statistics
import tempfile
import threading
import time
from datetime import date, timedelta
from pathlib import Path
from queue import Queue

from halvvag_docs.casework import moving
from halvvag_docs.register import Actor, Due, Register, Summary, open_register
from halvvag_docs.web import Settings, run

PASSPHRASE = "fyra ord som ingen gissar"  # noqa: S105  opens nothing but this measurement's register
ACTOR = Actor(user="prov")
TODAY = date(2026, 11, 22)
SAMPLES = Path(__file__).parents[1] / "samples" / "A-fi-halvvagshem"
CASE = "HV-2026-014"
ROUNDS = 25
LIMIT = 0.100
"""Seconds within which the list has to be there."""


def fill(register: Register, count: int) -> None:
    """Put ``count`` cases into the register: one with all its documents, the others with one each."""
    moving.take_in(register, SAMPLES, actor=ACTOR)
    chance = random.Random(7)  # noqa: S311  invented dates, the same each time
    for number in range(1, count):
        case_id = f"HV-2024-{number:05}"
        register.create_case(case_id, actor=ACTOR)
        days = sorted(chance.randint(-30, 90) for _ in range(3))
        dues = tuple(Due(day=TODAY + timedelta(days=one), step=chance.randint(1, 14)) for one in days)
        register.sum_up(
            Summary(
                case_id=case_id,
                start=TODAY - timedelta(days=100),
                end=TODAY + timedelta(days=80),
                dues=dues,
                documents=9,
                drafts=number % 2,
                judged_on=TODAY,
                changed_at=register.changed_at(case_id),
            )
        )


class Visitor:
    """Asks for pages, each over a connection of its own."""

    def __init__(self, link: str) -> None:
        self.address, _, rest = link.removeprefix("http://").partition("/")
        status, headers, _ = self.ask(f"/{rest}")
        assert status == 303, status
        self.cookie = headers["Set-Cookie"].partition(";")[0]
        self.base = headers["Location"].rstrip("/")

    def ask(self, path: str, body: str | None = None) -> tuple[int, dict[str, str], str]:
        """Return status, headers and text."""
        connection = http.client.HTTPConnection(self.address)
        headers = {"Host": self.address, "Cookie": getattr(self, "cookie", "")}
        if body is not None:
            headers |= {"Origin": f"http://{self.address}", "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, dict(answer.getheaders()), text

    def unlock(self) -> None:
        """Give the passphrase."""
        _, _, text = self.ask(f"{self.base}/las-upp")
        token = re.search(r'name="halvvag-token" value="([^"]+)"', text)
        assert token
        sent = f"halvvag-token={token[1]}&losenfras={PASSPHRASE.replace(' ', '+')}&mal=/"
        assert self.ask(f"{self.base}/las-upp", sent)[0] == 303

    def medians(self, path: str) -> tuple[float, float]:
        """Return the medians of the seconds that a page takes: on the clock, and of the processor."""
        clock, processor = [], []
        for _ in range(ROUNDS):
            begun, worked = time.perf_counter(), time.process_time()
            status, _, _ = self.ask(f"{self.base}{path}")
            clock.append(time.perf_counter() - begun)
            processor.append(time.process_time() - worked)
            assert status == 200, (path, status)
        return statistics.median(clock), statistics.median(processor)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=2_000)
    count = parser.parse_args().cases
    links: Queue[str] = Queue()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'register.db'}"
        with open_register(url, PASSPHRASE, create=True) as register:
            fill(register, count)
        settings = Settings(register=url, actor=ACTOR, today=lambda: TODAY)
        threading.Thread(
            target=run, args=(settings,), kwargs={"port": 0, "announce": links.put}, daemon=True
        ).start()
        visitor = Visitor(links.get(timeout=30))
        visitor.unlock()
        begun = time.perf_counter()
        visitor.ask(f"{visitor.base}/arenden")
        first = time.perf_counter() - begun
        pages = {
            "a static page (style.css)": "/static/style.css",
            "list of cases": "/arenden",
            "list, last page": f"/arenden?sida={-(-count // 50)}",
            "search": "/arenden?sok=00777",
            "a case with 11 documents": f"/arenden/{CASE}",
            "a document": f"/arenden/{CASE}/09-krisplan",
        }
        print(f"{count} cases; the very first page after the passphrase: {first * 1000:.0f} ms")
        found = {name: visitor.medians(path) for name, path in pages.items()}
        for name, (clock, processor) in found.items():
            print(f"{name:28}{clock * 1000:8.1f} ms{processor * 1000:8.1f} ms")
        print("list within 100 ms:", "yes" if found["list of cases"][0] < LIMIT else "NO")


if __name__ == "__main__":
    main()
