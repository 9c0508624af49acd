"""The sentences that a county may say in its own words: which there are, and what a new wording must keep.

Every place in braces stays, for somebody acts on what stands there; what a copy owes people by law stays too. The words
travel with the county's language (`bot.texts.Tongue`).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from bot.app import Here
from bot.errors import Refused
from bot.texts import LANGUAGES, places, say, table

SECTIONS: dict[str, tuple[str, ...]] = {
    "copies": ("copy",),
    "answers": ("roster", "waiting", "asked", "lead", "alarm", "block", "crew"),
    "employers": ("employer", "ask", "talk", "poster", "card", "changes", "my"),
    "clock": ("evening", "arrivals", "feedback", "expiry", "regular", "digest", "notice", "calloff", "filling"),
    "carried": ("relay",),
    "page": ("page",),
}
"""Kinds of sentences to people, by what they are said for."""
KEPT_BACK = (
    "employer.forg",
    "employer.lang_",
    "employer.date",
    "alarm.complaint_desk",
    "alarm.accident_desk",
    "alarm.paused_desk",
    "copy.draft",
    "copy.review",
    "copy.rejected",
)
"""Beginnings of keys that stay as they are: what the law has us say of people's data, what only the desk reads, and
what says the same as another."""
READ_BACK = ("relay.chain",)
"""Words that the program itself reads again when they are brought back."""
_FREE, _AMBULANCE = {"zh": "不收钱", "en": "free"}, {"zh": "120", "en": "120"}
OWED = {
    "copy.layout_short": _FREE,
    "copy.layout_full": _FREE,
    "digest.foot": _FREE,
    "digest.aloud_foot": _FREE,
    "employer.start": _FREE,
    "employer.fee": _FREE,
    "alarm.accident_group": _AMBULANCE,
    "alarm.accident_noted": _AMBULANCE,
}
"""Words that a sentence may not lose, by language; in small letters."""
_ALSO_WRITTEN = "\n\u3000"
"""Not printable by Unicode, and yet typed: a line break, the wide space of Chinese keyboards."""
SENTENCE_MOST, POPUP_MOST, BUTTON_MOST = 300, 60, 20
"""Longest own wordings, in characters: a notice over a button holds 200 once it is filled, a button one short line."""


@cache
def every() -> tuple[str, ...]:
    """Keys of the sentences that a county may say in its own words, by family, in each as they stand in its file."""
    families = [family for section in SECTIONS.values() for family in section]
    found = [key for key in table("zh") if key.partition(".")[0] in families and _open(key)]
    return tuple(sorted(found, key=lambda key: families.index(key.partition(".")[0])))


def _open(key: str) -> bool:
    held = key.startswith(KEPT_BACK) or key in READ_BACK
    return not held and all(_has_words(table(language)[key]) for language in LANGUAGES)


def _has_words(sentence: str) -> bool:
    """Whether anything but places and marks stands in it: `{name}，{text}` is no sentence of its own."""
    for place in places(sentence):
        sentence = sentence.replace(f"{{{place}}}", "")
    return any(each.isalpha() for each in sentence)


def places_of(language: str, key: str) -> set[str]:
    """The places that this sentence has, all of which an own wording keeps."""
    return places(table(language)[key])


def longest(key: str) -> int:
    """How many characters an own wording of this sentence may have."""
    name = key.partition(".")[2]
    if name.startswith("button_"):
        return BUTTON_MOST
    return POPUP_MOST if name.startswith("popup_") else SENTENCE_MOST


def checked(here: Here, key: str, value: str, spoken: str = "") -> str | None:
    """An own wording as it may stand; None where it is empty or the original.

    Refused where it does not do, in the language of who typed it (`spoken`).
    """
    if key not in every():
        raise Refused("web.setting_unknown")
    language = here.settings.language
    original = table(language)[key]
    value = _framed(value.replace("\r\n", "\n"), original)
    if not value.strip() or value == original:
        return None
    found = fault(key, value, language)
    if found is not None:
        why, values = found
        raise wrong(value, why, spoken or language, **values)
    return value


def fault(key: str, value: str, language: str) -> tuple[str, dict[str, Any]] | None:
    """What is wrong with an own wording in this language: the sentence that says so, and what fills it; None: nothing.

    The page and the config are held to the same. Small words (`day.near1`), which the config alone may change, keep
    what is owed and take no place that nothing fills.
    """
    if key.startswith(KEPT_BACK) or key in READ_BACK:
        return "web.setting_kept", {}
    if key in every():
        found = _shape_fault(key, value, language)
        if found is not None:
            return found
    owed = OWED.get(key, {}).get(language, "")
    return ("web.setting_owed", {"words": owed}) if owed not in value.casefold() else None


def _shape_fault(key: str, value: str, language: str) -> tuple[str, dict[str, Any]] | None:
    """The same of its length, its signs, its places."""
    if len(value) > longest(key) or any(not each.isprintable() and each not in _ALSO_WRITTEN for each in value):
        return "web.setting_text", {"most": longest(key)}
    wanted = places(table(language)[key])
    try:
        given = places(value)
    except ValueError:
        return "web.setting_braces", {"places": _named(wanted)}
    if wanted - given:
        return "web.setting_lacks", {"places": _named(wanted - given)}
    if given - wanted:
        return "web.setting_beyond", {"places": _named(given - wanted)}
    return None


def _named(some: set[str]) -> str:
    return " ".join(f"{{{each}}}" for each in sorted(some)) or "—"


def _framed(value: str, original: str) -> str:
    """Typed words with the space and the line breaks around them that the original has: others are put beside it."""
    before = original[: len(original) - len(original.lstrip())]
    after = original[len(original.rstrip()) :]
    return f"{before}{value.strip()}{after}" if value.strip() else ""


def wrong(value: str, key: str, language: str, **values: Any) -> Refused:
    """Why a value that was typed does not do."""
    given = {"least": "—", "most": "—", **values}
    return Refused("web.setting_wrong", value=value[:40], why=say(key, language, **given))
