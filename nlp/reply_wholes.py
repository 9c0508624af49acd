"""What a reply is by the shape of its whole text, whatever its clauses are: 当天数钱我就来 隔夜我不整, 明年再喊我.

`as_whole` is asked behind the clauses' rules and has its way over them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from nlp import reply_or_else, reply_parties, reply_scenes, reply_seeming_joins
from nlp.patterns import compiled
from nlp.people_list import is_name
from nlp.reply_frames import ME
from nlp.reply_numbers import FIGURE, chinese
from nlp.reply_roll import led
from nlp.reply_rule import Shape
from nlp.reply_stays import all_leave, stays
from nlp.types import Ask, Intent

_DOING: Final = "(?:去|来|干|报|摘|掰|采|割|剪|砍|挖|搬|做|弄|整|搞|洗|上|收|拔|装|卸|端|种|栽|抬|扛|砌|到)"

# 当天过秤当天数钱我四个就来, 隔夜我不整; 现钱结就喊我 打白条就别喊: one of two, and not its contrary.
_ONE_OF_TWO: Final = compiled(
    rf"[^\s,](?P<term>[^\s,]{{1,15}}?)(?:就|才)(?:(?:马上|立马|都)?{_DOING}|喊{ME}|算{ME}|带{ME}|记{ME}|叫{ME})[^\s,]{{0,2}}[\s,]+"
    rf"(?P<other>[^\s,]{{2,14}}?)(?:{ME}(?:们)?)?(?:可|就|也|都)?(?:不(?:去|来|干|摘|掰|剪|装|洗|做|整|搞|弄|砌|动|挖|采)(?:了)?|就算了?|算了|算我不{_DOING}?|拉倒|免谈|别喊(?:我)?|莫喊(?:我)?|甭提)[啊哈咯了]?"
)
# 车来村口拉俺姊妹三个都去, 叫自己骑车就拉倒.
_OR_LEAVE_IT: Final = compiled(
    rf"[^\s,]{{2,20}}(?:都|就|马上|立马){_DOING}[\s,]+(?!(?:要是)?(?:有事|不行|不成|来不了|去不了|没空|下雨))[^\s,]{{2,10}}(?:的话)?就(?:拉倒|算了|免谈|算球)[啊哈咯]?"
)
_HOLDS_AN_OATH: Final = compiled("不(?:去|来|干)(?:就)?(?:是|算)|谁不|也(?:去|来|干|掰|摘|行)")

# 明年摘梨记得喊我 我保证到: of another season.
_ANOTHER_YEAR: Final = compiled(
    r"^(?:等到?|那就|那)?(?:明年|来年|后年|开年|翻过年|过完年|明春|明秋|下半年)(?![^\s,]{0,6}\d)"
)
_THIS_YEAR: Final = compiled(r"今年|这回|这次|明天|明早|今天|现在|今儿|明儿|后天|\d号|先(?:报|去|记|算)")
# 先别写我, 别急着记我 … 晚上才给话.
_PUT_NOT_YET: Final = compiled(
    rf"(?:^|[\s,])(?:你)?(?:(?:先|暂时|暂且)(?:别|莫|不要|不用|甭)(?:急着)?|(?:别|莫|不要|甭)(?:(?:忙|急)着?|(?=(?:给|把))))(?:给|把)?{ME}?(?:写|记|报|算|登|加)(?:上)?{ME}?"
)
_SETTLED_LATER: Final = compiled(
    r"还?没(?:定|想好|说好|商量|问|谱|准)|不一定|说不准|看情况|再(?:说|报|定|讲|写|记|回|看)|才(?:定|晓得|知道|给|有|能|得|好)|等|商量|点(?:了)?头|定得?下|给(?:话|准信)|问"
)
# 我也想去 可是那天我外甥结婚; 心里可想去 就是这条腿不给力.
_WISHES: Final = compiled(
    rf"^{ME}?(?:们)?(?:也|倒|是|真|都|好|可|心里|其实|还|挺|很|蛮|最|就)*(?:想|巴不得|恨不得|喜欢|眼馋|稀罕|心是|心早)[^\s,不?]{{0,8}}[\s,]+[^?]*"
)
_BUT: Final = compiled(
    r"[\s,](?:可是|可惜|但是|偏偏|无奈|奈何|谁知|不过|只是|就是|只可惜|怎奈|可那天|可(?!以)|但|腿|脚|腰|胳膊|手|眼|身体|身子)[^?]+$"
)
_ASKS: Final = compiled(r"[?吗]|不知道|不晓得|几点|多少|啥时|哪|咋|怎么|没有?$|不$|问一?下|想问")
_WELL_AGAIN: Final = compiled(
    r"好了|算(?:上)?(?:我|俺)|报(?:上)?(?:我|俺)|记(?:上)?(?:我|俺)|还是(?:去|来|报)|照(?:去|来)|也得去|也要去"
)
# 麦能不能割还得看老天爷脸色: nobody is asked.
_UP_TO_HEAVEN: Final = compiled(
    r"(?:看(?:天|老天爷?|天老爷|天气)(?:的)?(?:脸色|意思|安排)?|难说|不好说|说不准|两说|另说|没个准|还不知道|还不晓得)(?:哩|呢|咧|了|哦|嘞|啊|吧)*$"
)
# 从140涨到150了吗, 是不是降到160了.
_RAISED_SO: Final = compiled(
    r"(?:从|由)?\d{1,4}(?:块|元)?(?:钱)?(?:又|都|直接|一下)?(?:涨|加|提|升|降|调|减|落)(?:到|成|为)(?:了)?\d{1,4}[^\s,就]{0,4}(?:吗|么|\?|没有?|不|真的?)\?*$"
    r"|是不是(?:又|都)?(?:涨|加|提|升|降|调|减|落)(?:到|成|为)(?:了)?\d{1,4}"
)
# 去去去 就你嘴勤: a scoff, nobody goes.
_SCOFFS: Final = compiled(
    r"^(?P<go>[去来克报干])(?P=go)+[\s,!。]*(?:你们?)?(?:就|光|净|只)(?:晓得|知道|会|懂)|^去去去?[\s,!。]*(?:一边|少|就你|就属你|你|别|滚|瞎|胡|莫|凉快)|^(?:就|属|光|净|只会|就会)(?:你|喊|叫|说|晓得|知道)[^\s,]{0,5}[\s,]+你(?:自己)?(?:咋|怎么|为啥|干嘛)不"
)
# 我娃放假了 叫他去掰几天 赵子轩: the writer's kin sent, and named behind.
_KIN_SENT: Final = compiled(
    r"(?:^|[\s,])(?:我|俺|额)?(?:家|屋)?(?:里)?(?:娃|儿子|女儿|闺女|女婿|兄弟|弟弟?|妹妹?|妹子|侄儿|侄子|侄女|媳妇|老婆|男人|老公|孙子|孙女|外甥|嫂子?|哥|姐)[^\s,]{0,8}[\s,]+"
    r"(?:我)?(?:让|叫|喊|派|打发)(?:他|她)(?:去|来|下地)[^\s,?吗不]{0,8}[\s,]+(?:叫|名字?(?:是|叫)?)?(?P<name>[\u4e00-\u9fff]{2,4})"
)
# 主家管不管烟? 管我就去; 要带梯子不? 不带我就去: asked, and made the condition.
_ASKED_AND_SET: Final = compiled(
    rf"(?:(?P<verb>[\u4e00-\u9fff])(?:不|没)(?P=verb)[^\s,?]{{0,5}}|(?:要|用|得)?(?P<other>[带背抬扛爬管包给接送])[^\s,?]{{1,4}}不)[?\s,]+(?:要是)?不?(?:要|用)?(?:(?P=verb)|(?P=other))(?:(?:的话)?{ME}?(?:们|俩|两口子)?就[^\s,]{{0,4}}(?:去|来|报|干|上)|的话{ME}(?:们)?[^\s,]{{0,6}}(?:去|来|过去|过来))(?:了|咧)?"
)
# 有车接没有? 没车我可不去: asked, and nothing without it.
_NOT_WITHOUT: Final = compiled(
    rf"(?:有|管|包)(?P<what>[^\s,?]{{1,3}}?)[^\s,?]{{0,2}}?(?:没有?|不|吗)[?\s,]+(?:要是)?(?:没有?|不管|不包)(?P=what)[^\s,]{{0,2}}?{ME}?(?:可|就|都)?不(?:去|来|干|报)(?:了)?(?=$|[\s,。!])"
)
_SEATS_LEFT: Final = compiled(
    "[要缺差招收][不没]|满[不没]|够[不没]|去不去|来不来|行不行|[下雨雪风晴落][不没]|雨|雪|天气"
)
# 半道上车坏了 八点才能到: whoever is on the roster tells when they will be there.
_COMES_LATE: Final = compiled(
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})点(?:钟|半|多)?[^\s,]{0,2}才(?:能)?到|(?:晚|迟)(?:点|些|一会儿?|一点|半个?(?:小时|钟头))[^\s,]{0,3}到$"
)
# 算我一个……哎不行 明天要开会: put down and taken back in one breath.
_TAKEN_BACK: Final = compiled(
    rf"^(?P<yes>[^\s,。…!?]{{0,4}}?(?:(?:算|加|报|记|写|带)(?:上)?{ME}(?:一个)?|{ME}(?:也|要|想)?(?:去|来|报名?)|报名|\+1|给{ME}(?:报|记|写)(?:上|个名)?))[\s,。…!]+"
    r"(?:[^\s,。…!]{1,6}[\s,。…!]+)?(?:(?:哎|呃|哦|唉|啊|噢|额|嗯)?(?:哎|呀|哟)*(?:等等|等下|等一下)?[\s,。…!]*(?:还是)?(?P<turn>不行|不对|不成|不中|算了|糟了|坏了|完了|忘了|差点忘|想起来))(?P<rest>.*)$"
)
_FIRM_YES: Final = compiled(
    rf"(?<![别莫不])(?:算|加|报|记|写)(?:上)?(?:{ME}|[一两三四五\d])|{ME}(?:也|还|照)?(?:去|来)(?!不)|还是去|照去|改成|是[一两三四五六\d]个"
)
_STAYS_AWAY: Final = compiled(
    r"不(?:去|来|报|干|行)|[去来]不|别[写加算报记]|莫[写加算报记]|算了|没空|有事|要(?:上班|上学|去|开|吃|送|接|打|看|交|收|浇|办|回|陪)|得(?:去|上|开|吃|送|接|看|回|陪)|结婚|过事|住院|忘了|生日|家长会|吃席|疫苗|体检"
)
# 刚才那个1是娃乱按的 不算: of somebody on the roster.
_BY_MISTAKE: Final = compiled(
    r"不是(?:我|俺|额)(?:自己|本人)?(?:报|点|发|写)的|(?:我|俺|额)(?:又|可|根本)?没报过?名|谁(?:给|把|帮)(?:我|俺|额)(?:写|报|登|记)|(?:乱|误|瞎|胡乱|不小心|没注意)(?:给)?(?:按|点|发|打|戳|碰|报|弄|写)(?:的|了|上|到)|(?:按|点|发|打|戳|报|接)(?:错)(?:了|的|群)|手滑|手抖|拿(?:我|俺)?(?:的)?手机(?:乱|瞎|玩|发|报|打|点|按)"
)
_VOID: Final = compiled(
    r"(?:不|莫|别|甭|不要|没)(?:算(?!少|多|错)|作数|当真|当回事|理|管|记|写|要|去|来)|当没(?:看见|看到|发|说|这回事)|作废|取消|划(?:了|掉)|删(?:了|掉)|撤(?:了|掉)|去掉|拿(?:掉|下)|忽略|无视"
)
# 只有我去了 他们有事.
_ONLY_I: Final = compiled(
    r"(?<![咋么样])(?:只有|只剩|就剩|光剩|只能)(?:下|得)?我(?:自己|一个人?|一人)?(?:能|要)?(?:去|来)(?:了|啦|咧)?(?=$|[\s,。])"
)
_ANOTHER_NUMBER: Final = compiled(
    r"[别莫]划|没[说讲]不|不是不|照[去来]|改|是[\d一两二三四五六七八九十]+个|[写报]成|[应该]是"
)
# 就不是一个是两个了: the number that holds from now on.
_NOT_BUT: Final = compiled(
    rf"不是{FIGURE}(?:个人?|人|位)[\s,]*(?:而|,)?(?:就)?(?:是|要)(?P<number>{FIGURE})(?:个人?|人|位)(?:了|咧|啦)?(?=$|[\s,。!])"
)
# 阿婶的女儿要上课 摘果剩我同阿婶: those who are left.
_LEFT_WITH_ME: Final = compiled(
    rf"(?<![不没还])(?:就|只|光|净)?剩(?:下|得|到)?{ME}(?:同|和|跟|与)(?:{ME})?[^\s,我俺额和跟同没不在吃有还]{{1,4}}?(?:两个人?|俩|二人)?(?:去|来|了)*$"
)
# 加上她俺这就是三个人了, 阿婶她们又讲要来 一起六个: who is on the roster tells all who come now.
_TOTAL_NOW: Final = compiled(
    rf"(?:(?:就|正好|刚好|这样|这下|现在|一共|一起|总共|拢共|合计|统共)(?:就)?(?:是|有|成|变成)?|(?<=变)成)(?P<number>{FIGURE})(?:个人?|人|位|口)(?:了|咧|啦|哈)?(?=$|[\s,。!])"
)
_GROWN: Final = compiled(
    r"变成|加上|算上|又(?:来|要|想|讲|说|添|加|多)|也(?:要|想|来|去)|再(?:加|添|来)|还有|改|更新|多了"
)
# 三个人定了 原来的四个不算: a number that no longer holds.
_OLD_NUMBER: Final = compiled(
    rf"(?:原来|原先|之前|前面|先前|昨天|早上|刚才|上面|以前)(?:报|说|写|讲|记)?(?:的)?(?:那)?{FIGURE}(?:个人?|人|位)?(?:就)?(?:不算|作废|不作数|取消|划掉|去掉|不要|别算|莫算)(?:了|咧|啦)?"
)
_NUMBER: Final = compiled(rf"(?P<number>{FIGURE})(?:个人?|人|位)")
# 割麦小队 队长陶书民 共七人: a party told by its head, name and number.
_PARTY_WITH_HEAD: Final = compiled(
    rf"(?:[^\s,]{{0,8}}(?:队|组|班|班子|一帮|一伙)[\s,:]+)?(?:队长|领队|带队(?:的|人)?|领头(?:的|人)?|组长|班长|工头)(?:是|叫)?[:\s]?(?P<name>[\u4e00-\u9fff]{{2,3}}?)[\s,]+"
    rf"(?:全队|队里|人数)?(?:一?共|总共|合计|共计|带)?[:\s]?(?P<number>{FIGURE})(?:个人?|人|名|口)(?:[\s,]+(?:电话|手机|联系|号码)?[:\s]?1\d{{10}})?"
)
_SCHOOL: Final = compiled("年级|小学|中学|学校|幼儿园|同学")
# 割麦去喊村东头建民呀 他镰刀使得好: points to one who is good at it.
_ASK_HIM: Final = compiled(
    rf"(?P<before>[^\s,不没]{{0,6}}?)(?:去|要|得|该)?(?:找|喊|叫|请|寻|问|联系)(?!{ME}|你|谁|人|车|几|个|上|到|不)[^\s,我俺额你]{{2,8}}?(?:去)?(?:呀|嘛|啊|噻|吧|呗|哈|哇)?[\s,]+"
    r"(?:他|她|人家)(?!们?(?:也|都)?(?:去|来|报|要|想|说|让|叫|不))(?:[^\s,?我俺额去来]{1,10}(?:好|行|快|强|厉害|在行|拿手|利索|利落|内行|熟|专业|没得说|一绝|把式)|(?:[^\s,?我俺额去来]{0,4})(?:[干做搞弄]过|会[干做弄]?|懂|闲着|得闲|有空|得空|在找活|想找活|有经验))(?:得很|着呢|着哩|着|哩|呢|的)?"
)
# 是不是老杨家接媳妇: of the village's affairs.
_WHOSE_FEAST: Final = compiled(
    r"(?:是不是|莫不是|怕是|敢是)[^\s,]{1,6}?(?:接媳妇|娶媳妇|讨媳妇|娶亲|接亲|嫁女|嫁姑娘|嫁闺女|办喜事|过喜事|过寿|做寿|过满月|做满月)[^\s,]{0,3}"
)
_TOLD_AGAIN: Final = frozenset({Intent.JOIN, Intent.CHANGE})
_ON_ROSTER: Final = frozenset({Intent.JOIN, Intent.CHAT, Intent.CHANGE, Intent.CANCEL})
# What shorter texts hold is no shape; and characters without one of which a pattern cannot match.
_LEAST: Final = 6
_LATER_SIGNS: Final = frozenset("年春秋")
_WISH_SIGNS: Final = frozenset("想巴恨喜眼稀心")
_MARKS_ALONE: Final = compiled(r"[\W_]+")


@lru_cache(maxsize=16384)
def as_whole(text: str, intent: Intent, signed: bool, names_two: bool) -> Shape | None:
    """What a folded text is by its shape; None where the clauses' reading stands.

    `names_two`: its clauses name the work of different postings, so that one may be taken and another refused.
    """
    scoffs = ("你" in text or "去去" in text or "克克" in text or "来来" in text) and _SCOFFS.search(text) is not None
    if scoffs or ("?" in text and _MARKS_ALONE.fullmatch(text)):
        return Shape(Intent.CHAT, sure=True)
    if intent in (Intent.BARGAIN, Intent.ASK) and _RAISED_SO.search(text):
        return Shape(Intent.ASK, Ask.WAGE)
    seeming = reply_seeming_joins.of(text, intent, signed=signed)
    if seeming is not None:
        return seeming
    if not signed and len(text) >= _LEAST and (scene := reply_scenes.of(text, intent)) is not None:
        return scene
    party = reply_parties.of(text, intent, signed=signed)
    if party is not None:
        return party
    if len(text) >= _LEAST and (halves := reply_or_else.of(text, intent, signed=signed)) is not None:
        return halves
    if signed:
        return _of_signed(text, intent)
    if len(text) < _LEAST:
        return None
    if intent in (Intent.JOIN, Intent.CHAT, Intent.ASK) and (pointed := _of_others(text, intent)) is not None:
        return pointed
    if intent is not Intent.CHAT and _takes_back(text):
        return Shape(Intent.DECLINE)
    if (
        ("就" in text or "的话" in text)
        and ("不" in text or "没" in text)
        and _ASKED_AND_SET.search(text)
        and not _SEATS_LEFT.search(text)
    ):
        return Shape(Intent.BARGAIN)
    if intent in (Intent.ASK, Intent.DECLINE) and _NOT_WITHOUT.search(text) is not None:
        return Shape(Intent.BARGAIN)
    if (
        intent is not Intent.CHAT
        and not _LATER_SIGNS.isdisjoint(text)
        and _ANOTHER_YEAR.search(text)
        and not _THIS_YEAR.search(text)
        and "?" not in text
    ):
        return Shape(Intent.CHAT)
    put_off = _PUT_NOT_YET.search(text) if "我" in text or "俺" in text or "额" in text else None
    if put_off and (_SETTLED_LATER.search(text, put_off.end()) or _SETTLED_LATER.search(text, 0, put_off.start())):
        return Shape(Intent.CHAT)
    if intent in (Intent.ASK, Intent.CHAT) and _UP_TO_HEAVEN.search(text):
        return Shape(Intent.CHAT, sure=True)
    sent = _KIN_SENT.fullmatch(text) if "他" in text or "她" in text else None
    if sent is not None and is_name(sent["name"]):
        return Shape(Intent.JOIN, names=(sent["name"],))
    if not names_two and _sets_one_of_two(text):
        return Shape(Intent.BARGAIN)
    if intent in (Intent.CHAT, Intent.JOIN) and _wishes_in_vain(text):
        return Shape(Intent.DECLINE)
    return None


# 不去了 哈哈开玩笑的: said in jest.
_JESTED: Final = compiled(
    r"(?<![没不是])(?:开(?:个)?玩笑|逗你们?|说着玩|闹着玩|骗你们?|吓(?:唬)?你们?|吓你们?一跳)(?:玩)?(?:的|呢|哈|啦|了|啊)*(?=$|[\s,。!~])"
)


# 没变 还是两个: the number that stands.
_NO_CHANGE: Final = compiled(
    r"(?:没|不|冇|莫)(?:有)?(?:变(?!成|为)|改(?!成|为)|动)(?:化|过)?(?:了|啊|哈|的)?[\s,]*(?:还是|仍是|仍然|就是|照旧|依旧|依然|一直是|跟原来)"
)


def _of_signed(text: str, intent: Intent) -> Shape | None:
    """What whoever is on the roster says of their coming and of their number."""
    if _BY_MISTAKE.search(text) and _VOID.search(text) and not _ANOTHER_NUMBER.search(text):
        return Shape(Intent.CANCEL)
    scene = reply_scenes.of_signed(text, intent)
    if scene is not None:
        return scene
    if intent is Intent.CANCEL and (_JESTED.search(text) or stays(text)):
        return Shape(Intent.CHAT)
    if intent is Intent.CHANGE and _NO_CHANGE.search(text) is not None:
        return Shape(Intent.CHAT, sure=True)
    if intent is Intent.CHANGE and "都" in text and all_leave(text):
        return Shape(Intent.CANCEL)
    if intent is Intent.BARGAIN and _COMES_LATE.search(text):
        return Shape(Intent.CHAT)
    return _new_total(text, intent) if intent in _ON_ROSTER else None


def _new_total(text: str, intent: Intent) -> Shape | None:
    """The number that holds from now on, told by whoever is on the roster."""
    found = _NOT_BUT.search(text) if "不是" in text and "?" not in text else None
    if found is not None and intent is not Intent.CANCEL:
        return Shape(Intent.CHANGE, count=chinese(found["number"]))
    if intent in _TOLD_AGAIN and "?" not in text:
        void = _OLD_NUMBER.search(text)
        if void is not None:
            found = _NUMBER.search(text, void.end()) or _NUMBER.search(text, 0, void.start())
            return Shape(Intent.CHANGE, count=chinese(found["number"])) if found is not None else None
        found = _TOTAL_NOW.search(text)
        if found is not None and _GROWN.search(text):
            return Shape(Intent.CHANGE, count=chinese(found["number"]))
    if "我" in text and "?" not in text and _ONLY_I.search(text) is not None:
        return Shape(Intent.CHANGE, count=1)
    if "剩" in text and _LEFT_WITH_ME.search(text) is not None:
        return Shape(Intent.CHANGE, count=2)
    return None


def _of_others(text: str, intent: Intent) -> Shape | None:
    """A party told by its head, one who is pointed to, or a feast in the village."""
    if intent is Intent.ASK:
        return Shape(Intent.CHAT) if "是" in text and _WHOSE_FEAST.fullmatch(text) is not None else None
    if ("他" in text or "她" in text or "人家" in text) and _ASK_HIM.fullmatch(text) is not None:
        return Shape(Intent.REFER)
    gathered = led(text)
    if gathered is not None:
        return Shape(Intent.JOIN, count=gathered)
    party = _PARTY_WITH_HEAD.fullmatch(text) if "队" in text or "组" in text or "头" in text or "班" in text else None
    if party is not None and is_name(party["name"]) and _SCHOOL.search(text) is None:
        return Shape(Intent.JOIN, names=(party["name"],), count=chinese(party["number"]))
    return None


def _takes_back(text: str) -> bool:
    found = _TAKEN_BACK.match(text)
    if found is None or _FIRM_YES.search(found["rest"]) is not None:
        return False
    return found["turn"] == "算了" or _STAYS_AWAY.search(found["rest"]) is not None


def _sets_one_of_two(text: str) -> bool:
    if ("就" not in text and "都" not in text) or _HOLDS_AN_OATH.search(text):
        return False
    return _ONE_OF_TWO.fullmatch(text) is not None or _OR_LEAVE_IT.fullmatch(text) is not None


def _wishes_in_vain(text: str) -> bool:
    if _WISH_SIGNS.isdisjoint(text) or _WISHES.match(text) is None or _BUT.search(text) is None:
        return False
    return _ASKS.search(text) is None and _WELL_AGAIN.search(text) is None
