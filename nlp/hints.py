"""Small things that the roster asks a text beside its meaning: codes written in it, couples, ages under work age."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from nlp import reply_lexicon
from nlp.order import number_of

_CODE = re.compile(r"(?<![A-Z0-9])([A-HJ-NP-Z])\s?[-_.]?\s?(\d{1,2})(?![0-9A-Z])")
_COUPLE = re.compile(r"[两俩]口|夫妻|媳妇|老婆|婆姨|婆娘|老公|当家的|掌柜的|爱人|老伴|那口子|我[两俩]公婆|对象")
_AGE = re.compile(r"(?<![\d十])(?:(1[0-5])|(十[一二三四五]?))\s?岁")
# 我儿子13也去, 我15能去不, 娃14了; not 我14号 and not 我带14个.
_AGE_BARE = re.compile(
    r"(?:[我俺额咱侬她他]|儿子|闺女|女儿|姑娘|女子|小子|[娃孩]子?|小孩|孙子|孙女|外甥女?|侄子|侄女|[弟妹]|学生)"
    r"(?:今年|年龄|岁数|虚岁|周岁|刚满|才|刚|都|快|也|是)*\s?(?:1[0-5]|十[一二三四五])"
    r"(?=了|的(?:$|[\s,。!?]|[^\s]{0,2}[能行要收])|(?:[也就还]|可不)?(?:能|可以|收|要不|中不|行不|成不|想|跟着)|[去来]不|也[去来]|$|[,。!?]|\s(?!\d{1,2}[号日]|[块元点号个人]))"
)
_AGE_OF_PUPIL = re.compile(r"(?:^|[\s,])(?:1[0-5]|十[一二三四五])的?(?=$|[\s,。!?])")
_PUPIL = re.compile("学生|[娃孩]")
_YOUNG = re.compile(r"[上读念]([小初]中?[一二三]?|小学|初[一二三中])的?(?:娃|孩|小孩|学生)?|初中生|小学生|童工|未成年")
_LED = re.compile(
    r"[带领](?:队|了|去|来|过去)?(?P<number>\d{1,2}|[一二两俩三四五六七八九十]{1,3})"
    r"(?:[个名位](?:人|工人|女工|男工|妇女)?|人|工人|女工|男工|妇女)"
)
_MINE = re.compile(
    r"[我俺额](?:都)?[报记]了?(?:的|得)?(?:是)?(?:哪|啥|什么|几)|[我俺额]的?报名|报上了?(?:没|吗|么)|记上了?(?:没|吗|么)|^名单$"
)


# A code, then what is asked of a posting at once.
_OF_CODE = re.compile(
    rf"(?:{_CODE.pattern})[\s,，:：]*(?:那个|这个|那条|这条|的)?(?:活|的)?[\s,，]*"
    r"(?:还[要差招有缺能]|[要差招缺](?:几|多少|人|不)|[能让叫]去|管|包|几点|啥|什么|咋|怎|在哪|哪|多少|工[钱资]|招满|满了|有(?:人|名额)|是?干)"
    r"(?!.{0,6}[一每][瓶本斤盒张辆])"
)


def codes(text: str) -> tuple[str, ...]:
    """Codes of postings written in a text (a12, A-12, Ａ１２), in their order, each once. Exact only."""
    plain = unicodedata.normalize("NFKC", text).upper()
    found = (f"{letter}{int(number)}" for letter, number in _CODE.findall(plain) if int(number) > 0)
    return tuple(dict.fromkeys(found))


def only_a_code(text: str) -> bool:
    """Whether a text is a code and no more (A1), which asks what that is."""
    return re.fullmatch(rf"\W*(?:{_CODE.pattern})\W*", unicodedata.normalize("NFKC", text).upper()) is not None


def of_a_code(text: str) -> bool:
    """Whether a question is about the code it begins with: A9还要人吗, and not A4纸还有吗, B2多少钱一瓶."""
    plain = unicodedata.normalize("NFKC", text).upper().strip()
    return _OF_CODE.match(plain) is not None


def couple(text: str) -> bool:
    """Whether the text speaks of the writer's husband or wife (俺两口子, 我和媳妇)."""
    return _COUPLE.search(text) is not None


def young(text: str) -> bool:
    """Whether the text tells of somebody who may be under 16: an age from 10 to 15, a pupil of the lower schools.

    An age is often said bare (我儿子13也去): a number behind a person counts where no unit makes it another thing.
    """
    plain = unicodedata.normalize("NFKC", text)
    if _AGE.search(plain) is not None or _YOUNG.search(plain) is not None or _AGE_BARE.search(plain) is not None:
        return True
    return _PUPIL.search(plain) is not None and _AGE_OF_PUPIL.search(plain) is not None


def led(text: str) -> int | None:
    """How many people a broker's words say that they bring, the broker not among them: 我带8个人 is 8; None else."""
    found = _LED.search(unicodedata.normalize("NFKC", text))
    return number_of(found["number"]) if found is not None else None


def mine(text: str) -> bool:
    """Whether somebody asks what they are signed up for (我报的哪个, 记上了没)."""
    return _MINE.search(unicodedata.normalize("NFKC", text)) is not None


_KIN = (
    "媳妇|老婆|婆姨|婆娘|老公|对象|老伴|那口子|当家的|掌柜的|闺女|儿子"
    "|姐姐|姐夫|哥哥|嫂子|妹妹|妹夫|妹子|弟弟|弟媳|弟妹|妈妈|爸爸|[大二三]?[姐哥妹弟嫂妈爹爸婶姨姑叔舅]"
)
_STAYS = r"(?:今天?|明天?|后天?|那天)?[也都]?(?:不[去来干]|[去来]不[了成]|不能[去来])"
# What keeps somebody, and alone says that they do not come: 俺妹明天有事.
_BUSY = (
    "(?:(?:家里?|临时|突然|那边)?(?:有点?儿?|有个|来了点?)(?:急|别的|要紧)?事儿?情?|没空|没时间|走不开|脱不开身"
    "|要?(?:上班|加班|上学|上课)|(?:病|感冒|发烧|难受|住院|着凉|中暑)了?"
    "|(?:(?:身体|身子|人|浑身)(?:有点)?)?不(?:太|大|咋|怎么)?(?:舒服|得劲|好受)|身[体子]不(?:太|大)?[好行]"
    "|(?:[头腰腿脚手肚牙胃背肩]|膝盖|胳膊|肚子|关节)(?:又|有点|老|还)?(?:疼|痛|酸|晕|昏)(?:得[^\\s,我俺]{1,3}|了)?"
    "|血压(?:有点)?[高低]了?|[崴扭闪]了?[脚腰]了?|要?(?:走|来)亲戚了?|要?[带看]娃)"
)
_DAY = "都?(?:[今明后]天?(?:早上|下午|晚上)?|大后天|那天|[今明]儿个?)?"
_NOT_NAMES = ("于是", "万一", "何必", "后来", "安全", "严重", "小心", "老是", "方便", "连我", "家里", "高温")
_STRIKES = re.compile("去掉|划掉|划了|删掉|删了|拿掉|抹掉|抹了|撤掉|撤下来|取消")
_BETWEEN = re.compile("[、,和跟]|(?<=.)(?=[我俺额咱])")
_CALLED = ("老板", "师傅", "经理", "主任", "队长")  # whom one speaks to rather than of


def stay_away(text: str, known: Sequence[str] = (), *, excused: bool = False) -> tuple[str, ...]:
    """Who does not come, where the words are about others: 小芳不去了, 俺媳妇明天有事去不了. `known`: names to go by.

    `excused`: what keeps them alone says it too (俺妹明天有事), which of a single worker is their own excuse.
    """
    plain = unicodedata.normalize("NFKC", text)
    found = _away(tuple(sorted(known, key=len, reverse=True)), excused).match(plain)
    if found is None:
        return ()
    names = tuple(dict.fromkeys(each for each in _BETWEEN.split(found["who"]) if each))
    return () if any(name.startswith(_NOT_NAMES) or name.endswith(_CALLED) for name in names) else names


def struck(text: str, known: Sequence[str] = ()) -> tuple[str, ...]:
    """Whom somebody asks to take off the list: 把我妹去掉, 小芳划掉; nobody where it is the writer."""
    plain = unicodedata.normalize("NFKC", text)
    if _STRIKES.search(plain) is None:  # most texts: the names need no pattern then
        return ()
    found = _struck(tuple(sorted(known, key=len, reverse=True))).search(plain)
    return tuple(each for each in _BETWEEN.split(found["who"]) if each) if found is not None else ()


@lru_cache(1)
def _surnames() -> str:
    return f"[{''.join(sorted(reply_lexicon.surnames()))}]"


def _one_of(known: tuple[str, ...], *others: str) -> str:
    """The pattern of one person: a name known, the writer's kin, or who else is so called."""
    names = [re.escape(name) for name in known if name]
    return f"(?:{'|'.join((*names, f'[我俺额咱](?:们)?家?(?:{_KIN})', *others))})"


@lru_cache(256)
def _struck(known: tuple[str, ...]) -> re.Pattern[str]:
    one = _one_of(known, "[小老阿][一-鿿]", f"{_surnames()}[一-鿿]{{1,2}}?")
    return re.compile(
        rf"(?:把|给|^|[\s,])(?P<who>{one}(?:[、,和跟]{one})*)(?:的?名字?)?(?:给|先)?(?:{_STRIKES.pattern})"
    )


@lru_cache(256)
def _away(known: tuple[str, ...], excused: bool) -> re.Pattern[str]:
    surnames = _surnames()
    stays = rf"{_DAY}(?:{_BUSY}[\s,]*)?{_STAYS}"
    if excused:
        stays = rf"(?:{stays}|{_DAY}{_BUSY}(?:了|呢|呀|啊|咧|[\s。!])*$)"
    one = _one_of(
        known,
        f"[小老阿][一-鿿](?:{_KIN})?",
        f"{surnames}(?:{_KIN})",
        f"{surnames}[一-鿿]{{1,2}}?(?={stays}|[、,和跟])",
        f"(?:{_KIN})(?={stays})",
    )
    return re.compile(rf"\s*(?:[A-Za-z]\s?[-_.]?\s?\d{{1,2}}\s?的?)?[\s,:]*(?P<who>{one}(?:[、,和跟]?{one})*){stays}")


def brought(text: str, most: int) -> tuple[str, ...]:
    """Whom somebody puts down by name: 我和小芳去, 给王玉梅也报上; nobody where they are more than `most`."""
    plain = unicodedata.normalize("NFKC", text)
    found: list[str] = []
    for match in _brings().finditer(plain):
        found += [each for each in re.split("[、,和跟]", match["who"] or match["also"]) if each]
    names = tuple(
        dict.fromkeys(each for each in found if not each.startswith(_NOT_NAMES) and not each.endswith(_CALLED))
    )
    return names if len(names) <= most else ()


@lru_cache(1)
def _brings() -> re.Pattern[str]:
    surnames = "".join(sorted(reply_lexicon.surnames() - set("车包安同连文")))
    letter = "[^\\W\\d_也去来报都俩两三一记不们和跟的了吧个人]"
    after = r"(?=[也去来报都俩两三一记、,和跟。!\s]|$)"
    one = rf"(?:[{surnames}](?:{letter}{{1,2}}?|[一二三四五六七八九])|[小阿老]{letter}){after}"
    led = r"(?:[我俺额](?:和|跟|同|带上?|还有)|(?<![一-鿿])给|算上|加上|捎上|叫上|带上|还有)"
    return re.compile(rf"{led}(?P<who>{one}(?:[、,和跟]{one})*)|(?<![一-鿿])(?P<also>{one})也[去来报]")
