"""The one form in which all rules read a reply: width, script and sound made one, nothing of what is said left out."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from nlp.breaths import marked
from nlp.normalise import plain
from nlp.patterns import compiled
from nlp.reply_bare import bare
from nlp.reply_people import in_a_row

# 人数改下 5→3.
_ARROW: Final = compiled(r"(\d{1,2})个?人?\s*(?:→|-+>|=+>)\s*(\d{1,2})个?")
# 阿公报 他老人家叫符亚福: one person, not two.
_HIS_HONOUR: Final = compiled("(?<=[他她])老人家")
# “我和我姐去”: a whole text in one pair of quotes or brackets is said by its writer.
_ENCLOSED: Final = compiled(r"\s*(?:[“\"「『]([^“”\"「」『』\n]+)[”\"」』]|【([^【】\n]+)】)[\s。!！]*")
# 偶和偶妹去: the writer; not 偶尔, 配偶.
_MYSELF: Final = compiled("(?<![配木对玩布人])偶(?!尔|然|像|遇|数|见|发|合|感)")
# 额，额跟我姐去 has it twice: a sound before who speaks.
_SOUND_BEFORE: Final = compiled(r"(?:^|(?<=[,。!?\s]))(?:额|呃)+[.…~、,\s]*(?=(?:我|俺|咱|额(?!头|外)))")
# 额再给我姐报上, 额好的: a sound where the writer calls themselves 我, or where no person could stand.
_SOUND_FIRST: Final = compiled(
    r"额+(?![,!~\s])(?:(?![们家屋的爸妈爹娘哥姐弟妹嫂婶叔舅姑姨婆公爷奶媳老男女娃儿])(?=[^\n]*[我俺])"
    r"|(?=[他她你]|听说|村[里头]|人家|好[的嘞吧]|可以可以|行吧|谢|收到|知道|隔壁|问问|除了|还有|谁|\+\d|\[|[🌀-🫿]|这活|那就|一样一样|[?!。…]|是不是|大家|给孩子|有没有))"
)
# 这会不行了: by now, and no question whether; 我报过的那个: what I am on.
_BY_NOW: Final = compiled("(?<=[这那])会(?=不)")
_MINE: Final = compiled("(?<=[我俺额])报过的(?=.{0,4}(?:取消|不[去来要]|划|撤|退|算了))")
# 一个都去不了: none, and not one.
_NONE: Final = compiled("(?<![\u4e00-\u9fff][第另])(?<![第另每])一个人?[都也](?=(?:[去来]不|不[去来]|没法?[去来]))")
# +1，+1: the same said again.
_SAID_AGAIN: Final = compiled(r"(?P<said>[^\n]{2,}?)(?:[\s,。!;~…]+(?P=said))+[\s,。!;~…]*")
_URGES: Final = ("吧", "嘛", "呗", "啊", "呀", "噻", "去", "来")
# wo和wo女儿去, wo不qu: single words in the letters of their sound.
_SPELT: Final = {
    "wo": "我",
    "women": "我们",
    "qu": "去",
    "lai": "来",
    "bu": "不",
    "baoming": "报名",
    "bao名": "报名",
    "报ming": "报名",
}
_LATIN: Final = compiled(rf"(?<![a-z])(?:{'|'.join(sorted(_SPELT, key=len, reverse=True))})(?![a-z])")

# 六条汉子, 三员女将, 两把好手: so many people.
_HANDS: Final = compiled(
    r"(?<=[\d一二两三四五六七八九十])(?:条(?:好汉|汉子|大汉|壮汉|光棍)|个(?:壮汉|大汉|彪形大汉|好汉)|员(?:大将|女将|猛将|干将)|把(?:好手|快手|老手)|号(?:人马|壮丁)|张嘴)"
)


# 额婆也去: a grandmother, by one character.
_GRANDMOTHER: Final = compiled("(?<=[我俺额])婆(?=[也跟和同都]|[去来](?!不|世)|$)")
# 我一个顶俩, 来: one person who boasts.
_WORTH_TWO: Final = compiled(
    r"(?P<one>[一1]个人?|一人)(?:就|都)?(?:能|可以)?(?:顶|抵|赛)(?:得上|得过|上|得|过)?(?:别人|人家|你们)?(?:[俩仨]|[两二三四五2-5])个?人?(?:用|使|干)?"
    r"(?![^\n]*(?:要不要|[?]|吗|行不|可以不))"
)


def folded_form(text: str) -> str:
    """A text in the one form that all rules read."""
    if "→" in text or "->" in text or "=>" in text:
        text = _ARROW.sub(r"\1个改成\2个", text)
    if text[:1] in '“"「『【 ' and (enclosed := _ENCLOSED.fullmatch(text)) is not None:
        text = enclosed[1] or enclosed[2]
    folded = plain(text).lower().strip()
    if "偶" in folded:
        folded = _MYSELF.sub("我", folded)
    if "额" in folded or "呃" in folded:
        folded = _SOUND_BEFORE.sub("", folded)
        if folded[0] == "额" and (sound := _SOUND_FIRST.match(folded)) is not None:
            folded = folded[sound.end() :]
    again = _SAID_AGAIN.fullmatch(folded)
    if again is not None and not again["said"].endswith(_URGES):
        folded = again["said"]
    if "wo" in folded or "qu" in folded or "lai" in folded or "bu" in folded or "bao" in folded or "ming" in folded:
        folded = _LATIN.sub(lambda found: _SPELT[found[0]], folded)
    if "会不" in folded:
        folded = _BY_NOW.sub("下", folded)
    if "一个" in folded and ("都" in folded or "也" in folded):
        folded = _NONE.sub("都", folded)
    if "报过" in folded:
        folded = _MINE.sub("报的", folded)
    if "婆" in folded:
        folded = _GRANDMOTHER.sub("奶", folded)
    if "顶" in folded or "抵" in folded or "赛" in folded:
        folded = _WORTH_TWO.sub(r"\g<one>", folded)
    if "老人家" in folded:
        folded = _HIS_HONOUR.sub("", folded)
    if "条" in folded or "汉" in folded or "员" in folded or "把" in folded or "号" in folded or "嘴" in folded:
        folded = _HANDS.sub("个人", folded)
    return folded.replace("➕", "+") if "➕" in folded else folded


@lru_cache(maxsize=16384)
def opened(text: str) -> str:
    """A text in the one form that all rules read, without a call before it and thanks behind it; parted at breaths."""
    return marked(in_a_row(bare(folded_form(text))))
