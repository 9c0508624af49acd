"""Others put down by what they said (阿公讲他去 我帮打字), parties told by vehicles, and who is pointed to."""

from __future__ import annotations

from typing import Final

from nlp.patterns import compiled
from nlp.people_list import is_name
from nlp.reply_frames import ME
from nlp.reply_numbers import FIGURE, chinese
from nlp.reply_rule import Shape
from nlp.types import Intent

_ONE_OF_US: Final = compiled(
    rf"{ME}?(?:家|屋)?(?:里|头)?(?:的)?[大小老阿二三]?(?:爷爷?|奶奶?|外公|外婆|公公?|婆婆?|爸爸?|妈妈?|爹|娘|姐姐?|哥哥?|弟弟?|妹妹?|妹子|嫂子?|叔|婶子?|姨|姑|舅舅?|媳妇|老婆|老公|男人|老汉|儿子|女儿|闺女|邻居|老表|侄儿|侄女|外甥)"
)
_GOING: Final = r"(?:也|要|想|想要|愿意|肯|能|都|说好)*(?:去|来|克|报名)(?:了|的|嘛|哈|啊|哩|咧)?(?=$|[\s,。!])"
# 奶奶说她去, 桂花说她和她姐去.
_RELAYED: Final = compiled(
    rf"(?:^|[\s,])(?P<who>[^\s,。你他她]{{1,6}}?)(?:说|讲|喊)(?:他|她)(?:自己|一个人)?(?P<beside>(?:和|跟|同)(?:他|她)?[^\s,不没]{{1,3}}?)?{_GOING}"
)
# Only who writes for them puts them down; what others say of their plans is hearsay (老杜说他要去).
_WRITES_FOR_THEM: Final = compiled(
    r"(?:帮|替|代)(?:忙|着|他们?|她们?)?(?:打|报|写|发|记|填|登)|不(?:识|认)(?:得)?字|不会(?:打字|写字|用手机|发|弄手机|玩手机)|没(?:有)?(?:手机|微信)|我(?:来)?打字|(?:叫|让|喊|要)(?:我|俺|额)(?:帮|替|代|来)?[她他]?(?:打|报|写|发|记|填|登)"
)
_UNSETTLED: Final = compiled(
    r"[?吗]|的话|要是|如果|除非|[去来]不|不[用要想能让敢肯]{0,2}[去来克]|没[去来]|别|莫|多少|咋|怎么|哪|但是|可是|结果|昨天|前天|去年|上次|上回"
)
_ME_TOO: Final = compiled(
    r"(?<![叫让喊和跟])(?:我|俺|额)(?:也|都|就|陪[他她]|跟[他她]|一起|一块)*(?:去|来|克)(?=$|[\s,。!])"
)
# 两台车 一台坐四个: so many in each.
_BY_VEHICLE: Final = compiled(
    rf"(?P<cars>{FIGURE})(?:台|辆|个)?(?:面包|三轮|小|农用|摩托)?车?[\s,]*(?:每|一)(?:台|辆|个|车)(?:车)?(?:就)?(?:坐|带|载)(?:满)?(?:了|的)?(?P<each>{FIGURE})(?:个人?|人|位)"
)
_FILLED: Final = compiled(r"满|都[去来]|去|来|齐|报")
_OF_THE_OFFER: Final = compiled(r"[?吗不没你]|能坐|派|接|安排|够|的话|要是|如果|才")
# 隔壁村阿雄手下有二十几个人 你去找他: the writer puts nobody down.
_LOOK_TO_HIM: Final = compiled(
    r"[^?]*(?:手下|手底下|手上|队|班子|有人|有[^\s,]{1,4}个?人|会|熟|专门|认得|在行|老手|闲着|没事干|找活)[^?]*[\s,](?:你们?|老板|您)?(?:可以|直接|赶紧|最好|不如|就)?(?:去)?(?:找|喊|叫|联系|问|打给|给)(?:他们?|她们?|人家)(?:打个?电话|发个?(?:微信|信息)|吧|嘛|噻|呗|啊|哈|问问|去|看看|试试)?(?:$|[\s,。!:]+(?:电话|号码|手机)?[:是]?\s*(?:1\d{10})?[。!]?)"
)
_PUT_DOWN: Final = compiled(
    rf"{ME}(?!家?[^\s,]?(?:叔|哥|舅|姐|爸|表|村|们村|婶|嫂|姨|姑|邻居))|[报算记写加登]|[也想要][去来]|去(?!找|问|喊|叫|联系)[\s,。!]"
)
# 我是来看热闹的 你们报你们的.
_YOURS_TO_DO: Final = compiled(r"你们?(?:慢慢)?(?P<verb>报|忙|去|抢|聊|谈)你们?的")
# 要是下雨停工那天也给钱 我七个人明早就到: a term.
_ALSO_PAID: Final = compiled(
    r"(?:^|[\s,])(?:要是|如果|若是|假如)[^\s,?]{2,20}也(?:照)?(?:给|算|发|付|管|开)(?:给|发|付)?(?:半天|一天|一半|点)?(?:的)?(?:钱|工钱|工资|饭|工|误工费)(?:的话)?[\s,]+[^?]+"
)


# 闺女放暑假 跟我一块去: the kin told of come as well.
_WITH_THEM: Final = compiled(
    rf"(?P<who>{ME}?(?:家|屋)?(?:里|头)?(?:的)?[大小老二三]?(?:媳妇|老婆|男人|老公|老汉|儿子?|女儿|闺女|婆婆|公公|妈|爸|嫂子?|姐|妹妹?|妹子|哥|弟弟?|妯娌|侄儿|侄女|外甥|邻居|老表|姨|姑|婶子?|舅舅?))[^\s,我俺额你他她]{{1,8}}[\s,]+(?:也|就|都|想)*(?:跟|和|同)(?:着)?{ME}(?:们)?(?:一起|一块儿?|一道|一搭)?(?:都)?(?:去|来)(?:了|的|吧|哈)?"
)


def of(text: str, intent: Intent) -> Shape | None:
    """What a folded text of somebody not on the roster means in these shapes; None where in none."""
    if intent is Intent.REFER and "你" in text and _YOURS_TO_DO.search(text) is not None:
        return Shape(Intent.CHAT)
    if intent not in (Intent.JOIN, Intent.CHAT, Intent.REFER):
        return None
    if "他" in text or "她" in text or "人家" in text:
        told = _told_of(text)
        if told is not None:
            return told
    if ("跟" in text or "和" in text or "同" in text) and _with_them(text):
        return Shape(Intent.JOIN, count=2)
    if "也" in text and intent is Intent.JOIN and _ALSO_PAID.search(text) is not None:
        return Shape(Intent.BARGAIN)
    if "车" in text and _OF_THE_OFFER.search(text) is None and _FILLED.search(text) is not None:
        filled = _BY_VEHICLE.search(text)
        if filled is not None:
            return Shape(Intent.JOIN, count=chinese(filled["cars"]) * chinese(filled["each"]))
    return None


def _with_them(text: str) -> bool:
    return _WITH_THEM.fullmatch(text) is not None and _UNSETTLED.search(text) is None


def _told_of(text: str) -> Shape | None:
    if _LOOK_TO_HIM.fullmatch(text) is not None and _PUT_DOWN.search(text) is None:
        return Shape(Intent.REFER)
    if "说" not in text and "讲" not in text and "喊" not in text:
        return None
    if _UNSETTLED.search(text) is not None or _WRITES_FOR_THEM.search(text) is None:
        return None
    found = [one for one in _RELAYED.finditer(text) if _known(one["who"])]
    if not found:
        return None
    told = sum(1 + bool(one["beside"]) for one in found)
    return Shape(Intent.JOIN, count=told + (_ME_TOO.search(text) is not None))


def _known(who: str) -> bool:
    return _ONE_OF_US.fullmatch(who) is not None or is_name(who)
