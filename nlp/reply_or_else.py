"""Whole texts in which one half settles what the other is: a demand with its threat, a question with what follows from
its answer, one of the house who goes while the writer stays, somebody else to be asked.
"""

from __future__ import annotations

from typing import Final

from nlp.patterns import compiled
from nlp.reply_frames import ME
from nlp.reply_numbers import FIGURE, chinese
from nlp.reply_rule import Shape
from nlp.reply_sums import by_steps, reckoned
from nlp.types import Ask, Intent

# 不接就没办法, 不派就算了, 车不来接的话 我们去别家: what happens where the demand is not met.
_OR_ELSE: Final = compiled(
    r"(?:不(?:来)?(?:接|派车|派|管饭|管|包|加钱?|涨|给涨|给加|补)|没车接?)(?:的话|就)[^\s,?]{0,8}?(?:没(?:得)?(?:办)?法|(?:去|来)不(?:了|成)|算(?:了|球|咧)|免谈|拉倒|不(?:去|来|干)|(?:去|找|寻)别家|走了)"
)
# 人现成的, 就看你给不给加钱.
_IF_PAID_MORE: Final = compiled(r"就?看(?:你|老板)(?:们)?给不给(?:加|涨|添|补|管|报)")
# 油钱得出五十, 出就去; 上回的钱还没给我, 给了我明天就去.
_PAID_THEN: Final = compiled(
    rf"(?P<way>[出给加补涨添])(?!{ME}?(?:报|留|占|写|记|上|名|[一两三四五\d]+[个位]))[^?]*?[\s,](?:只要|要是|你)?(?P=way)(?:了|够)?(?:的话)?{ME}?(?:们)?(?:明天|明早|都)?就(?:都|也|能)?(?:去|来|干|报)(?!不)"
)
# 杨姐你走到哪点了: of somebody's way, not of the work.
_ON_THE_WAY: Final = compiled(
    r"你(?:们|俩)?(?:现在|这会儿?)?(?:都)?(?:走|骑|坐|开)?到(?:哪|啥|什么)(?:里|儿|点|块|地方|达|搭)?(?:了|咧|啦|勒)"
)
# 这个点你认的话我们就都来.
_IF_AGREED: Final = compiled(
    rf"(?:认|同意|答应|依|肯等|等得起|不嫌晚)(?:的话|就)[\s,]*{ME}?(?:们)?[^\s,?]{{0,6}}(?:去|来|到|上|报)"
)
# 差一个是不是? 满了我就不来了; 还差不差人 不差我就不跑了: whether there is room is asked.
_ROOM: Final = compiled(
    rf"[^\s,]{{0,6}}?(?:差|缺|要|满|够|齐|剩)[^\s,]{{0,6}}?(?:是不是|不是|没有?|不|吗|差人?|几个)[?,\s]+(?:要是)?(?:人)?(?:满|不差|不缺|不要|够|齐|没位置)(?:人|了|的话)*[\s,]*{ME}(?:们)?就(?:不|懒得|省得)[^\s,]*"
)
# 打灰二百? 县上都给二百六, 不来: the last word is a plain no, and nothing would change it.
_PLAIN_NO: Final = compiled(rf"[,\s](?:那|反正|算了?咧?|{ME})?(?:们)?不(?:来|去|干)(?:了|的|哈|咯)?$")
_WOULD_COME: Final = compiled("就|才(?!给|一|\\d)|加|涨|的话|行|可以|要是|如果|至少|起码|最少|少了|低于")
# 娃他爸去 额在屋里走不开.
_ONE_OF_US: Final = compiled(
    rf"(?:(?:娃|孩子?)(?:他|她)?(?:爸|妈|爹|娘|爷)|(?:我|俺|额)?(?:家)?(?:老公|男人|掌柜的?|老汉|婆娘|媳妇|老婆|儿子|女婿|闺女|老头子?|当家的))(?:去|来)[\s,]+{ME}(?![^\s]*(?:跟|和|也去|也来|[?吗]))[^?]*"
)
_STAYS_BACK: Final = compiled("走不(?:开|脱)|不去|去不|有事|在(?:家|屋)|[看喂守带]|没空")
# 你给他打电话, 我可做不了他的主.
_ASK_THEM: Final = compiled(
    r"(?:^|你)(?:们)?(?:自己)?(?:去)?(?:给(?:他|她|[^\s,我]{2,3})打(?:个)?电话|(?:去)?问问?(?:他|她)|找(?:他|她|我(?:弟|哥|姐|妹|叔|婶|嫂|男人|老公|媳妇))|跟(?:他|她)(?:说|讲|联系))"
)
_NOT_FOR_ME: Final = compiled(r"(?:做|当)不(?:了|得)[^\s,]{0,4}(?:主|家)|管不(?:了|着)|说了不算|替不了")
# 再放两个进来: of somebody on the roster.
_LET_IN: Final = compiled(rf"再(?:放|收|塞|挤|安排)(?P<number>{FIGURE})(?:个|人|位)(?:人)?(?:进来|进去|进群|进)")
# 我又喊到两个 加原来的两个 四个: with those told before, all who come now.
_OF_BEFORE: Final = compiled("(?:加|连|跟|和|算)(?:上)?(?:我)?(?:原来|本来|之前|前面|先前|早先|昨天)")
# 阿婶和我 两个手都快, 我婆婆和我 四只手: two people.
_HANDS: Final = compiled(r"(?:^|[\s,])[^\s,]{1,4}[和跟同]我[\s,]*(?:都是)?[两二四24](?:个|只|双)手")
# 带个娃行不.
_WITH_A_CHILD: Final = compiled(
    r"(?:带|领|背|引)[^\s,]{0,4}(?:娃|孩子?)[^\s,]{0,4}(?:[行中成]不(?:[行中成])?|可以[不吗]|能不能|[行中成]吗|得行不|要得不|要不要|要吗)[?]?$"
)
# 停到谁屋门口卸呢, 在哪家门口等.
_WHOSE_DOOR: Final = compiled(
    r"(?:停|卸|等|集合|上车|下车|拉)[^\s,我]{0,4}(?:到|在)?(?:谁|哪)(?:家|屋|个)?(?:门口|门前|地头|院里|路口|里)|(?:到|在)(?:谁|哪)(?:家|屋)[^\s,]{0,4}(?:停|卸|等|集合|上车|下车)"
)
# 说不定我也去, 明早再看: nothing is settled.
_PERHAPS: Final = compiled(
    rf"(?:说不定|指不定|没准|保不齐|兴许|也许|可能|大概){ME}?[^\s,?]{{0,8}}(?:去|来|报)[^\s,]{{0,2}}[\s,]+[^?]*(?:再看|再说|再定|看情况|看看|到时候?)[^\s,]{{0,3}}"
)
# 一百五我宁愿睡觉.
_RATHER_SLEEPS: Final = compiled(
    r"(?:宁愿|宁可|情愿|还不如|不如)(?:在(?:家|屋))?(?:里)?(?:抱孙子?|数蚂蚁|待着|看孙子?|喂猪|喝稀饭|绣花|养膘|睡觉|睡大觉|躺着|打牌|歇着|晒太阳|看电视|耍|喝茶|抱娃|带娃)[^\s,]{0,3}$"
)
# 喊上翠花她们嘛.
_CALL_THEM: Final = compiled(
    r"(?:快|赶紧)?(?:喊|叫)上[^\s,我俺额咱]{2,4}?(?:她们|他们|家的?|一起|一块)?(?:嘛|吧|啊|呗|噻)"
)


def _unsettled_or_refused(text: str, intent: Intent) -> Shape | None:
    """Who may come or would rather not; somebody else to be called."""
    if intent in (Intent.JOIN, Intent.CHAT) and _PERHAPS.fullmatch(text) is not None:
        return Shape(Intent.CHAT)
    if intent is Intent.CHAT and _RATHER_SLEEPS.search(text) is not None:
        return Shape(Intent.DECLINE)
    if intent is Intent.CHAT and "上" in text and _CALL_THEM.fullmatch(text) is not None:
        return Shape(Intent.REFER)
    if intent is Intent.CHAT and (total := by_steps(text)) is not None:
        return Shape(Intent.JOIN, count=total)
    return None


def of(text: str, intent: Intent, *, signed: bool) -> Shape | None:
    """What a folded text is by its two halves; None where the clauses' reading stands."""
    if intent is Intent.ASK and "你" in text and _ON_THE_WAY.search(text) is not None:
        return Shape(Intent.CHAT)
    if not signed and (found := _unsettled_or_refused(text, intent)) is not None:
        return found
    if signed:
        return _of_signed(text, intent)
    if intent in (Intent.JOIN, Intent.CHAT, Intent.DECLINE, Intent.ASK):
        if (
            intent is not Intent.ASK
            and ("不" in text or "没车" in text)
            and _OR_ELSE.search(text) is not None
            and "?" not in text
        ):
            return Shape(Intent.BARGAIN)
        if "我" in text and _ASK_THEM.search(text) and _NOT_FOR_ME.search(text):
            return Shape(Intent.REFER)
    if intent is not Intent.BARGAIN and "就" in text and _PAID_THEN.search(text) is not None and "?" not in text:
        return Shape(Intent.BARGAIN)
    if intent is Intent.CHAT and "给不给" in text and _IF_PAID_MORE.search(text) is not None:
        return Shape(Intent.BARGAIN)
    if intent is Intent.CHAT and ("的话" in text or "就" in text) and _IF_AGREED.search(text) is not None:
        return Shape(Intent.BARGAIN)
    if "就" in text and _ROOM.fullmatch(text) is not None:
        return Shape(Intent.ASK, Ask.OPEN)
    if (
        intent in (Intent.BARGAIN, Intent.DECLINE)
        and "不" in text
        and _PLAIN_NO.search(text)
        and not _WOULD_COME.search(text)
    ):
        return Shape(Intent.DECLINE)
    if intent is Intent.JOIN and ("娃" in text or "孩" in text) and _WITH_A_CHILD.search(text) is not None:
        return Shape(Intent.ASK, Ask.WHO)
    if intent is Intent.JOIN and "手" in text and _HANDS.search(text) is not None:
        return Shape(Intent.JOIN, count=2)
    if intent in (Intent.DECLINE, Intent.JOIN) and _STAYS_BACK.search(text) and _ONE_OF_US.fullmatch(text):
        return Shape(Intent.JOIN)
    if intent is Intent.CHAT and ("谁" in text or "哪" in text) and _WHOSE_DOOR.search(text) is not None:
        return Shape(Intent.ASK, Ask.PLACE)
    return None


# 不用接我了 我自己去: on the list, and no other seat.
_BY_MYSELF: Final = compiled(
    rf"(?:不用|不要|别|莫|甭|不消)(?:再)?(?:来)?(?:接|等|叫|喊|管|捎){ME}(?:们)?(?:了)?[\s,]+{ME}(?:们)?(?:自己|骑车|坐车|走路|走着|开车)[^\s,?]{{0,4}}(?:去|来|到|过去)?"
)


def _of_signed(text: str, intent: Intent) -> Shape | None:
    if intent is Intent.JOIN and "我" in text and _BY_MYSELF.fullmatch(text) is not None:
        return Shape(Intent.CHAT)
    if intent in (Intent.JOIN, Intent.CHAT) and "再" in text and (let := _LET_IN.search(text)) is not None:
        return Shape(Intent.JOIN, count=chinese(let["number"]))
    if intent is Intent.JOIN and _OF_BEFORE.search(text) and (total := by_steps(text)) is not None:
        return Shape(Intent.CHANGE, count=total)
    if intent in (Intent.CHANGE, Intent.CHAT, Intent.JOIN, Intent.CANCEL):
        total = reckoned(text)
        return Shape(Intent.CHANGE, count=total) if total is not None else None
    return None
