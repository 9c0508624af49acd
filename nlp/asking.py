# ruff: noqa: E501 - a line of grammar is not wrapped
"""Whether a text asks for workers at all: not where somebody looks for work, sells, asks the station, or fishes for money."""

from __future__ import annotations

from collections.abc import Iterator

from nlp.normalise import plain
from nlp.patterns import compiled

_SEEKS_WORDS = (
    r"招(?:主办方|老板(?!娘|助)|客户|东家|雇主)|(?:本人|我|俺)[ ,]?(?:今年)?(?:[男女],?)?[二三四五六]十[一二三四五六七八九]?岁|要[割收犁耕旋][^ ,。\n]{0,3}的(?:人家|农户|老乡|乡亲|朋友|老板)?(?:请|赶紧|抓紧|可以|就)?(?:打电话|联系|排队|登记|预约|报名)|"
    r"(?:想|要|求|正在|打算|准备|希望|来|急|在)(?:在?[一-龥]{0,6})?(?:找|寻|求|做|干|揽|接|谋)(?:个|份|点|些|一个|一份|几天|附近|近处|零|短期|长期|日结|轻松|[一-龥]{0,6}的)*(?:活(?!动)|工作|事做|工做|零工|事干|差事|营生|班上|临时工做|活路|兼职(?!人))"
    r"|(?:找|寻|求|揽|接)(?:个|份|点|些)?[一-龥]{0,6}(?:活(?:儿)?(?:干|做|路)?|工作|工做|事做|事干|差事|营生)(?!人员|服|餐)(?=[ ,.。!?\n的]|$|有|联系|谁)"
    r"|求职|应聘[一-龥]{0,8}(?:吗|不)|(?:有没有|谁家|哪里|哪儿|哪家|谁那|哪个老板|哪有|谁有)(?:有|还)?(?:[一-龥]{0,8})(?:活(?:干|做|路|儿)?(?!动)|要人|用人|招人|要工|请人|缺人|需要人)(?:吗|么|不|没|的|干)?(?:[ ,。.?!]*(?:请|给|联系|叫|喊|找|告诉|打|说|通知|我|电话|招呼|吱|带上|$|\n))"
    r"|(?:叫|喊|招呼|联系|通知|找)(?:上)?(?:我|俺|咱|我们)(?:们)?(?:一声|就行|就中|哈|嘛|吧|去|干|做|啊|就可以|一下|也行|都行)?[ ,.。!]*(?:1[3-9]\d|$|\n|电话|■)"
    r"|(?:本人|我|俺)(?:今年)?(?:[男女],?)?\d\d岁?[^\n]{0,30}(?:找|求|想|能干|会干|啥都能|什么都能|都能干|都会)"
    r"|(?:谁|哪个|哪位|有没有|谁家|哪家|有哪)(?:老板|人家|家|地方|里)?[^\n,。]{0,8}(?:要|缺|招|需要|请|用)(?:人|工|不|吗|小工|师傅|保姆)[^\n]{0,12}(?:我|俺|联系|叫|喊|可以去|能去|[吗不]$)"
    r"|(?:我|俺|咱)(?:们)?(?:[一二两三四五六七八九十\d]+个?人|俩|两口子|两公婆|夫妻|一家)[^\n]{0,20}(?:想|要|能|可以|会)[^\n]{0,8}(?:干|做|找|去|来)[^\n]{0,12}(?:活|工|吗)"
    r"|有(?:没有|无)?(?:适合|合适)[^\n,。]{0,14}(?:活|工作|事|岗位)|(?:活路|活|工作)(?:喊|叫|联系|介绍)[^\n]{0,6}(?:我|一声|下)|有活(?:干|做)?(?:的话|的)?(?:就)?(?:叫|喊|联系|请叫|找|通知|告诉)|活(?:路|儿)?(?:还)?有(?:没有|吗|没)(?=[ ,。?!]|还|咱|我|俺|$)|活(?:路|儿)?还有没|(?:我|咱|俺)(?:们)?(?:[跟和][^ ,。\n]{1,4})?(?:也)?想(?:去|来)(?:$|[ ,。]|[一二两三四五六七八九十\d俩]|报|干|做)|(?:我|俺|我们|俺们)是?(?:从)?[^ ,。\n]{1,8}(?:过来的|来打工的)|有[^ ,。\n]{0,6}(?:岗位|的活|工作)(?:的)?(?:请|麻烦|就|可以)(?:联系|打|找|叫|通知)|有没有(?:单位|厂子?|公司|店|老板|人家)[^ ,。\n]{0,4}(?:要|招|缺)人|活(?:儿|路)?(?:还|现在)?(?:要|缺|用)人(?:不|吗|么|没|啵)|(?:我|俺|咱)(?:们)?今年\d\d了?|(?:我|俺|本人)[,]?(?:今年)?\d\d岁?了?[,]?(?:会|能|想|身体)|(?:附近|周边|哪里|哪儿|现在|最近|今天|明天)(?:有没有|有无|有啥|有什么)[^ ,。\n]{0,4}活(?:路|儿)?(?:干|做)|我(?:和|跟|同)我?[^ ,。\n]{1,4}(?:两个|俩|都|一起)[^ ,。\n]{0,3}能(?:去|来|干|做)|招(?:人|工)的(?:老板|主家)?(?:们)?(?:都)?(?:看过来|联系)|本队[^ ,。\n]{0,4}(?:专业|长期|有|承)|带带我|求带|求收留|(?:打听|问一?[下声]|想问)[^。\n]{0,16}(?:[收要招缺用请]不[收要招缺用请]|还[要收招缺])|(?:我|俺|咱)(?:们)?(?:和|跟|同)我?[^ ,。\n]{1,4}(?:两个|俩|几个|都|一起)+(?:得空|有空|闲着|可以[去来干做])|求介绍|想打工|想出去打工|想进厂|想上班|想干活|想做工|想做点事|想赚点|想挣点|我想干|我能干|有要的吗|有要人的吗|有需要的老板|老板有活|有活叫|有活喊|有活联系|求老板|接活|承接|专业承接|随叫随到|可以出工|带队出工|有工人\d|我有\d+个工人|工人多"
)
_SEEKS = compiled(_SEEKS_WORDS)
_SCAM_WORDS = r"点赞|刷单|手机操作|(?:线上|在线|网上)兼职|返佣|返利|佣金(?!师)|垫付|躺赚|日赚|日入|月入[过上]|不是梦|轻松(?:月|日(?!结)|赚|拿|挣)|一天轻松|在家(?:就)?(?:能|可以|轻松)?(?:赚|挣|做任务|手机)|副业|(?<!销售)代理|招商(?![超场])|加盟|投资|稳赚|网赚|手机兼职|兼职打字|打字员日|抄写|试玩|拉人头|拉新|充值|返现|博彩|彩金|棋牌|贷款|套现|信用卡|办证(?!上岗)|(?<![果货瓜菜枣桃])代办(?![处点站人])|代开|刷信誉|做任务|抢单|首单|扫码(?:领|进|关注)|零投入|不用出门|足不出户|境外|出境|缅北|缅甸|柬埔寨|迪拜|包机票|包签证|偷渡|菲律宾"
_SCAM = compiled(_SCAM_WORDS)
_FEE_NOUN = r"(?:押金|保证金|报名费|报名押金|培训费|服装费|工装费|工服费|体检费|中介费|介绍费|材料费|办证费|资料费|建档费|定金|住宿押金|手续费|信息费|占位费|车位费|门槛费|服务费|保险费|工牌费|诚意金|会费|入会费|学费)"
_FEE = compiled(
    rf"(?P<no>不|无|没有?|免|勿|别|拒|概不|从不|退)?(?:用|需|要|须|得|先|预|自|收取?|任何)*(?:交|缴|付|收|收取|垫|转|自费|出|打|扣)(?:纳|取|了)?[^\n,。;不无]{{0,8}}?{_FEE_NOUN}|(?P<no2>不收|不用|不交|无|没有|免|不要|不需|零|0|不收取任何|不收任何|不扣|不押)?{_FEE_NOUN}(?:要|需|是|先|为|每人|一人|:| |交|收)*\d{{2,}}(?:元|块)?"
)
_FEE_OTHER = compiled(r"之前|以前|还有人|别人|别家|有人|其他|上次|骗")
_SALE_WORDS = r"(?<!不是)(?<!不)开(?:个|点)?玩笑|三缺一|求租|我租(?=[ ,。!]|$)|租房|想租|租个?房|找房子|出售|急售|转让|出租(?!车)|低价卖|卖(?:房|车|地|店|树苗|苗|苹果|果子|蜂蜜|土鸡|羊|牛|猪)|有(?:没有)?人要(?![去来干做找摘]|人)[一-龥]{2,5}[,]|求购|收购[一-龥]{0,6}(?:价|\d)|大量收购|高价收|常年收|高价回收|回收|批发|甩卖|处理(?:一批|价)|优惠|打折|特价|促销价|开业(?:大吉)?|新店|团购|有需要[一-龥]{0,6}(?:买|的私|联系购)|房屋出|二手|招租|寻租|相亲|征婚|拼车|顺风车|捎(?:人|个人)|寻人|寻物|丢了|捡到|失物|招领|代购|货源|有[一-龥]{0,8}(?:要卖|想卖|出手|卖的)"
_SALE = compiled(_SALE_WORDS)
_NOTICE_WORDS = r"培训班|免费培训|培训通知|名额[^\n]{0,10}培训|举办|讲座|通知[:：]|公告|停水|停电|医保|缴费|疫苗|核酸|体检通知|社保缴|报税|防火|防汛|天气|预警|祝(?:大家|您|你)|新年快乐|节日快乐|转发|投票|砍一刀|拼多多|链接"
_NOTICE = compiled(_NOTICE_WORDS)
_QUESTION_WORDS = r"请问|咋(?:弄|办|申请|不|还|没|样|查|发|填|收费)|怎么(?:发|看|弄|办|申请|报|没|还|不|查|填|收费|登记|联系|用|样|改|删|撤)|如何(?:申请|办|报|发)|为啥|为什么|有没有人报|几个人报|多少人报|报名(?:了)?(?:几|多少)|报了几个|招满了|招够了|招到(?:了)?(?:没|吗)|还(?:招|要|缺)(?:人)?(?:吗|么|不|没)|(?:上次|昨天|前天|刚才|早上|上午|之前)(?:我)?(?:发|登|报|招)的(?!(?:那个|那条)?(?:作废|错了|写错|不对|有误|不算|不作数|改)[^\n]{0,6}(?:重|改|以|按|[:,]))|撤(?:销|下|掉|了)|删(?:掉|除|了)|不用了|取消|不要人了|够了不要|(?<![个\d名来])人够了|人齐了|招满|已招满|不招了|收费吗|要钱吗|几点(?:上班|开门|下班)|在吗|在不在|你好吗|谢谢|辛苦了|投诉|没给钱|不给钱|没给工钱|没发工资|拖欠|欠我|欠薪|欠了|讨薪|没结|(?:工钱|工资|薪水|那?钱|账)(?:[到发结给打算][\u4e00-\u9fa5]{0,3}?了?(?:没有?(?!问题)|吗|么|不(?=[ ,。?]|$))|咋|啥时|什么时候|几时)"
_QUESTION = compiled(_QUESTION_WORDS)
_HIRE = compiled(
    r"招|要\d|要[一二两三四五六七八九十几俩]|要(?:个|人|些|点|会|能|女|男|小工|大工|师傅|有|熟|请|来|找|从|把|拉|采|摘)|找(?:个|人|几|[一二两三四五六七八九十\d]|会|能|车|辆|师傅|女|男|阿姨|保|月|位)|请(?!问|勿|联系|假|客|致电|打|来电|加|带|自|看|大家|各位|注意|提前|速|在|于|携|有意|先|到|拨|按|准|务|提|私|扫|进|咨|互|转|放心)|缺|差(?:个|几|人|[一二两三四五六七八九十\d])|聘|雇|用工|用人|需要?(?:\d|[一二两三四五六七八九十]|人|工|女|男|若干|大量)|来(?:[一二两三四五六七八九十\d]|人|个|几)|有没有.{0,10}(?:车|愿意|想|能|会|师傅)|谁(?:有|能|会|愿|来|想|家有|要来)|有(?:想|愿意|会|能|意).{0,10}(?:来|的|联系)|的来|急[招聘要需用]|喊[一-龥]{0,2}(?:[一二两三四五六七八九十\d]|人|个)|叫(?:[一二两三四五六七八九十\d]|几)个|看过来|人不限|有多少要多少|多多益善|有车的|人手|日结|有空(?:的)?[,]?来|来(?:俺|我)[^ ,。\n]{0,6}帮|上户|夫妻工|两口子|(?:夫妻|女工?|男工?|熟手|经验者)优先|长期[干做]|人数|岗位|工价|工资|寻(?:找|一|个)"
)
# 诚招保洁,工资面议: a post offered, with no number in it but the phone's
_OFFERS = compiled(
    r"(?:^|[ ,。;:!\n])(?:现|诚|急|长期|本[店厂公司园]{1,2}|因[^ ,。\n]{1,8})*(?:招(?!呼|牌|手|商)|聘|雇)"
)
_JOKE = compiled(
    r"(?:工[钱资]|薪水|钱)[^,。;\n]{0,10}(?:还|都|也|一直)没[给发结付](?!清的)|是谁发的|谁(?:乱|给)?发的这|不是我发|(?:我|俺)(?:可|并|又|根本|从来)?(?:没|没有)(?:要|招|请|发)(?!到|着|够|满|信|完|工资|钱)|冒用|冒充|先别报名|是不是真的|真的假的|是真的吗|听说[^。\n]{0,24}真的|(?:大家|你们|各位|老乡们?|姐妹们?)(?:都|千万|以后)*(?:莫|别|不要)(?:再)?(?:去(?!晚|迟|错)|上当|信)|(?:是|都是)(?:假的|骗人的|骗子)|(?:大家|你们)?(?:莫信|别信|不要信|别上当)|有货的(?:老板|农户|乡亲)?(?:打|联系|来|拉|找)|等定了再发|举行[^ ,。\n]{1,8}比赛|不是(?:要|招|找)人[,。! ]|只收货|跑顺风|送[一二两三四五\d]个人(?:去|到)|(?:我|俺)?(?:不|没)(?:是)?(?:在)?招人(?=[,。 哈啊哦的])|欢迎[^ ,。\n]{0,4}(?:送货|选购|光临|订购|品尝|订货)|(?:还)?(?:有|剩)[一二三四五两几\d]个?(?:空)?(?:位置|座位?|空位)|(?:顺风车|拼车)(?![^\n]{0,10}(?:货|拉|带[点些个]))|(?<!不是)(?<!不)开(?:个|点)?玩笑|三缺一|逗你们?玩|骗你们的"
)
_A_PERSON = compiled(
    r"(?:[找寻请招雇])(?:个|一个|位|一位|一名)[^ ,。\n]{0,8}的(?:人)?(?=[ ,。\n]|$)|(?:[找寻请]|个|位|名)(?:大姐|阿姨|大妈|大嫂|人(?!家)|师傅|会|嬢|孃|婶|嫂|妹|后生|小伙|保姆|帮手|男的|女的|女工|男工|壮|年轻|老人|老汉)"
)
_WISHES = compiled(
    r"[想要]?(?:请|雇|聘|找)(?:个|一个|[一两二三]?[个位名]|[\d一二两三四五六七八九十]+[个位名人])(?!活|工作|事|差)"
)
_OVER = compiled(r"(?:多谢|感谢|谢谢)[^\n]{0,24}(?:完了|结束了|收工了|忙完|收完|干完)")
_CALLS = compiled("(?:谁|哪个|哪位|有没有人)(?:能|会|愿|来|接|肯|有空|得空|有时间)|有意|愿意来|愿意干")
_WANTS_WORK = compiled("有活|要人|用人|要工|缺人|要不|(?:我|俺|本人)(?:会|能|啥|什么|想|求|找)")
_ANNUL = compiled(r"(?:不用了|取消|不要人了|够了不要|(?<![个\d名来])人够了|人齐了|招满|不招了|不干了|先不)")


# Most requests hold none of these words: a look for each, as one look for all of them tries more at every place.
_SUSPECT = (
    compiled(
        "谁发的|谁.发的|没[给发结付]|不是|[我俺].{0,2}没|冒[用充]|[多感]谢|真的|[莫别]去|不要去|假的|骗人|骗子|[莫别要]信|有货的|上当|别报名|等定|比赛|收货|送|位置|座|顺风|拼车|欢迎|招人"
    ),
    _SEEKS,
    _SCAM,
    _SALE,
    _NOTICE,
    _QUESTION,
    compiled(_FEE_NOUN),
    compiled("^卖|收购|^收|^大量收|收[^ ,。]{1,5}[啦了的][ ,。]"),
)


def _suspect(text: str) -> bool:
    for pattern in _SUSPECT:  # noqa: SIM110 - any() costs as much as two of the looks
        if pattern.search(text):
            return True
    return False


def asks(text: str, has_job: bool, heads: bool, pay: bool, place_or_date: bool, phone: bool) -> bool:
    """Whether a plain text asks for workers, given what else was read of it."""
    if not _suspect(text):
        if (
            not has_job
            and not (pay and phone and place_or_date and _A_PERSON.search(text))
            and not (heads and (pay or (place_or_date and _HIRE.search(text))))
        ):
            return False
        return 2.0 * heads + 1.5 * pay + 1.0 * place_or_date + 0.5 * phone >= 2.0 or (
            (2.0 * heads + 1.5 * pay + 1.0 * place_or_date + 0.5 * phone >= 1.0 and bool(_HIRE.search(text)))
            or (has_job and (phone or "面议" in text) and _OFFERS.search(text) is not None)
        )
    if _SCAM.search(text):
        return False
    if _fee(text):
        return False
    hires = bool(_HIRE.search(text))
    if _JOKE.search(text):
        return False
    seeks = _SEEKS.search(text)
    if seeks and _A_PERSON.search(seeks[0]):
        seeks = None  # 寻个大姐 … 的活
    if seeks and has_job and (heads or pay) and _CALLS.search(text) and not _WANTS_WORK.search(text):
        seeks = None  # 谁能干联系我138…
    if seeks and has_job and pay and _WISHES.search(text, seeks.end()):
        seeks = None  # 我今年58了…想请一个帮手
    if seeks and not (
        heads
        and compiled(
            r"(?:招|聘|缺|差|需要)[^\n,。我]{0,10}(?:\d|[一二两三四五六七八九十])|(?:要|雇|喊|还差)(?:\d+|[一二两三四五六七八九十]+)[个名人]"
        ).search(text[: seeks.start()])
    ):
        return False
    if (
        not has_job
        and not (pay and phone and _A_PERSON.search(text))
        and not (heads and (pay or place_or_date) and (hires or pay))
    ):
        return False
    if not hires and _OVER.search(text):
        return False  # 多谢帮忙,核桃打完了,工钱明早发
    strength = 2.0 * heads + 1.5 * pay + 1.0 * place_or_date + 0.5 * phone + 1.0 * hires
    if _QUESTION.search(text):
        question = bool(compiled(r"[?吗么咋]|请问|怎么|为啥|为什么|啥时|什么时候|几时").search(text))
        annul = bool(_ANNUL.search(text))
        strength -= 2.5 if question or annul else 1.0
        if heads and compiled(r"(?:只|还)(?:差|缺|要)|再[招要来]|现在要").search(text):
            return strength >= 1.0
        unpaid = not (heads and pay and hires)
        if (unpaid or not compiled(r"(?:没给|不给).{0,6}钱").search(text)) and compiled(
            r"(?:上次|昨天|前天|刚才|早上|之前)[^\n]{0,4}(?:发|登|招)的(?!(?:那个|那条)?(?:作废|错了|写错|不对|有误|不算|不作数|改))|(?:没给|不给|没发|没结|拖欠|欠).{0,6}(?:钱|工资|工钱|薪)|(?:工钱|工资|薪水)[\u4e00-\u9fa5]{0,2}(?:到账|发|结|给)了?(?:没|吗|不)|有几个人报|几个人报名|招到(?:了)?(?:没|吗)|招满(?:了)?(?:没|吗)|(?<![个\d名来])人够了|不招了|人齐了|已招满|招满了"
        ).search(text):
            return False
    if (
        not hires
        and not heads
        and compiled(r"^卖|收购|^(?:大量|常年|现|高价)?收[^ ,。]{1,5}[ ,]|收[^ ,。]{1,5}(?:啦|了|的)[ ,。]").search(
            text
        )
    ):
        strength -= 2.0
    if _SALE.search(text):
        strength -= 2.5 if not hires or not heads else 0.5
    if _NOTICE.search(text):
        strength -= 2.5 if not (pay and (heads or (has_job and hires))) else 1.0
    return strength >= 2.0


def _fee(text: str) -> bool:
    """Whether money is demanded from the worker (押金299, 先交报名费); 不收押金 is no demand."""
    return next(_fees(text), None) is not None


def _fees(text: str) -> Iterator[tuple[int, int]]:
    for match in _FEE.finditer(text):
        if match["no"] or match["no2"]:
            continue
        before = text[max(0, match.start() - 14) : match.start()]
        if compiled(r"[不无没免别勿拒][一-龥]{0,4}$").search(before) or _FEE_OTHER.search(before):
            continue
        yield match.span()


def without_marks(text: str) -> str:
    """A text with spaces for what asks workers for money and for marks of fraud; as long as before.

    For what a person of the desk took down: there the screening tells of those words and somebody decides.
    """
    folded = plain(text)
    for start, last in (*_fees(folded), *(match.span() for match in _SCAM.finditer(folded))):
        end = last
        stop = compiled(r"[,。;!?\n]|$").search(folded, end)
        least = folded[end : stop.start()] if stop else ""
        if compiled(r"[元块]?(?:钱)?(?:的)?").fullmatch(least):
            end += len(least)
        text = text[:start] + " " * (end - start) + text[end:]
    return text
