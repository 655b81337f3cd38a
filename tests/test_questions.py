"""What is asked, in which order, and what becomes of the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halvvag_docs import answers, drafts, validation
from halvvag_docs.errors import AnswersError
from halvvag_docs.forms import Form, find_forms
from halvvag_docs.questions import Interview, Need, Question, State, is_program, read
from halvvag_docs.questions.tree import at, put
from halvvag_docs.schema import schema_path
from halvvag_docs.yamltext import normal

ROOT = Path(__file__).resolve().parent.parent
FORMS = find_forms()
TODAY = date(2026, 11, 22)
SAMPLES = sorted(path for path in (ROOT / "samples").glob("*/*.yaml") if path.name != "verksamhet.yaml")


def fresh(form: str, **known: str) -> Interview:
    """Return an interview that knows nothing but what is given (``dokument__system="fi"``)."""
    data: dict[str, Any] = {}
    for path, value in known.items():
        data = put(data, path.replace("__", "."), value)
    return Interview(form=FORMS[form], today=TODAY, data=data)


def sample(path: Path) -> tuple[Form, dict[str, Any]]:
    """Return the form and the raw answers of a sample."""
    raw = answers.parse(path.read_text("utf-8"), document=path.stem)
    name = validation.form_name(raw, FORMS)
    data: dict[str, Any] = raw.data
    if name == "drogtest_logg":  # forty tests are no other than six, but take their time
        data = put(data, "drogtest_logg.poster", list(at(data, "drogtest_logg.poster"))[:6])
    return FORMS[name], data


def told_by_program(form: Form, data: Any, path: str = "") -> Any:
    """Return the part of raw answers that nobody is asked for; rows without any such part are not there."""
    if isinstance(data, Mapping):
        parts = {name: told_by_program(form, value, f"{path}.{name}".lstrip(".")) for name, value in data.items()}
        return {name: value for name, value in parts.items() if value not in ({}, "")}
    whole = form.field(path)
    return data if whole is not None and is_program(form, path) else ""


def answer_all(made: Interview, wanted: Mapping[str, Any]) -> Interview:
    """Answer each question as ``wanted`` says, in the order in which they come; leave what it does not say."""
    path = ""
    for _ in range(5000):
        one = made.next(path) or _unasked(made, wanted)
        if one is None:
            return made
        made, path = answer(made, one, at(wanted, one.path)), one.path
    pytest.fail("the interview does not end")


def _unasked(made: Interview, wanted: Mapping[str, Any]) -> Question | None:
    """Return a question that the sample answers although nobody had to be asked."""
    return next((one for one in made.every if not one.asked and at(wanted, one.path)), None)


def answer(made: Interview, one: Question, value: Any) -> Interview:
    """Give one answer; for rows, as many rows as there are."""
    if one.kind != "rows":
        return made.set(one.path, value) if value else made.skip(one.path)
    for place in range(len(one.answer), len(value)):
        made, row = made.add(one.path)
        assert row == f"{one.path}[{place}]"
    return made if value else made.skip(one.path)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_answering_a_sample_in_order_gives_the_sample(path: Path) -> None:
    """Whoever answers each question once, as the sample does, gets the sample's data."""
    form, data = sample(path)
    made = Interview(form=form, today=TODAY, data=told_by_program(form, data), document=path.stem)
    made = answer_all(made, data)
    assert sorted(_leaves(made.data)) == sorted(_leaves(data))
    assert read(form, made.text(), today=TODAY, document=path.stem).data == made.data


def _leaves(data: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield from _leaves(value, f"{path}.{name}".lstrip("."))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from _leaves(value, f"{path}[{place}]")
    elif data != "":
        yield path, data


@pytest.mark.parametrize("name", FORMS)
def test_every_leaf_is_asked_once_or_set_by_the_program(name: str) -> None:
    """No field of a form is forgotten, and none is asked twice."""
    form = FORMS[name]
    made = Interview(form=form, today=TODAY)
    for _ in range(4):  # lists in lists
        for one in made.every:
            if one.kind == "rows" and not one.answer:
                made, _row = made.add(one.path)
    found = [schema_path(one.path) for one in made.every]
    assert len(found) == len(set(found))
    wanted = {one.path for one in form.fields if one.kind != "dict"}
    assert wanted - set(found) == {path for path in wanted if is_program(form, path) or _in_program(form, path)}


def _in_program(form: Form, path: str) -> bool:
    return any(is_program(form, path[:place]) for place in range(len(path)) if path[place:].startswith("[]"))


@pytest.mark.parametrize("name", FORMS)
def test_what_is_not_asked_is_a_receipt_or_reckoned(name: str) -> None:
    """Facts, own words and assessments are asked of people, but for what a list's order or a sum says."""
    form = FORMS[name]
    left = {one.path for one in form.leaves if is_program(form, one.path)}
    told = {path for path in left if form.field(path).field_class != "K"}  # type: ignore[union-attr]
    assert told <= {"krisplan.kontakter[].ordning", "uppdrag.mal[].mal_id", "genomforandeplan.krisplan_id"}, told


def test_sections_come_in_the_order_of_the_form() -> None:
    """The person and the document first, then the form's own sections as printed."""
    made = fresh("krisplan")
    assert [one.title for one in made.sections][:5] == [
        "Om dokumentet",
        "Person",
        "Beställare",
        "Giltighet",
        "Det här triggar mig",
    ]
    assert made.sections[4].first == "krisplan.triggers"


def test_a_question_brings_all_that_is_shown() -> None:
    """Label, help, how to write, group, choices and why stand in the question."""
    made = fresh("krisplan").set("krisplan.jour.finns", "ja")
    one = made.question("krisplan.jour.fran")
    assert (one.label, one.group, one.hint) == ("Jouren svarar från kl.", "Jourtelefon", "klockslag, TT:MM")
    assert one.when == "När «Jourtelefon finns» är Ja."
    assert "Svaret behövs när «Jourtelefon finns» är Ja." in one.why
    flag = made.question("krisplan.jour.finns")
    assert [(choice.code, choice.label) for choice in flag.choices] == [("true", "Ja"), ("false", "Nej")]
    assert flag.shown == "Ja"


def test_a_question_waits_for_its_condition() -> None:
    """Hours of the duty phone are asked when there is one, and are needed then."""
    made = fresh("krisplan")
    assert not made.question("krisplan.jour.fran").asked
    yes = made.set("krisplan.jour.finns", "ja")
    assert yes.question("krisplan.jour.fran").asked
    assert yes.question("krisplan.jour.fran").need is Need.REQUIRED
    assert not made.set("krisplan.jour.finns", "nej").question("krisplan.jour.fran").asked


def test_other_countrys_questions_are_not_asked() -> None:
    """A halfway house in Finland is not asked for visits at home; they can be answered all the same."""
    made = fresh("genomforandeplan", dokument__system="fi")
    one = made.question("genomforandeplan.stodpass")
    assert not one.asked
    assert one.when == "När «Regelverk» är «Sverige»."
    assert made.add("genomforandeplan.stodpass")[0].question("genomforandeplan.stodpass[0].tid").asked


def test_what_is_offered_is_asked_but_not_needed() -> None:
    """When the person heard the assessment must be told in Sweden, and may be told in Finland."""
    needs = {
        system: fresh("utredning", dokument__system=system).question("utredning.kommunicerad.datum")
        for system in ("fi", "se")
    }
    assert [(one.asked, one.need) for one in needs.values()] == [(True, Need.OPTIONAL), (True, Need.REQUIRED)]


def test_an_answer_that_lost_its_condition_stays_and_is_reported() -> None:
    """Nothing is dropped because another answer changed; it is named until somebody decides."""
    before = fresh("krisplan").set("krisplan.jour.finns", "ja").set("krisplan.jour.fran", "16:00")
    after = before.set("krisplan.jour.finns", "nej")
    assert [one.path for one in after.stranded()] == ["krisplan.jour.fran"]
    assert after.question("krisplan.jour.fran").answer == "16:00"
    (problem,) = after.caused(before, "krisplan.jour.finns")
    assert (problem.path, problem.rule) == ("krisplan.jour.fran", "dependencies")
    assert after.set("krisplan.jour.fran", "").stranded() == ()


def test_messages_are_those_of_check() -> None:
    """What is said of an answer as it is typed is what ``check`` says of the file."""
    made = fresh("krisplan", dokument__typ="krisplan").set("krisplan.galler_fran", "snart")
    (problem,) = made.problems_at("krisplan.galler_fran")
    raw = answers.parse(made.text(), document="svar")
    assert problem in validation.check(FORMS["krisplan"], raw, today=TODAY).problems
    assert problem.message == "«Gäller från»: skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2026-05-14."


def test_missing_is_what_a_settled_document_lacks() -> None:
    """A draft may be incomplete, and the interview tells what is still to come."""
    made = fresh("krisplan")
    wanted = {one.path for one in made.missing}
    assert "krisplan.triggers" in wanted
    assert "krisplan.triggers" not in {one.path for one in made.set("krisplan.triggers", ["Lönedag"]).missing}


def test_rows_can_be_added_moved_and_removed() -> None:
    """A list keeps its rows whole, and its numbers right."""
    made = fresh("krisplan")
    for name in ("Anna", "Bo", "Cia"):
        made, row = made.add("krisplan.kontakter")
        made = made.set(f"{row}.namn", name)
    made = made.move("krisplan.kontakter[2]", 0)
    assert [row["namn"] for row in made.data["krisplan"]["kontakter"]] == ["Cia", "Anna", "Bo"]
    assert [row["ordning"] for row in made.data["krisplan"]["kontakter"]] == ["1", "2", "3"]
    made = made.remove("krisplan.kontakter[1]")
    assert [row["namn"] for row in made.data["krisplan"]["kontakter"]] == ["Cia", "Bo"]
    assert made.question("krisplan.kontakter[1].namn").group == "Kontakt 2"
    assert made.add("krisplan.kontakter", at=0)[0].data["krisplan"]["kontakter"][0] == {"ordning": "1"}


def test_a_goal_keeps_its_number() -> None:
    """A number follows its goal: it is not given again, and moving changes nothing."""
    made = fresh("genomforandeplan")
    for _ in range(3):
        made, _row = made.add("genomforandeplan.mal")
    made = made.remove("genomforandeplan.mal[1]").move("genomforandeplan.mal[1]", 0)
    made, _row = made.add("genomforandeplan.mal")
    assert [row["mal_id"] for row in made.data["genomforandeplan"]["mal"]] == ["3", "1", "4"]


def test_a_sum_follows_its_parts() -> None:
    """Minutes of a month are added up by the program."""
    made, row = fresh("uppfoljning").add("uppfoljning.utfort")
    for name, minutes in (("samtal_min", "200"), ("test_min", "15"), ("natverk_min", "0")):
        made = made.set(f"{row}.{name}", minutes)
    assert at(made.data, f"{row}.summa_min") == "215"
    assert at(made.set(f"{row}.test_min", "30").data, f"{row}.summa_min") == "230"


def test_passed_questions_follow_their_rows() -> None:
    """What was left empty in one row is not taken for left empty in another."""
    made = fresh("krisplan")
    for _ in range(2):
        made, _row = made.add("krisplan.kontakter")
    made = made.skip("krisplan.kontakter[1].telefon").remove("krisplan.kontakter[0]")
    assert made.question("krisplan.kontakter[0].telefon").state is State.PASSED
    assert made.remove("krisplan.kontakter[0]").passed == frozenset()


def test_the_interview_goes_on_where_it_was() -> None:
    """Place and passed questions stand in the text, as paths."""
    made = fresh("krisplan").skip("krisplan.skal").at("krisplan.jour.finns")
    again = read(made.form, made.text(), today=TODAY, document="svar")
    assert again.resumed() is not None
    assert again.resumed().path == "krisplan.jour.finns"  # type: ignore[union-attr]
    assert again.passed == {"krisplan.skal"}
    assert again.text() == made.text()


def test_names_it_does_not_know_are_kept() -> None:
    """An answers file from a newer version, or with a slip, loses nothing."""
    text = "# Min egen anteckning\ndokument:\n  typ: krisplan\nkrisplan:\n  nytt_falt: [a, {b: c}]\n  skal: Elsa\n"
    made = read(FORMS["krisplan"], text, today=TODAY, document="svar").set("krisplan.skal", "Elsa.")
    assert made.text().startswith("# Min egen anteckning\n")
    assert at(made.data, "krisplan.nytt_falt") == ["a", {"b": "c"}]
    assert read(made.form, made.text(), today=TODAY, document="svar").data == made.data


def test_an_empty_draft_has_no_rows() -> None:
    """The empty rows that ``halvvag new`` writes as a help are no answers, and no rows to ask about."""
    made = read(FORMS["krisplan"], drafts.compose(FORMS["krisplan"]), today=TODAY, document="svar")
    assert made.question("krisplan.kontakter").answer == []
    assert not any("[" in one.path for one in made.every)


def test_control_characters_are_refused() -> None:
    """The one thing that cannot be kept is said at once, with the label."""
    with pytest.raises(AnswersError, match=r"«Därför vill jag fortsätta vara nykter/drogfri».*U\+0007"):
        fresh("krisplan").set("krisplan.skal", "a\x07b")


def test_nothing_is_asked_at_a_path_that_is_none() -> None:
    """A path from outside is not trusted, and the error does not repeat its row."""
    with pytest.raises(KeyError, match=r"krisplan\.kontakter\[\]\.namn"):
        fresh("krisplan").set("krisplan.kontakter[7].namn", "x")


@settings(max_examples=150, deadline=None)
@given(
    acts=st.lists(
        st.tuples(
            st.sampled_from(("add", "remove", "move", "set")),
            st.integers(0, 5),
            st.integers(0, 5),
            st.text("abåÄ «:#-'\"🙂\n\r\u2028", max_size=9),
        ),
        max_size=14,
    )
)
def test_lists_behave_like_lists(acts: list[tuple[str, int, int, str]]) -> None:
    """Any mixture of acts gives what Python's own list gives, and survives the file."""
    made, model = fresh("krisplan"), list[str]()
    for act, first, second, text in acts:
        if act == "add":
            made, _row = made.add("krisplan.triggers", f"rad {text}")
            model.append(f"rad {text}")
        elif model and act == "remove":
            del model[first % len(model)]
            made = made.remove(f"krisplan.triggers[{first % (len(model) + 1)}]")
        elif model and act == "move":
            model.insert(second % len(model), model.pop(first % len(model)))
            made = made.move(f"krisplan.triggers[{first % len(model)}]", second % len(model))
        elif model:
            model[first % len(model)] = f"ny {text}"
            made = made.set(f"krisplan.triggers[{first % len(model)}]", f"ny {text}")
    assert [_plain(str(item)) for item in at(made.data, "krisplan.triggers")] == [_plain(item) for item in model]
    assert read(made.form, made.text(), today=TODAY, document="svar").data == made.data


def _plain(text: str) -> str:
    return normal(text)[0]
