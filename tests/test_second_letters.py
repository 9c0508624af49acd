"""What can follow the first character of a match is worked out from the pattern, and never leaves out what matches."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nlp.normalise import plain
from nlp.reply_lexicon import surnames
from nlp.reply_special import Specials
from nlp.score_replies import labelled
from nlp.second_letters import seconds

CORPUS = Path(__file__).parent / "corpus"


@pytest.mark.parametrize(
    ("source", "first", "letters"),
    [
        ("(?:算|加)(?:我|俺)", "加", "我俺"),
        ("(?:算|加)(?:上|下)?我", "算", "上下我"),
        ("(?:不要|别)叫", "别", "叫"),
        ("(?!周一).[一二三]", "周", "一二三"),
        ("(?:去)*来", "去", "去来"),
        ("去{2}来", "去", "去来"),
        ("去", "来", ""),
        ("去(?=我)", "去", None),  # a match of one character: what is seen behind it is not asked
        ("去[^不]来", "去", None),
        ("[^不]{0,2}来", "来", None),
        ("(?i)去来", "去", None),
        (r"(去)\1来", "去", None),
    ],
)
def test_what_follows_the_first_character(source: str, first: str, letters: str | None) -> None:
    assert seconds(source, first) == (None if letters is None else frozenset(letters))


def test_every_match_of_a_rule_goes_on_with_one_of_its_letters() -> None:
    phrases = Specials(surnames())
    texts = {plain(line["text"]).lower() for line in labelled(CORPUS.glob("replies-own*.jsonl"))}
    matches = 0
    for character, rules in phrases.rules.items():
        holding = [(text, at.start()) for text in texts for at in re.finditer(character, text)]
        for pattern in {rule.pattern for rule in rules}:
            letters = seconds(pattern.pattern, character)
            for text, at in holding if letters is not None else ():
                if pattern.match(text, at):
                    matches += 1
                    assert text[at + 1 : at + 2] in (letters or ()), (pattern.pattern, text)
    assert matches > 500
