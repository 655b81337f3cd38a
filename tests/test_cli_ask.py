"""``halvvag ask``: a whole document in a conversation, what can be said, and what survives."""

from __future__ import annotations

import builtins
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest
import smallforms
from answering import Answerer
from casefiles import all_forms
from commandline import Halvvag

from halvvag_docs import answers
from halvvag_docs.cli.ask import commands, values
from halvvag_docs.cli.ask.commands import Act, Command
from halvvag_docs.questions import Choice
from halvvag_docs.questions.tree import at, put

DAY = ("--today", "2026-03-12")
PROGRAM = ("ursprung", "underskrifter", "sandlista")
"""Blocks that only the program writes."""


@pytest.fixture
def before_plan(case_a: Path) -> Path:
    """Return the Finnish case as it stood before there was a plan."""
    for path in case_a.glob("*.yaml"):
        if path.name[:2] in {"08", "09", "10", "11"}:
            path.unlink()
    return case_a


@pytest.fixture
def ask(halvvag: Halvvag, before_plan: Path) -> Callable[..., click.testing.Result]:
    """Answer a krisplan line by line, through a pipe: ``ask("ja", "", form="krisplan")``."""

    def run(*lines: str, form: str = "krisplan", options: tuple[str, ...] = ()) -> click.testing.Result:
        text = "".join(f"{line}\n" for line in lines)
        return halvvag("ask", form, "--case", before_plan, *DAY, *options, input=text)

    return run


def wanted(name: str, samples: Path) -> dict[str, Any]:
    """Return the raw answers of a sample document."""
    path = samples / "A-fi-halvvagshem" / name
    return dict(answers.parse(path.read_text("utf-8"), document=path.stem).data)


def by_people(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers without what only the program writes."""
    kept = {name: value for name, value in data.items() if name not in PROGRAM}
    return put(kept, "dokument", at(data, "dokument.upprattad_av"))


def read_raw(path: Path) -> dict[str, Any]:
    """Return the raw answers of a file."""
    return dict(answers.parse(path.read_text("utf-8"), document=path.stem).data)


def start_at(folder: Path, place: str, name: str = "krisplan") -> Path:
    """Let the draft of a folder go on at another question."""
    path = max(folder.glob(f"*-{name}.yaml"))
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("# Intervjun är")]
    path.write_text("\n".join([f"# Intervjun är vid: {place}", *lines, ""]), "utf-8")
    return path


def test_a_whole_krisplan_is_the_document_of_the_sample(
    halvvag: Halvvag, before_plan: Path, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answered as the sample says, going back twice, settled and printed: the same bytes as from the file."""
    data = wanted("09-krisplan.yaml", samples)
    ending = {
        "Fastställa": "ja",
        "Varför är det": "Gäller ändå.",
        "Nummer (Enter": "1",
        "Mapp": str(tmp_path / "a"),
    }
    person = Answerer(all_forms()["krisplan"], before_plan, data, backs=2, ending=ending)
    monkeypatch.setattr(builtins, "input", person.reply)
    result = halvvag("ask", "krisplan", "--case", before_plan, *DAY)
    assert result.exit_code == 0, result.stderr
    assert "Dokumentet är fastställt." in result.stdout
    made = read_raw(person.draft)
    assert by_people(made) == by_people(data)
    assert len(person.asked) > 60

    other = Path(shutil.copytree(before_plan, tmp_path / "B"))
    program = {name: made[name] for name in PROGRAM if name in made}
    head = {**made["dokument"], "upprattad_av": at(data, "dokument.upprattad_av")}
    kept = {name: value for name, value in data.items() if name not in PROGRAM}
    (other / person.draft.name).write_text(answers.dump({**kept, **program, "dokument": head}), "utf-8")
    printed = halvvag("render", other / person.draft.name, "-o", tmp_path / "b", *DAY)
    assert printed.exit_code == 0, printed.stderr
    names = sorted(path.name for path in (tmp_path / "b").iterdir())
    assert [name.rpartition(".")[2] for name in names] == ["docx", "pdf"]
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_the_end_of_a_pipe_saves_and_says_how_to_go_on(ask: Callable[..., Any], before_plan: Path) -> None:
    """Everything answered is there, nothing else, and the same command goes on at the next question."""
    result = ask("", "", "", "", "", "", "Lönedag", "Bråk")
    assert result.exit_code == 0
    assert "Allt du har svarat är sparat." in result.stdout
    path = before_plan / "08-krisplan.yaml"
    assert at(read_raw(path), "krisplan.triggers") == ["Lönedag", "Bråk"]
    again = ask()
    assert f"Fortsätter med {path}\n" in again.stdout
    assert "Händelser och situationer" in again.stdout
    assert "  2 Bråk" in again.stdout
    assert [one.name for one in before_plan.glob("08*")] == ["08-krisplan.yaml"]


def test_ctrl_c_loses_nothing(halvvag: Halvvag, before_plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exit code is that of an interrupt; the lines before stand in the draft, also those of a long text."""
    start = ["krisplan", "--case", before_plan, *DAY]
    halvvag("ask", *start, input="")
    start_at(before_plan, "krisplan.utanfor_jour.natt")
    lines = iter(["Jag väcker någon.", "Är jag rädd ringer jag 112."])

    def interrupted(_prompt: str) -> str:
        try:
            return next(lines)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr(builtins, "input", interrupted)
    assert halvvag("ask", *start).exit_code == 130
    made = read_raw(before_plan / "08-krisplan.yaml")
    assert at(made, "krisplan.utanfor_jour.natt") == "Jag väcker någon.\nÄr jag rädd ringer jag 112."


def test_a_wrong_answer_is_said_as_check_says_it(ask: Callable[..., Any], before_plan: Path) -> None:
    """It is asked again; said twice it stays, for then it is meant."""
    ask()
    start_at(before_plan, "krisplan.galler_fran")
    result = ask("snart", "1.4.2026")
    assert "«Gäller från»: skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2026-05-14." in " ".join(
        result.stdout.split()
    )
    path = before_plan / "08-krisplan.yaml"
    assert at(read_raw(path), "krisplan.galler_fran") == "1.4.2026"
    start_at(before_plan, "krisplan.oversyn_senast")
    result = ask("2026-01-01", "2026-01-01")
    assert "samma dag som «Gäller från» eller senare" in " ".join(result.stdout.split())
    assert at(read_raw(path), "krisplan.oversyn_senast") == "2026-01-01"


def test_an_answer_without_meaning_is_asked_about(ask: Callable[..., Any], before_plan: Path) -> None:
    """No duty phone: its number goes when somebody says so, and stays when not."""
    ask()
    start_at(before_plan, "krisplan.jour.finns")
    result = ask("nej", "ja", "nej", "nej")
    assert result.stdout.count("är redan besvarad") == 3
    made = read_raw(before_plan / "08-krisplan.yaml")
    assert at(made, "krisplan.jour.nummer") == ""
    assert at(made, "krisplan.jour.fran") == "16:00"
    assert "Dokumentet kan inte bli klart" in result.stdout


def test_rows_are_added_changed_moved_and_removed(ask: Callable[..., Any], before_plan: Path) -> None:
    """A list is worked on by number, and comes back after each row."""
    ask()
    path = start_at(before_plan, "krisplan.trygg_plats")
    first = ("ja", "Hos Maja", "Buss 4", "", "")
    second = ("ny", "Kyrkan", "Gå", "", "")
    result = ask(*first, *second, "flytta 2 1", "1", "Kapellet", "", "", "bort 2", "ja", "")
    assert result.exit_code == 0
    places = at(read_raw(path), "krisplan.trygg_plats")
    assert [(row["plats"], row["hur"]) for row in places] == [("Kapellet", "Gå")]  # type: ignore[index, call-overload]
    assert "  1 Kyrkan, Gå\n  2 Hos Maja, Buss 4\n" in result.stdout


def test_an_empty_row_is_taken_away(ask: Callable[..., Any], before_plan: Path) -> None:
    """Whoever changes their mind about a row leaves no trace of it."""
    ask()
    path = start_at(before_plan, "krisplan.trygg_plats")
    result = ask("ja", "", "", "", "")
    assert "Plats 1 var tom och togs bort." in result.stdout
    assert at(read_raw(path), "krisplan.trygg_plats") in ([], "")


def test_items_of_a_list_by_number(ask: Callable[..., Any], before_plan: Path) -> None:
    """One thing on each line, and each can be changed, moved and removed."""
    ask()
    path = start_at(before_plan, "krisplan.triggers")
    ask("a", "b", "c", ":flytta 3 1", ":ändra 2", "A", ":bort 3", "\\:d", ":bort 9", "")
    assert at(read_raw(path), "krisplan.triggers") == ["c", "A", ":d"]


def test_why_and_what_can_be_said(ask: Callable[..., Any], before_plan: Path) -> None:
    """A question mark tells why it is asked, by which rule it is judged, and the commands."""
    ask()
    start_at(before_plan, "krisplan.utanfor_jour.natt")
    result = ask("?")
    assert "Svaret behövs för att dokumentet ska kunna fastställas." in result.stdout
    assert "Regel R10:" in result.stdout or "Regel R11:" in result.stdout
    for command, _meaning in commands.LEGEND:
        assert f"  {command} " in result.stdout


def test_own_words_of_before_stand_beside(ask: Callable[..., Any], before_plan: Path) -> None:
    """They are shown with their date and not filled in."""
    ask(form="genomforandeplan")
    start_at(before_plan, "genomforandeplan.mina_ord.viktigt", "genomforandeplan")
    result = ask(form="genomforandeplan")
    assert "Tidigare, utredning 25.2.2026: «Vara nykter" in result.stdout.replace("\n", " ")


def test_jumping_and_reviewing(ask: Callable[..., Any], before_plan: Path) -> None:
    """Sections by number, the review at any time, a change by number, and back to the review."""
    ask()
    path = start_at(before_plan, "krisplan.triggers")
    result = ask(":avsnitt 11", "Berättar", "", ":granska", "1")
    assert "=== Avsnitt 11 av 12: Om jag tar återfall ===" in result.stdout
    assert "=== Granska svaren ===" in result.stdout
    assert "Det här behövs innan dokumentet kan fastställas:" in result.stdout
    assert "  - «Tidiga tecken jag märker»: fältet är inte ifyllt. Fyll i det." in result.stdout
    assert at(read_raw(path), "krisplan.aterfall.jag_gor") == "Berättar"
    listed = ask(":avsnitt", "77", ":avsnitt", "", ":avsnitt 2", "<")
    assert "  5 Det här triggar mig – 1 kvar" in listed.stdout
    assert "Skriv ett nummer från 1 till 12." in listed.stdout


def test_a_draft_is_printed_with_its_mark(ask: Callable[..., Any], before_plan: Path) -> None:
    """What is not complete can be printed all the same, and cannot be settled."""
    ask()
    result = ask(":granska", "", "2", "")
    assert "Dokumentet är sparat som utkast" in result.stdout
    assert "Klart, med UTKAST på varje sida:" in result.stdout
    names = [path.name for path in (before_plan / "dokument").iterdir()]
    assert names == ["HV-2026-014_krisplan_2026-03-12_v1_utkast.docx"]


def test_only_what_the_form_has_templates_for_is_offered(ask: Callable[..., Any], tmp_path: Path) -> None:
    """A form of the unit's own with a Word template alone is written as Word, with Enter."""
    smallforms.write_form(tmp_path / "egna")
    options = ("--root", str(tmp_path / "egna"), "-o", str(tmp_path / "ut"))
    result = ask(":granska", "", "", form="brev", options=options)
    assert result.exit_code == 0, result.stderr
    assert "bara Word" in result.stdout
    assert "PDF" not in result.stdout
    assert [path.suffix for path in (tmp_path / "ut").iterdir()] == [".docx"]


def test_a_settled_document_is_refused_with_a_way_out(halvvag: Halvvag, case_a: Path) -> None:
    """Nobody answers: the ways are named. --next begins the next version, --new another document."""
    refused = halvvag("ask", "krisplan", "--case", case_a, *DAY, input="")
    assert refused.exit_code == 6
    assert "--next för nästa version" in refused.stderr
    assert len(list(case_a.glob("*-krisplan.yaml"))) == 1
    assert halvvag("ask", "krisplan", "--case", case_a, "--next", *DAY, input="").exit_code == 0
    first, second = (read_raw(path) for path in sorted(case_a.glob("*-krisplan.yaml")))
    assert (second["dokument"]["id"], second["dokument"]["version"]) == (first["dokument"]["id"], "2")
    assert second["dokument"]["status"] == "utkast"
    assert second["krisplan"] == first["krisplan"]
    assert "underskrifter" not in second
    halvvag("ask", "krisplan", "--case", case_a, "--new", *DAY, input="")
    assert len(list(case_a.glob("*-krisplan.yaml"))) == 3


def test_somebody_elses_change_is_not_written_over(
    halvvag: Halvvag, before_plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that was changed meanwhile stays as it is."""
    path = before_plan / "08-krisplan.yaml"

    def changing(_prompt: str) -> str:
        path.write_text(path.read_text("utf-8") + "# min anteckning\n", "utf-8")
        return ""

    monkeypatch.setattr(builtins, "input", changing)
    result = halvvag("ask", "krisplan", "--case", before_plan, *DAY)
    assert result.exit_code == 6
    assert "har ändrats av någon annan" in result.stderr
    assert path.read_text("utf-8").endswith("# min anteckning\n")


def test_a_long_text_in_an_editor(
    ask: Callable[..., Any], before_plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file lies in the case's own folder, nobody else can read it, and it is gone afterwards."""
    ask()
    path = start_at(before_plan, "krisplan.skal")
    seen: list[Path] = []

    def edit(*, filename: str) -> None:
        seen.append(Path(filename))
        Path(filename).write_text("Elsa.\n\nOch jag själv.\n", "utf-8")

    monkeypatch.setattr(click, "edit", edit)
    ask(":redigera")
    assert at(read_raw(path), "krisplan.skal") == "Elsa.\n\nOch jag själv."
    assert seen[0].parent.parent == before_plan
    assert not seen[0].parent.exists()


def test_an_editor_that_does_not_open_is_no_harm(
    ask: Callable[..., Any], before_plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The question stays."""
    ask()
    start_at(before_plan, "krisplan.skal")
    monkeypatch.setenv("EDITOR", "/bin/false")
    monkeypatch.delenv("VISUAL", raising=False)
    result = ask(":redigera", "Elsa.")
    assert "Editorn gick inte att öppna" in result.stdout
    assert result.exit_code == 0


CHOICES = (
    Choice(code="egen", label="Egen bostad"),
    Choice(code="annat", label="Annat"),
    Choice(code="an", label="Annan"),
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1", "egen"),
        ("egen", "egen"),
        ("EGEN B", "egen"),
        ("Annat", "annat"),
        ("ann", None),
        ("4", None),
        ("an", "an"),
    ],
)
def test_a_choice_by_number_or_word(text: str, code: str | None) -> None:
    """A word may be shortened as long as it is clear which is meant."""
    assert values.chosen(CHOICES, text) == code


def test_several_choices() -> None:
    """Numbers and words with commas between them, in the order of the form."""
    assert values.several(CHOICES, "3, egen bostad") == ["egen", "an"]
    assert values.several(CHOICES, "2 1") == ["egen", "annat"]
    assert values.several(CHOICES, "alla") == ["egen", "annat", "an"]
    assert values.several(CHOICES, "1, 9") is None


def test_numbers_that_are_choices_mean_themselves() -> None:
    """Where the choices are 0 to 4, a 1 is a 1."""
    scale = tuple(Choice(code=str(number), label=str(number)) for number in range(5))
    assert values.chosen(scale, "1") == "1"
    assert values.chosen(scale, "5") is None


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("?", Command(Act.HELP)),
        (" < ", Command(Act.BACK)),
        (":avsnitt 3", Command(Act.SECTIONS, "3")),
        (":Tom", Command(Act.CLEAR)),
        (":töm", Command(Act.CLEAR)),
        (":s", Command(Act.QUIT)),
        (":t", Command(None)),
        (":okänt", Command(None)),
        ("\\?", None),
        (":", None),
        ("Vad nu?", None),
    ],
)
def test_commands(line: str, command: Command | None) -> None:
    """Marks, words and their beginnings; everything else is an answer."""
    assert commands.read(line) == command


def test_what_begins_like_a_command_can_be_said() -> None:
    """After a backslash everything is meant as it stands."""
    assert [commands.answer(text) for text in ("\\?", "\\\\", "\\", "hej")] == ["?", "\\", "", "hej"]


def _lines(text: str) -> Iterator[str]:
    yield from text.splitlines()


def test_no_line_is_wider_than_the_screen(ask: Callable[..., Any]) -> None:
    """A screen reader and a small window get whole words."""
    result = ask("", "nej")
    assert max(len(line) for line in _lines(result.stdout) if "/" not in line) <= 80
