"""Parties told by a shape of their own: 除我还有五个, 昨天那八个原班人马, 二十个人我全出; and words that reassure.

Each is a whole text or its clause; `reply_wholes` asks here, and its readings stand over those of the clauses.
"""

from __future__ import annotations

from typing import Final

from nlp import reply_relayed
from nlp.patterns import compiled
from nlp.people_list import is_name
from nlp.reply_frames import ME
from nlp.reply_numbers import FIGURE, chinese
from nlp.reply_rule import Shape
from nlp.types import Intent

_PEOPLE: Final = r"(?:个人?|人|位|号人|口)"
_STOP: Final = r"(?:$|[\s,。!])"
# Whoever asks, refuses or sets a term is heard by other rules.
_NOT_PLAIN: Final = compiled(r"[?吗不没别莫甭]|的话|要是|如果|除非|多少|几个|咋|怎么|啥|哪|取消|算了")
# 除我还有五个, 除了我以外还有三个.
_BESIDES_ME: Final = compiled(
    rf"除(?:了|去|开)?{ME}(?:以外|之外|外)?[\s,]*(?:还|另|另外)(?:还)?(?:有|来|带)(?:上|了)?(?P<number>{FIGURE}){_PEOPLE}"
)
# 昨天那八个人原班人马, 还是上回那六个: who came before come again.
_SAME_AGAIN: Final = compiled(
    rf"(?:昨天|前天|上次|上回|那天|原来|原先|上一?趟|去年)(?:来|去|干活)?(?:的)?(?:我们|俺们|咱们)?(?:那|这)?(?P<number>{FIGURE}){_PEOPLE}?[\s,]*(?:还是)?(?:的)?(?:原班人马|老班底|原班子|一个不少|照旧|照样|还(?:都|全)?(?:去|来|上)|都(?:还)?(?:去|来))"
    rf"|(?:原班人马|老班底|还是原班子|还是(?:昨天|前天|上次|上回|原来|那天)(?:的)?(?:那|这)?)[\s,]*(?P<other>{FIGURE}){_PEOPLE}"
)
# 二十个人我全出, 我包了 二十个人, 十个我们全包.
_ALL_OF_THEM: Final = compiled(
    rf"(?P<number>{FIGURE}){_PEOPLE}[\s,]*(?:都|全)?(?:由)?{ME}(?:们)?(?:家|村|队|这边)?(?:全|都)?(?:出|包(?:圆)?|带|凑|管|找)(?:了|齐)?{_STOP}"
    rf"|{ME}(?:们)?(?:村|队|这边)?(?:全|都)?包(?:圆|下)?了[\s,]+(?:我|俺)?(?:出|带)?(?P<other>{FIGURE}){_PEOPLE}"
)
# 放心跑不了, 你就放一百个心 误不了事.
_SURE_THING: Final = compiled(
    r"(?:你|您|老板|队长)?(?:就|尽管|只管)?放(?:宽|一百个|一万个|个)?心(?:吧|啦|哈|了|好了|哩)?[\s,!。]*(?:我|俺|肯定|保证|绝对|一定|咋也|怎么也|都|那)*[跑少误忘错差漏晚耽掉落缺](?:误)?不(?:了|掉|下|脱)[^\s,不]{0,4}"
)
# 我闺女20了 让她去锻炼锻炼: the writer's kin is sent.
_KIN_GOES: Final = compiled(
    rf"{ME}?(?:家|屋里?)?(?:那个?)?(?:大|小|二|三|老)?(?:娃|儿子?|女儿|闺女|女子|妮子?|小子|丫头|女婿|兄弟|弟弟?|妹妹?|妹子|侄儿|侄子|侄女|媳妇|老婆|男人|老公|孙子|孙女|外甥|嫂子?|哥|姐)[^\s,]{{0,10}}[\s,]+"
    r"(?:就|我|俺|想|也|给报个名)*(?:让|叫|喊|派|打发)(?:他|她)(?:也|跟着|过)*[去来](?:锻炼|挣|试|干|顶|帮|吧|嘛|上|搭|下地|跟着|学)[^\s,]{0,6}"
)
# @小李 你家苹果套完没: of the other's own affairs.
_OF_YOURS: Final = compiled(
    r"@[^\s,]{1,8}[\s,]+你们?(?:家|屋|屋里|村|那)(?:的)?[^\s,去来报名活干]{2,12}(?:没有?|了吗|吗|不|了没)\??"
)
# 我们两个去 刚才说三个说错了: the number said before was wrong.
_SAID_WRONG: Final = compiled(
    rf"(?:刚才?|刚刚|前面|之前|早上|上午|昨天|先前|原来|上面)(?:我|俺)?(?:是)?(?:说|写|报|记|打|发)(?:的|了)?(?P<old>{FIGURE}){_PEOPLE}?[\s,]*(?:是|是我|我)?(?:说|写|报|记|打|按|发|搞|弄|算|数)?(?:错|岔|反|多|少)了?"
)
_A_NUMBER: Final = compiled(rf"(?P<number>{FIGURE}){_PEOPLE}|(?P<pair>[俩仨])")
# 我 桂花 银环: the writer first, then those who come along, parted by blanks or marks.
_LISTED: Final = compiled(rf"{ME}(?P<names>(?:[\s,、]+[\u4e00-\u9fff]{{2,3}}){{1,6}})")
# 桂花, 银环, 建国: by given names alone, as neighbours call each other.
_GIVEN: Final = frozenset(
    "芳英秀兰梅霞红丽娟燕琴玲娥花桂珍翠凤莲香菊荣华军建强伟辉刚勇斌涛峰福贵财根柱栓锁妮巧银环彩萍艳娜静淑慧敏洁琼瑞玉艾莉芬芝菲君军俊杰鹏磊亮超毅宏振永保忠义贤志全喜"
)
_BARE_NAMES: Final = compiled(r"[\u4e00-\u9fff]{2}(?:[\s,、]+[\u4e00-\u9fff]{2}){1,7}")


# +2 张三李四: so many, and who they are.
_PLUS_NAMED: Final = compiled(r"\+(?P<number>[1-9])[\s,:]*(?P<names>[\u4e00-\u9fff][\u4e00-\u9fff\s,、]{1,30})")


def _run_together(letters: str, number: int) -> tuple[str, ...]:
    """The names that `number` people's letters are, written one behind the other; empty where they are none."""
    if number == 1:
        return (letters,) if is_name(letters) else ()
    for length in (2, 3):
        head, rest = letters[:length], letters[length:]
        if (
            2 * (number - 1) <= len(rest) <= 3 * (number - 1)
            and is_name(head)
            and (tail := _run_together(rest, number - 1))
        ):
            return (head, *tail)
    return ()


def _called(word: str) -> bool:
    return is_name(word) or (len(word) == 2 and _GIVEN.issuperset(word))


def _plainly_called(word: str) -> bool:
    """As `_called`, where no word of the writer's own stands beside the names."""
    return word[1] in _GIVEN and (word[0] in _GIVEN or is_name(word))


def of(text: str, intent: Intent, *, signed: bool) -> Shape | None:
    """The party that a folded text tells; None where it tells none in these shapes.

    `intent` is what the clauses were read as; `signed`: whoever writes is on a roster here.
    """
    if "放" in text and (signed or "不了我" not in text) and _SURE_THING.fullmatch(text) is not None:
        return Shape(Intent.CHAT, sure=True)
    if text[:1] == "@" and _OF_YOURS.fullmatch(text) is not None:
        return Shape(Intent.CHAT, sure=True)
    if signed:
        return _corrected(text, intent) if "了" in text else None
    relayed = reply_relayed.of(text, intent)
    if relayed is not None:
        return relayed
    if ("他" in text or "她" in text) and _KIN_GOES.fullmatch(text) is not None and not _NOT_PLAIN.search(text):
        return Shape(Intent.JOIN)
    if intent not in (Intent.JOIN, Intent.CHAT) or _NOT_PLAIN.search(text) is not None:
        return None
    if text[:1] == "+" and (plus := _PLUS_NAMED.fullmatch(text)) is not None:
        called = _run_together("".join(_split(plus["names"])), int(plus["number"]))
        if called:
            return Shape(Intent.JOIN, count=len(called), names=called)
    if "除" in text and (besides := _BESIDES_ME.search(text)) is not None:
        return Shape(Intent.JOIN, count=chinese(besides["number"]) + 1)
    for pattern in (_SAME_AGAIN, _ALL_OF_THEM):
        found = pattern.search(text)
        if found is not None:
            return Shape(Intent.JOIN, count=chinese(found["number"] or found["other"]))
    listed = _LISTED.fullmatch(text)
    if listed is not None and all(map(_called, called := _split(listed["names"]))):
        return Shape(Intent.JOIN, count=len(called) + 1, names=called)
    if _BARE_NAMES.fullmatch(text) is not None and all(map(_plainly_called, called := _split(text))):
        return Shape(Intent.JOIN, count=len(called), names=called)
    return None


def _split(names: str) -> tuple[str, ...]:
    return tuple(names.replace(",", " ").replace("、", " ").split())


def _corrected(text: str, intent: Intent) -> Shape | None:
    """The number that somebody on the roster puts for the one they said before."""
    if intent not in (Intent.CHANGE, Intent.JOIN, Intent.CHAT):
        return None
    wrong = _SAID_WRONG.search(text)
    if wrong is None:
        return None
    rest = text[: wrong.start()] + " " + text[wrong.end() :]
    told = [chinese(found["pair"] or found["number"]) for found in _A_NUMBER.finditer(rest)]
    return Shape(Intent.CHANGE, count=told[0]) if len(told) == 1 else None
