from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from commandline import Halvvag

from halvvag_docs.forms import load_form

TODAY = ("--today", "2026-11-22")
PLAN = "09-krisplan.yaml"
SECRET = re.compile("Linnea|Backlund|140587|Påhittsgränd|Elsa")

Breaker = Callable[[Path], object]


def _replace(old: str, new: str) -> Breaker:
    def change(path: Path) -> None:
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    return change


BROKEN: dict[str, tuple[Breaker, int, str, str]] = {
    "missing file": (Path.unlink, 6, "", "Finns inte"),
    "tab": (_replace("  system: fi", "\tsystem: fi"), 4, "", "Rad 5: raden börjar med ett tabbtecken"),
    "duplicate key": (
        _replace("  version: 1\n", "  version: 1\n  version: 2\n"),
        4,
        "",
        "«Version»: «version» står två gånger (rad 8 och rad 9)",
    ),
    "wrong type": (_replace("  fornamn: Linnea Sofia", "  fornamn: [Linnea]"), 4, ":20", "«Förnamn»"),
    "unknown field": (_replace("  tilltalsnamn:", "  smeknamn:"), 4, ":22", "«smeknamn»"),
    "unknown enum": (_replace("id_typ: fi_personbeteckning", "id_typ: finsk"), 4, ":23", "fi_personbeteckning"),
    "bad date": (_replace("  datum: 2026-03-12", "  datum: 2026-02-30"), 4, ":10", "«Upprättad»"),
    "bad identity number": (_replace("140587-9184", "140587-9185"), 4, ":24", "Personbeteckning"),
    "binary file": (lambda path: path.write_bytes(b"PK\x03\x04\x00\x00"), 6, "", "ingen textfil"),
    "empty file": (lambda path: path.write_text(""), 4, "", "Filen är tom"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_file_is_explained(halvvag: Halvvag, case_a: Path, kind: str) -> None:
    """Each fault has file, line and field in Swedish, its exit code, and nothing of the answers."""
    breaker, code, line, words = BROKEN[kind]
    path = case_a / PLAN
    breaker(path)
    before = {one: one.read_bytes() for one in case_a.iterdir()}
    result = halvvag("check", path, *TODAY)
    assert result.exit_code == code
    found = [one for one in result.stdout.splitlines() if words in one and ": FEL  " in one]
    assert found, result.stdout
    assert found[0].startswith(f"{path}{line}:")
    assert not SECRET.search(result.stdout + result.stderr)
    assert {one: one.read_bytes() for one in case_a.iterdir()} == before


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_file_is_told_to_programs_too(halvvag: Halvvag, case_a: Path, kind: str) -> None:
    """JSON holds the same problem with the five keys, and nothing else stands on stdout."""
    breaker, code, _, _ = BROKEN[kind]
    breaker(case_a / PLAN)
    result = halvvag("check", case_a / PLAN, "--json", *TODAY)
    found = json.loads(result.stdout)
    assert result.exit_code == code
    assert [one for one in found if one["level"] == "error" and one["document"] == "09-krisplan"]
    assert all(list(one) == ["document", "path", "rule", "level", "message"] for one in found)


@pytest.mark.parametrize("case", ["A-fi-halvvagshem", "B-se-boendestod"])
def test_samples_have_no_errors(halvvag: Halvvag, samples: Path, case: str) -> None:
    """Both sample cases are right: exit 0, warnings only."""
    result = halvvag("check", samples / case, "--json", *TODAY)
    assert result.exit_code == 0
    assert {one["level"] for one in json.loads(result.stdout)} <= {"warning"}


def test_problems_of_all_files_come_at_once(halvvag: Halvvag, case_a: Path) -> None:
    """A file that cannot be read hides nothing of the others; the worst exit code counts."""
    (case_a / "01-ansokan.yaml").write_bytes(b"\x00")
    (case_a / "02-samtycke-information.yaml").write_text("")
    _replace("  fornamn: Linnea Sofia", '  fornamn: ""')(case_a / PLAN)
    result = halvvag("check", case_a, *TODAY)
    named = {Path(line.split(":")[0]).name for line in result.stdout.splitlines() if ": FEL  " in line}
    assert {"01-ansokan.yaml", "02-samtycke-information.yaml", PLAN} <= named
    assert result.exit_code == 6
    assert "fel och" in result.stderr


def test_problem_has_its_place_in_the_form(halvvag: Halvvag, case_a: Path) -> None:
    """File, line, level, section, field, sentence."""
    _replace("  fornamn: Linnea Sofia", '  fornamn: ""')(case_a / PLAN)
    result = halvvag("check", case_a / PLAN, *TODAY)
    assert f"{case_a / PLAN}:20: FEL  Person › «Förnamn»: " in result.stdout


def test_single_file_is_judged_in_its_case(halvvag: Halvvag, case_a: Path) -> None:
    """Only the file's own problems are shown, but the rules see its neighbours."""
    whole = json.loads(halvvag("check", case_a, "--json", *TODAY).stdout)
    alone = json.loads(halvvag("check", case_a / "08-genomforandeplan.yaml", "--json", *TODAY).stdout)
    assert alone == [one for one in whole if one["document"] == "08-genomforandeplan"]


def test_acknowledged_warnings_are_shown_on_demand(halvvag: Halvvag, case_a: Path) -> None:
    """A warning that somebody has answered for is silent until --all."""
    answer = (
        "  bekraftelser:\n    - {regel: R41, skal: Påhittad person, av: Carola Exempelsson, datum: 2026-03-12}\n"
    )
    _replace("  upprattad_av:\n", f"{answer}  upprattad_av:\n")(case_a / PLAN)
    assert "[R41]" not in halvvag("check", case_a / PLAN, *TODAY).stdout
    assert "VARNING (bekräftad)" in halvvag("check", case_a / PLAN, "--all", *TODAY).stdout


def test_unit_comes_from_the_option_the_environment_or_the_folder(
    halvvag: Halvvag, case_a: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In that order; settings that are wrong are named like answers."""
    (case_a / "verksamhet.yaml").rename(tmp_path / "verksamhet.yaml")
    assert halvvag("check", case_a, *TODAY).exit_code == 0
    unit = tmp_path / "verksamhet.yaml"
    unit.write_text("verksamhet:\n  namn: x\n  nam: x\n")
    result = halvvag("check", case_a, *TODAY)
    assert (result.exit_code, f"Fel: {unit}:3: Fältet «nam»" in result.stderr) == (4, True)
    monkeypatch.setenv("HALVVAG_UNIT", str(tmp_path / "saknas.yaml"))
    assert halvvag("check", case_a, *TODAY).exit_code == 6


def test_folder_without_answers_is_a_slip(halvvag: Halvvag, tmp_path: Path) -> None:
    """An empty or a missing folder is no case without problems."""
    assert halvvag("check", tmp_path, *TODAY).exit_code == 6
    assert halvvag("check", tmp_path / "saknas", *TODAY).exit_code == 6


def test_two_files_of_one_name_are_refused(halvvag: Halvvag, case_a: Path) -> None:
    """Nobody could tell whose problem it is."""
    (case_a / "09-krisplan.yml").write_bytes((case_a / PLAN).read_bytes())
    result = halvvag("check", case_a, *TODAY)
    assert (result.exit_code, "09-krisplan" in result.stderr) == (6, True)


def test_own_root_shadows_a_form(halvvag: Halvvag, case_a: Path, tmp_path: Path) -> None:
    """A unit's own krisplan is used, the other forms stay ours."""
    schemas = tmp_path / "egen" / "schemas"
    schemas.mkdir(parents=True)
    ours = load_form("krisplan").root / "schemas" / "krisplan.yaml"
    text = ours.read_text("utf-8").replace("title: Krisplan\n", "title: Min plan\n", 1)
    (schemas / "krisplan.yaml").write_text(text, "utf-8")
    assert halvvag("check", case_a, "--root", tmp_path / "egen", *TODAY).exit_code == 0
    assert "Min plan" in halvvag("forms", "--root", tmp_path / "egen").stdout


def test_unquoted_colon_in_a_list_is_told_with_the_lists_name(halvvag: Halvvag, case_a: Path) -> None:
    """Such a text is a group to YAML: label, section and what to do about it, not a path."""
    _replace("- Jag äter inte\n", "- Jag äter inte: varken lunch eller middag\n")(case_a / "09-krisplan.yaml")
    told = halvvag("check", case_a / "09-krisplan.yaml", *TODAY).stdout
    assert " › «Tidiga tecken jag märker» (tecken 2): här ska stå ett enda svar" in told
    assert "Sätt text med kolon inom citattecken." in told
    assert "tidiga_tecken[" not in told
