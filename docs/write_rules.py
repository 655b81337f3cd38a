"""Write docs/regler.md from the rules themselves: ``make docs``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from halvvag_docs.forms import Form, find_forms
from halvvag_docs.rules import RULES, Rule
from halvvag_docs.units import Limits

TARGET = Path(__file__).with_name("regler.md")
_HEAD = """# Regler

Den här sidan skrivs av `make docs` ur reglerna själva.

`halvvag check` läser ett ärendes alla dokument tillsammans och prövar varje dokument mot reglerna här nedanför.
Reglerna R01–R48 väljs i blankettens schema, under `rules`. Reglerna med ett namn i stället för nummer prövas
alltid: de jämför fält med varandra och dokument med varandra.

**FEL** hindrar att ett dokument fastställs. **VARNING** visas, men hindrar inte. I ett utkast är allt varningar.

En varning som är rätt ändå bekräftas i dokumentet och syns sedan bara med `halvvag check --all`. Ett fel kan inte
bekräftas:

```yaml
dokument:
  bekraftelser:
    - regel: R07
      path: genomforandeplan.direkt_tid_min_per_manad   # utelämnas när det gäller hela dokumentet
      skal: I juni ställs ett samtal in under semestern.
      av: Carola Exempelsson
      datum: 2026-03-19
```

Gränserna är enhetens egna och står i `verksamhet.yaml`, de flesta under `granser`. Värdet inom parentes gäller när
inget annat är sagt. Ord inom klamrar i meddelandena fylls i; namn, nummer och fria texter står aldrig i dem.
"""
_DEFAULTS = {item.name: item.default for item in fields(Limits)}


def document() -> str:
    """Return the page: an overview of all rules, then each with its condition, text, source and settings."""
    forms = find_forms()
    numbered = [rule for rule in RULES.values() if not rule.everywhere]
    own = [rule for rule in RULES.values() if rule.everywhere]
    parts = [_HEAD, "## Översikt\n", *_overview(forms)]
    parts += ["\n## Numrerade regler\n", *(_rule(rule, forms) for rule in numbered)]
    parts += ["## Jämförelser som alltid görs\n", *(_rule(rule, forms) for rule in own)]
    return "\n".join(parts).rstrip() + "\n"


def _overview(forms: dict[str, Form]) -> Iterator[str]:
    yield "| Regel | Nivå | Dokument |"
    yield "|---|---|---|"
    for rule in RULES.values():
        yield f"| [{rule.id}](#{rule.id.lower()}) | {_level(rule)} | {_where(rule, forms)} |"


def _level(rule: Rule) -> str:
    return f"{rule.level.swedish} ({rule.level_note})" if rule.level_note else rule.level.swedish


def _where(rule: Rule, forms: dict[str, Form]) -> str:
    if rule.everywhere:
        return "alla"
    titles = [form.title for form in forms.values() if rule.id in form.rules]
    return "alla" if len(titles) == len(forms) else ", ".join(titles)


def _rule(rule: Rule, forms: dict[str, Form]) -> str:
    lines = [
        f"### {rule.id}",
        "",
        f"- **Nivå:** {_level(rule)}",
        f"- **När:** {rule.when}",
        f"- **Meddelande:** «{rule.message}»",
        *(f"- **Annars:** «{text}»" for text in rule.variants.values()),
        f"- **Källa:** {rule.source}.",
        f"- **Dokument:** {_where(rule, forms)}",
    ]
    if rule.settings:
        lines.append(f"- **Inställning:** {', '.join(map(_setting, rule.settings))}")
    return "\n".join(lines) + "\n"


def _setting(name: str) -> str:
    return f"`granser.{name}` ({_DEFAULTS[name]})" if name in _DEFAULTS else f"`{name}`"


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
