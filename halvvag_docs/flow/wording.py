"""What Typst says, in Swedish."""

from __future__ import annotations

import re

_SAID = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r'dictionary does not contain key "(.+)"', "«{0}» finns inte"),
        (r"unknown variable: (.+)", "namnet «{0}» finns inte"),
        (r"unclosed delimiter", "en parentes, klammer eller stjärna som öppnas här stängs aldrig"),
        (r"unexpected closing \w+", "en parentes eller klammer stängs utan att ha öppnats"),
        (r"cannot access fields on type \w+", "det finns inga fält i det som står före punkten"),
        (r"type \w+ has no method `(.+)`", "«{0}» går inte att göra med det som står före punkten"),
        (r"array index out of bounds .*", "listan har inte så många rader"),
        (r"missing argument: (.+)", "argumentet «{0}» saknas"),
        (r"unexpected argument(?:: (.+))?", "ett argument för mycket"),
        (r"file not found .*", "filen finns inte"),
        (r"cannot loop over \w+", "det som «for» ska gå igenom är ingen lista"),
        (r"unknown font family: (.+)", "typsnittet «{0}» finns inte bland mallarnas typsnitt"),
        (r"(?:panicked with|assertion failed): (.+)", "mallen säger själv ifrån: {0}"),
    )
)
"""What Typst says of the commonest slips -> what it means."""


def swedish(message: str) -> str:
    """Return the meaning of a message; one that is not known is quoted as it is."""
    for pattern, words in _SAID:
        if found := pattern.fullmatch(message):
            return words.format(*found.groups())
    return f"Typst säger «{message}»"
