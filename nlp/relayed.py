# ruff: noqa: E501 - a line of grammar is not wrapped
"""A chat that was passed on: its headings, who spoke when, and what others asked are no part of the request."""

from __future__ import annotations

import re

from nlp.patterns import compiled

# ———转自「裴庄果农2群」———, [转发], 以上内容由群成员分享
_HEADING = compiled(
    r"(?:^|\n)(?:[-_=*~ ]*(?:转自|转发自|转载自|来自|以下|以上)[^\n,。;]{0,24}(?:群|群聊|记录|消息|内容|分享|转发)[^\n,。;\d]{0,12}|[-_=*~ ]{3,}[^\n,。;]{0,16}[-_=*~ ]{3,})(?=\n|$)"
)
# Who wrote and when, alone on a line: 老四 19:22.
_STAMP = compiled(r"(?:^|\n)(?P<who>[^\n,。;!?: \d][^\n,。;!?:\d]{0,9}?) ?(?:[上下]午|昨天|今天)?\d{1,2}:\d\d(?=\n)")
_NO_SPEAKER = compiled(r"早|晚|上班|下班|集合|开始|结束|开工|收工|时间|中午|凌晨|到|点")
# What another asked, after a stamp or a name with a colon: 有车接不, 远不远, 我妈让问冷不冷.
_ASKED = compiled(
    r"(?:^|\n)(?:[\u4e00-\u9fa5]{1,4}: ?)?(?:[^\n,。;!?:\d]{0,8}(?:(?P<x>[\u4e00-\u9fa5])不(?P=x)[^\n,。;:\d]{0,3}|[\u4e00-\u9fa5]{2}(?:不|没|吗|么|没有)\??)) *(?=\n|$)"
)
_SAID = compiled(r"(?:^|\n)[\u4e00-\u9fa5]{1,4}: ?")


def gone(match: re.Match[str]) -> str:
    """Spaces for a match, with the line break it may begin with: what stands behind it keeps its place."""
    return "\n" * match[0].startswith("\n") + " " * (len(match[0]) - match[0].startswith("\n"))


def blanked(text: str) -> str:
    """A plain text of several lines with spaces for what only passes a chat on; as long as before."""
    if "转" in text or "以" in text or "来自" in text or "---" in text:
        text = _HEADING.sub(gone, text)
    if ":" not in text:
        return text
    stamps = [match for match in _STAMP.finditer(text) if not _NO_SPEAKER.search(match["who"])]
    if len(stamps) > 1 and stamps[0].start() == 0:
        for match in stamps:
            text = text[: match.start()] + gone(match) + text[match.end() :]
        return _ASKED.sub(gone, text)
    if len(_SAID.findall(text)) > 1:
        return _ASKED.sub(lambda match: gone(match) if ":" in match[0] else match[0], text)
    return text
