"""What a commitment stands in: a clause about the past, somebody's words retold, or a condition commits nobody.

A join must be asserted now, and by the writer: `unasserted` looks at the clauses of a reply that was taken for one and
gives the intent it has instead where each clause that commits stands in such a frame. A frame lasts until a clause that
speaks of now, of the writer's own wish to be put down, or of nothing that the frame tells of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from nlp.patterns import compiled
from nlp.types import Intent

Span = tuple[int, int, str]

_COMMITTING: Final = frozenset("JjCTmI9NpnKk")
_CLAUSE: Final = compiled(r"[^\s,。;!~…|/]+")
ME: Final = "(?:我|俺|额|侬|咱)"
_GO: Final = "(?:去|来|克|干|报|做|上|带|摘|到)"
# 给我算上, 帮他报, 记我俩: puts somebody down, in whatever clause it stands.
_PUT: Final = compiled(
    rf"(?<![他她家板])(?:给|帮|替|把|将){ME}(?!.{{0,6}}[了过])|(?:算|记|写|加|留|添|登|报)(?:上|个|下|一下|一个)?(?:{ME}|[他她])|(?:帮|替|给)[他她我俺额]?[^\s]{{0,4}}(?:报|写|记|登|填)|让(?:我)?(?:帮|替|给|把)"
)

# --- what is over ---
_THEN: Final = compiled(
    r"去年|上年|旧年|前年|往年|上[回次趟遭]|上一[次回]|上个?(?:月|星期|礼拜|周)|头[回年]|以前|从前|原先|早先|早年|早几年|年轻(?:时|的时候|那)|小时候|前[几两]天|前天|前阵|前晌|昨[天日晚黑夜个儿]?|(?<![号日])那[天日回次年]"
    r"|当[时初]|当年|那年头|那时|那会儿?|那阵|刚才|刚刚|刚(?=[去来从回到])"
)
# 上次那家的活, 昨天发的: names a thing by its past.
_THING_OF: Final = compiled(
    r"(?:(?:说|发|讲|报|干|去|写|做|招|贴)过?的|[那这](?:个|家|种|边|块|活|样|几个)|一样|的(?:活|时候)?|没(?:赶上|报上|去成|抢到|轮到|看见|看到|去|来|报))"
)
_NOW: Final = compiled(
    rf"今[年天儿日个]|明|后[天日]|这[回次趟遭下]|现在|如今|眼下|闲(?:了|下来|着)|\d号|[一二三四五六七八九十]号|还{_GO}|还想|照{_GO}|再{_GO}|再[给算加]|继续|接着|一[块起]去$"
)
_WENT: Final = compiled(
    r"[了过](?![吧嘛])|结果|才给|才[一两二三四五六七八九十\d]|就(?:要|给|收|得|剩|去|来)|的时候|没(?:去|来|要|给|干)|还给"
)
# Without one of these a clause behind the past goes on with it: 那年栽树 我一天栽三百个窝.
_COMING: Final = compiled(
    r"去|来|克|报|到|[算写记加留添]|行|可以|有空|有我|随叫|没问题|愿意|跟|一起|一块|俩|仨|[一两二三四五六七八九十\d]个?人|[一两二三]个$"
)
_NO_MORE: Final = compiled(r"(?:不|没).{0,4}了$")
_GONE_THERE: Final = compiled(
    r"(?:去|来|克|干|摘|跑|装|卸|砍|做|收|走)了(?:[一两二三四五六七八九十几半\d俩仨好]|有)|带了[^\s,]{1,5}(?:去|过去)$|(?<!我)(?<!我们)(?<!俺们)都(?:去|来|走)了$|(?:看|摘|干|去|来)了(?:一圈|一遍|一趟|看|下|一下)$|看了$"
)

# --- what others say, or what the writer sees ---
_SAID: Final = compiled(
    rf"(?P<who>[^\s]{{0,10}}?)(?:(?:跟|给|对|和)(?:{ME}|大家|他|她|人)(?:们)?)?(?:非|还|又|也|就|都|刚才?|一直|今天|昨天)?(?:说是|说|讲|告诉{ME})(?![好定实白话来啥法不到]|去就|走就|干就|来就|一声|句|了算|起)"
)
_OWN_VOICE: Final = compiled(
    rf"(?:^|[那但可就])(?:{ME}|咱们?|[我俺]们)?(?:也|就|都|刚|才|再|跟你|给你|直)*$|再$|[不没咋怎]$|^(?:谁|哪个)$"
)
_HEARD: Final = compiled(
    rf"(?:喇叭|广播|电话|视频|电视|快手|抖音)[里上中头]?[^\s]{{0,6}}?(?:喊|说|叫|讲)|^(?:{ME})?(?:也|都|刚|又)?(?:听(?!话)[^\s]{{0,6}}?[说讲]|听说|听讲|据说|好像|好象|似乎|说是|可能是|估计|恐怕|八成|怕是|以为)"
    rf"|^{ME}(?:刚|也|就)?(?:看见?到?|见到?|瞅见?|听见?到?|晓得|知道|记得|以为|估计|估摸|寻思|猜)(?=[^\s]*(?:他|她|人|们|[老小阿][\u4e00-\u9fff]|家|哥|姐|嫂|叔|婶|群里|村))"
)
_SELF: Final = compiled(rf"{ME}(?!家|们?村|爸|妈|哥|姐|嫂|叔|婶|弟|妹|舅|姑|姨)")

# --- conditions ---
_IF: Final = compiled(
    r"(?<!只)要是|要不是|如果|假如|若是?|倘|除非|(?<!只)只要(?!是)|万一|但凡|真要|哪天|^(?:那|明天|明早)?(?:没雨|不下雨|雨停了?|天晴了?|晴天|天好|没风)(?:的话)?(?=就|才|准|都|肯定|我|俺|额|$)|等(?!着|你|信|车|消息|到)[^\s]{1,12}(?:再|才|就)"
    r"|(?:给|管|包|报(?!名)|加|涨|接|送|拉|有车|现|结|能|可以|不|早|晚|近|住|雨|晴|空|闲)[^\s]{0,5}的话|看[^\s]{0,4}?(?P<verb>[\u4e00-\u9fff])[不没](?P=verb)"
)
# 你把路费出了, 工钱当天给清: what the employer should do first.
_DEMAND: Final = compiled(
    r"^你们?(?:先|要|得|给|把|只要|肯)[^\s]{0,6}(?:出|给|结|清|涨|加|报销|派|接)[^\s]{0,4}$|^(?:工?钱|工资|路费|车费)[^\s]{0,4}(?:给清|结清|现给|先给|先付|给足|报了|出了|报销)[^\s]{0,2}$"
)
# 要是还差人, 没满的话: that seats are left is no condition of the writer's.
_SEATS: Final = compiled(
    r"还?(?:要|缺|差|招|收|剩)(?:人|女|男|的|$|我|俺|的话|得|不|人手)|没[报招]?满|不?够人|人不?够|有(?:位|名额|空位|坑)|能报|来得及|赶得上|还行|还有|可以报|还招|还收|还能报|方便|不嫌"
)
_CHANCE: Final = compiled(
    r"雨|天气|天晴|晴|空|闲|时间|忙|好了|病|家里|屋里|娃|老婆|媳妇|老公|男人|妈|爸|睡|醒|心情|命|看|风|雪|退烧|出院"
)
_WERE_I: Final = compiled(
    rf"(?:{ME}(?:要是|如果|真要|若是?)|(?:要是|如果|若是?){ME})(?:再|还|能)?(?:没(?:上班|出|在|搬|嫁|病|伤|摔|结婚)|不(?:是|在外|在厂|上班|带娃|带孩)|还?在家|身体好)[^\s]{{0,8}}|{ME}?(?:要是|如果|真?要|若是?)(?:{ME})?(?:再|还|能|有)?[^\s]{{0,4}}(?:年轻|小个?几?十?岁|早几年|会[^\s]{{1,4}}|(?:腰|腿|眼|手|身体)[^\s]{{0,3}}(?:好|不疼|行)|没[^\s]{{0,3}}(?:娃|孩|病|老人)|有(?:驾照|力气))|(?:要是|如果|若是?)[^\s,我俺额]{{1,6}}(?:{ME}|也|肯定|早)*就(?:去|来|报名?)了|{ME}(?:要是|如果|若是?)(?:有空|得空|有时间|得闲|能走得开|走得开)[^\s,]{{0,2}}(?:就|早|肯定)[^\s,]{{0,2}}(?:去|来|报)(?:名)?了"
)
_SO: Final = compiled(
    r"^(?:那|我|俺|额|侬|咱|们|俩|[一两二三四五]个?|人|全家|娘|姊妹|兄弟|口子|不[^\s]{1,4}?)*(?:就|才|也|都|再|算|便|一定|肯定|保证|绝对|立马|马上|二话)"
)
# 去赶场的等我一脚: somewhere else is spoken of, and a bare 我也去 behind it is meant for there.
_ELSEWHERE: Final = compiled(
    r"(?:去|上|到|回|进)(?:赶[场集街墟会]|街上?|镇上?|县[城里上]|城里?|市里|医院|学校|超市|集上|庙会|广场|村委|大队|吃席|喝酒|坐席|打牌|跳舞|钓鱼|看戏|开会|运城|省城|银行|药店|[^\s]{1,3}家(?:吃|喝|玩|坐|打牌))[^\s]{0,3}(?:的|没$|不$|吗$|谁|等|带|捎)|(?:谁|有人|哪个|有没有人?)[^\s]{0,4}(?:去|上|到|回|进)(?:赶[场集街墟会]|街|镇|县|城|市|医院|学校|超市|集|运城|省城|银行)|等我(?:一脚|一下|一会)"
)
_BARE_TOO: Final = compiled(
    r"(?:那|算|带|捎|加|等|叫|喊)*(?:我|俺|额|侬|我们|俺们)(?:也|就|跟着|一起|一块|还|俩)*(?:去|来|克|走|一个|一起|个)*(?:啊|呀|吧|哈|呗)*"
)
_WISH: Final = compiled("就(?:好|美|中|行)")

_TAKEN_BACK: Final = compiled(
    r"(?:笑话|说笑的?|吹牛的?|瞎说的?|扯淡|做梦(?:呢|哩)?|想得美|逗你们?玩?的?|骗你们?的?|开?个?玩笑的?|闹着玩的?|你信不?)(?:啊|呢|哈|吧|了)*"
)
# --- whether one is taken ---
_TAKEN: Final = compiled(
    r"(?:人家|你们?|他们|那边|老板|还)?(?:收不收|要不要(?:得)?|要得不|行不行|可以不可以|可不可以|中不中|成不成|得不得行|收吗|要吗|行吗|可以吗|能行吗|收不|要不|行不|中不|可以不|能行不|得行不|干得了不|让(?:去|来|干)不|嫌不嫌弃?)[?]*"
)
_TELLS_WHO: Final = compiled(
    r"岁|十[一二三四五六七八九多来]?了|\d\d了?$|没干过|不会|头一[回次]|新手|没经验|女的|男的|身份证|小孩|带娃|带着?孩|残|胖|瘦|聋|哑|胳膊|腿|耳朵|眼"
)


def _clauses(text: str, begins: Sequence[int], spans: Sequence[Span]) -> Iterator[tuple[str, str]]:
    """The clauses of a text that hold words of meaning, each with its act ("." where it has none)."""
    acts = [(begins[begin], act) for begin, _, act in spans]
    for found in _CLAUSE.finditer(text):
        inside = [act for at, act in acts if found.start() <= at < found.end()]
        yield found[0], next((act for act in inside if act in _COMMITTING), inside[0] if inside else ".")


def _is_past(clause: str, past: bool, act: str) -> bool:
    """Whether a clause tells of what is over; `past`: the one before it did."""
    found = _THEN.search(clause)
    if found is not None:
        return not (_NOW.search(clause, found.end()) or _THING_OF.match(clause, found.end()))
    if _NOW.search(clause):
        return False
    if _GONE_THERE.search(clause):
        return True
    if past and act not in _COMMITTING:
        return _NO_MORE.search(clause) is None
    if not past or _NO_MORE.search(clause) is not None:
        return False
    return _WENT.search(clause) is not None or (act in "JjmI" and _COMING.search(clause) is None)


def _is_told(clause: str) -> bool:
    """Whether a clause gives what somebody else says or what the writer sees others do."""
    found = _HEARD.search(clause)
    if found is not None:
        return _SELF.search(clause, found.end()) is None
    found = _SAID.search(clause)
    if found is None or _OWN_VOICE.search(found["who"]):
        return False
    return compiled(_GO).search(clause, found.end()) is not None


# 隔壁两口子去 俺不去: of others who are not the writer's to put down.
_THEY_NOT_I: Final = compiled(
    rf"^(?:隔壁|邻居|邻舍|人家|别人|他们|她们|村里|对门|老[\u4e00-\u9fff]家?|[\u4e00-\u9fff]{{1,2}}(?:家|婶|嫂|叔))(?:那|家)?[^\s,我俺额]{{0,5}}(?:都|也|要|想)?(?:去|来|干)[\s,]+(?:但|可|不过|反正)?{ME}(?:们)?(?:就|可|是|都)?(?:不|没法|懒得)(?:想|能|敢)?(?:去|来|干)(?!不)"
)


# 老王喊我去 我没搭理.
_CALLED_IN_VAIN: Final = compiled(
    rf"^[^\s,我俺额]{{1,5}}(?:喊|叫|拉|约|劝|找|让)(?:着)?{ME}(?:们)?(?:也|一起|一块)?(?:去|来|报名?|干)[^\s,]{{0,2}}[\s,]+{ME}?(?:就|也|都)?(?:没|不|懒得|哪)(?:搭理|理|吭声|答应|应|去|来|想|敢|干|有空|得空|闲)"
)
# 他说去 我不信: what is doubted is not the writer's own.
_DOUBTS: Final = compiled(
    rf"[\s,](?:{ME}|那?可)?(?:才|都|也)?(?:不信|唔信|不大信|看悬|看够呛|看没戏|觉得悬)(?:$|[\s,。!])|[\s,](?:没个准|靠不住|没谱|没准头)(?:$|[\s,。!])"
)


# 队长原话是"来一个算一个": what stands between the marks is somebody else's.
_QUOTE: Final = compiled(
    r"[^\s,]{0,3}(?:说|讲|话|喊|发|写|问|回|叫|学舌|学着|念叨)(?:的|了|是|过|一句|一声)*[:,\s]*[\"『'][^\"』']*[\"』']"
)
# "算我一个"是老李说的 不是我.
_QUOTED_OF: Final = compiled(
    rf"[\"'][^\"']{{1,12}}[\"'][^\s,]{{0,8}}?(?:不是{ME}|是(?!{ME})[^\s,]{{1,6}}?(?:说|讲|发|写|喊)的|是说|{ME}(?:可)?没(?:说|讲|发))|(?:那句|那条|这句|这条)[\"'][^\"']{{1,12}}[\"'][^\s,]{{0,4}}不是{ME}"
)
_OWN_WISH: Final = compiled(
    rf"{ME}(?:们|俩)?(?:也|都|就|还|明天|肯定)*(?:去|来|报|跟|要|干)|(?:算|加|写|记|报|带|添)(?:上)?{ME}|{ME}(?:说|讲|发|写|回)|(?:报|写|记|算)上|给[^\s,]{{1,4}}(?:报|写|记)"
)


def _only_quoted(text: str) -> bool:
    """Whether a text gives another's words between quotation marks and says nothing of the kind outside them."""
    if '"' not in text:
        return False
    if _QUOTED_OF.search(text):
        return True
    left, times = _QUOTE.subn("", text)
    return times > 0 and _OWN_WISH.search(left) is None and not text.startswith(("我说", "俺说", "额说"))


def unasserted(text: str, begins: Sequence[int], spans: Sequence[Span]) -> Intent | None:
    """The intent of a text taken for a join whose commitments are all past, retold or made to depend on something."""
    if (_THEY_NOT_I.search(text) or _CALLED_IN_VAIN.search(text)) and not _PUT.search(text):
        return Intent.DECLINE
    if _DOUBTS.search(text) is not None or _only_quoted(text):
        return Intent.CHAT
    clauses = list(_clauses(text, begins, spans))
    if len(clauses) > 1 and _TAKEN_BACK.fullmatch(clauses[-1][0]) and not _PUT.search(text):
        return Intent.CHAT
    if len(clauses) > 1 and _OR_NOTHING.fullmatch(clauses[-1][0]) and not _PUT.search(text) and "就" in clauses[-2][0]:
        return Intent.BARGAIN
    past = False
    before = ""
    meant: Intent | None = None
    for number, (clause, act) in enumerate(clauses):
        put = _PUT.search(clause) is not None
        past = not put and _is_past(clause, past, act)
        if act in _COMMITTING:
            elsewhere = _ELSEWHERE.search(before) is not None and _BARE_TOO.fullmatch(clause) is not None
            if past or elsewhere or (not put and _is_told(clause)):
                meant = Intent.CHAT
            else:
                meant = _condition_of(clause, before, last=number + 1 == len(clauses))
            if meant is None:
                return _whether_taken(clauses, number)
        before = clause
    return meant


# 能早走一个小时不 能就报我.
_IF_SO: Final = compiled(rf"^(?:行|能|给|管|可以|中|成|买|有)(?:的话)?(?:{ME}们?)?就(?:去|来|报|算|记|给|上)")
# 不清就算, 没有拉倒: what is asked for, or nothing.
_OR_NOTHING: Final = compiled(
    r"(?:要是|如果)?(?:不|没)[^\s]{0,5}?(?:就|那就)?(?:算|拉倒|免谈|不去|白搭)(?:了|球|咧|啦)*"
)


def _condition_of(clause: str, before: str, *, last: bool) -> Intent | None:
    """What a commitment is that depends on a condition in its own clause or in the one before; None where on none."""
    if _TERM.search(clause) and not _SEATS.search(clause):
        return Intent.BARGAIN
    if before and _IF_SO.search(clause) and not _SEATS.search(before):
        return Intent.BARGAIN
    if _sets_condition(clause, last=last):
        return _dependent(clause)
    if _sets_condition(before, last=False) and (_SO.search(clause) or _DEMAND.search(before)):
        return _dependent(before)
    return None


def _sets_condition(clause: str, *, last: bool) -> bool:
    if not clause or (_IF.search(clause) is None and (last or _DEMAND.search(clause) is None)):
        return False
    return _SEATS.search(clause) is None and _WISH.search(clause) is None


def told_only(text: str, begins: Sequence[int], spans: Sequence[Span], acts: str) -> bool:
    """Whether the clauses of a text whose acts are among `acts` all tell of the past or of what others say."""
    past = found = False
    for clause, act in _clauses(text, begins, spans):
        past = _is_past(clause, past, "." if act in acts else act)
        if act in acts:
            if not (_is_told(clause) or (past and "B" in acts)) or _OPEN_END.search(clause) or _OWN_DEED.search(clause):
                return False
            found = True
    return found


_OPEN_END: Final = compiled(
    r"[?吗么呢]$|不$|没$|没有$|[我俺额]的?(?:工?钱|工资)|(?:都|还|也|就)(?:给|是|有)?[\d一二三四五六七八九]|几[点天]|几个(?![^\s]{0,4}[去来人])|多少|啥时"
)
_OWN_DEED: Final = compiled(rf"{ME}?(?:就|才|也)(?:去|来|干|报|考虑)")


# 给现钱我带六个人, 能早点收工我就报: a term before what it brings.
_TERM: Final = compiled(
    rf"^(?:那|老板|只要|一天|要|来回)?(?:给|管|包|加|涨|能|有(?!空|时间|事|人说)|日结|现(?!在)|接|送|超过|到\d|够\d|工资|工钱|允许|让|先|不用|晚|早点|按)(?![^\s]{{0,9}}(?:雨|天气|空|时间|忙|喊|叫|昨|以前|去年))[^\s我俺额]{{1,9}}"
    rf"(?:(?:{ME}|全家|两口子)(?:们)?(?:就|才|马上|立马)(?:去|来|报|干|考虑|带|上|参加|试)|{ME}们?(?:村|这边)?(?:带|拉|叫|领|(?<=村)去|(?<=村)来|[两三四五六俩仨\d]个?人?[去来]))(?![^\s]*了$)"
)


def sets_term(text: str) -> bool:
    """Whether a text makes coming depend on a term: 超过150我就考虑."""
    return _TERM.search(text) is not None


def were_i(text: str) -> bool:
    """我要是再年轻十岁就上了, 我要是没上班肯定去: what would be, were the writer otherwise."""
    return _WERE_I.search(text) is not None


# What makes a refusal depend on something, with the refusal behind it: 要是下雨我就不去了, 不去的话我说一声.
_NOT_GOING: Final = (
    r"(?:不(?:能|得|想)?(?:再)?(?:去|来|干|克|上)(?!不)|(?:去|来|干|走|克)不(?:了|成|脱|得)|算了|取消|退(?:出|了))"
)
_FIRM_NO: Final = compiled(_NOT_GOING)
_NO_IF: Final = compiled(
    rf"(?:(?<!只)要是(?!不是)|如果|假如|假若|若是|倘若?|万一|真要(?:是)?|要真)[^。;!?]{{0,16}}?{_NOT_GOING}"
    rf"|(?:[下落][大小]?[雨雪]|刮大?风|变天|天气?不好)(?:的话|天)?[,\s]*{ME}?们?(?:就|便|都就|肯定){ME}?们?(?:也|都|肯定)?{_NOT_GOING}"
    rf"|(?:[下落][大小]?[雨雪]|刮大?风|变天|天气?不好)的话[,\s]*{ME}?们?(?:也|都|肯定|可能)?{_NOT_GOING}"
    rf"|{_NOT_GOING}的话"
)
# 要是这样我就不去了, 要是后天的话我就不去了: what is told already, or politeness, is no condition.
_GIVEN: Final = compiled(
    r"(?:要是|如果|真要(?:是)?)(?:[这那][样么种点]|如此|可以|方便|能行|行的?话?[,\s就]|不麻烦"
    rf"|(?:改(?:成|到|在))?(?:今|明|后|大后)[天日儿](?:的话|[去来干])?[,\s]*{ME}?们?[就都也便]|\d{{1,2}}[号日](?:的话|[去来干])?[,\s]*{ME}?们?[就都也便])"
)


def no_only_if(text: str) -> bool:
    """Whether a refusal depends on what may or may not come: 要是下雨我就不去了. Nobody is taken off for it yet."""
    found = _NO_IF.search(text)
    return found is not None and not _GIVEN.match(found[0]) and _FIRM_NO.search(text, 0, found.start()) is None


def _dependent(condition: str) -> Intent:
    if _WERE_I.search(condition):
        return Intent.DECLINE
    return Intent.CHAT if _CHANCE.search(condition) else Intent.BARGAIN


def _whether_taken(clauses: Sequence[tuple[str, str]], number: int) -> Intent | None:
    """我跟我妈去 她六十五了 收不收: who would come is told, and asked whether they may."""
    if len(clauses) < 3 or number > len(clauses) - 3 or _TAKEN.fullmatch(clauses[-1][0]) is None:
        return None
    told = clauses[-2][0]
    return Intent.ASK if _TELLS_WHO.search(told) and not any(_PUT.search(clause) for clause, _ in clauses) else None
