"""``halvvag batch --dask``: the same run on the workers of a cluster, one of which dies in the middle."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from batchcases import SECRETS, TODAY, change, make_case
from commandline import Halvvag

from halvvag_docs import spreadsheets
from halvvag_docs.batch import workers

pytest.importorskip("distributed")
CASES = 12


@dataclass
class Cluster:
    """A scheduler and two workers, each a process of its own."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]
    logs: list[Path]


def _started(module: str, *args: str, log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.{module}", "--no-dashboard", *args]
    with log.open("wb") as out:
        return subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=_environment())


def _environment() -> dict[str, str]:
    own = {name: text for name, text in os.environ.items() if not name.startswith("HALVVAG_")}
    return own | {"HALVVAG_CACHE": "nej"}


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Start a cluster on this machine, and end whatever is left of it."""
    told, logs = tmp_path / "scheduler.json", [tmp_path / f"{name}.log" for name in ("s", "w1", "w2")]
    host = ("--host", "127.0.0.1")
    scheduler = _started("dask_scheduler", *host, "--port", "0", "--scheduler-file", str(told), log=logs[0])
    options = (*host, "--nthreads", "1", "--no-nanny", "--scheduler-file", str(told), "--death-timeout", "60")
    local = ("--local-directory", str(tmp_path / "dask"))
    hands = [_started("dask_worker", *options, *local, log=log) for log in logs[1:]]
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and not (
        told.exists() and all(b"Registered to" in log.read_bytes() for log in logs[1:])
    ):
        time.sleep(0.1)
    try:
        yield Cluster(json.loads(told.read_text("utf-8"))["address"], scheduler, hands, logs)
    finally:
        for process in (*hands, scheduler):
            process.kill()
            process.wait()


def test_a_worker_dies_and_nothing_is_lost_or_made_twice(cluster: Cluster, tmp_path: Path) -> None:
    """Every case has one whole document; the planted fault alone stands in fel.xlsx; no log holds a name."""
    cases, ut = tmp_path / "arenden", tmp_path / "ut"
    for number in range(CASES):
        folder = make_case(cases, number)
        if number == 7:
            change(folder, "07", "status: faststalld", "status: påhittad")
    command = [sys.executable, "-m", "halvvag_docs", "batch", "uppfoljning", str(cases), "-o", str(ut)]
    command += ["--format", "docx", "--today", TODAY, "--dask", cluster.address]
    run = subprocess.Popen(command, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120
    while len(list(ut.glob("*.docx"))) < 3 and run.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    cluster.workers[0].kill()
    out, err = run.communicate(timeout=240)
    assert run.returncode == 9, err
    made = sorted(path.name[:11] for path in ut.glob("*.docx"))
    assert made == [f"HV-2026-{number:03}" for number in range(CASES) if number != 7]
    lines = [json.loads(line) for line in (ut / "batch.jsonl").read_text("utf-8").splitlines()]
    done = [line["row"] for line in lines if line.get("state") == "done"]
    assert len(done) == len(set(done)) == CASES - 1
    assert [row.cells["Ärende-id"] for row in spreadsheets.read(ut / "fel.xlsx")] == ["HV-2026-007"]
    told = [out, err, *(log.read_text("utf-8") for log in cluster.logs)]
    assert [secret for secret in SECRETS for text in told if secret in text] == []


def test_answers_travel_with_their_task(cluster: Cluster, tmp_path: Path) -> None:
    """A worker needs no disk in common: its folder may be gone, the settings of the unit too; rows likewise."""
    code = (
        "import sys, os, shutil\n"
        "from dataclasses import replace\n"
        "from datetime import date\n"
        "from pathlib import Path\n"
        "from halvvag_docs import batch\n"
        "from halvvag_docs.batch.making import make\n"
        "out, cases, unit, rows = map(Path, sys.argv[2:])\n"
        "day = date(2026, 5, 1)\n"
        "order = batch.Order(form='uppfoljning', out=out, formats=('docx',), today=day, month=day,\n"
        "                    unit=unit, remote=True)\n"
        "one = batch.for_cases(order, [cases], salt='00')\n"
        "other = batch.for_table(replace(order, form='samtycke'), rows, None, salt='00')\n"
        "tasks = [(plan.order, task) for plan in (one, other) for task in plan.walk()]\n"
        "shutil.rmtree(cases); unit.unlink()\n"
        "crew = batch.dask_crew(sys.argv[1])()\n"
        "assert crew.submit(os.getpid).result() != os.getpid()\n"
        "print([[f.message for f in crew.submit(make, *each).result().faults] for each in tasks])\n"
        "crew.shutdown()\n"
    )
    folder = make_case(tmp_path / "arenden", 1)
    unit = tmp_path / "enhet.yaml"
    unit.write_text((folder / "verksamhet.yaml").read_text("utf-8"), "utf-8")
    rows = tmp_path / "rader.csv"
    rows.write_text("dokument.arende_id,klient.fornamn\nT-001,Ett\n", "utf-8")
    places = (cluster.address, tmp_path / "ut", tmp_path / "arenden", unit, rows)
    command = [sys.executable, "-c", code, *map(str, places)]
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True, check=False, timeout=240)
    assert (done.returncode, done.stdout) == (0, "[[], []]\n"), done.stderr


def test_what_a_task_raises_is_told_by_its_kind_alone() -> None:
    """The text of an unknown error may quote an answer, and a worker's log is on another machine."""

    def fails() -> None:
        raise ValueError("Linnea")

    with pytest.raises(workers.TaskFailedError, match=r"^ValueError$") as told:
        workers._quietly(fails, (), {})
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("address", "code", "message"),
    [
        ("tcp://127.0.0.1:9", 6, "schemaläggaren svarar inte."),
        ("http://127.0.0.1:9", 2, "skriv adressen som tls://värd:port eller tcp://värd:port."),
        ("tcp://192.0.2.1:9", 6, "VARNING: svaren går okrypterade till en annan dator. Använd tls://."),
    ],
)
def test_addresses_that_will_not_do(
    halvvag: Halvvag, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, code: int, message: str
) -> None:
    """Nobody there, no such way, or answers in clear over a network."""
    monkeypatch.setattr(workers, "_PATIENCE", 1)
    make_case(tmp_path / "arenden", 1)
    result = halvvag("batch", "uppfoljning", tmp_path / "arenden", "-o", tmp_path / "ut", "--dask", address)
    assert (result.exit_code, message in result.stderr) == (code, True), result.stderr
