"""Phrases of replies put together from their parts: who, a verb, and what it is done to.

给我记一笔, 帮俺也填上 put the writer down; 去接个人, 去亲戚家做客 are errands; 在别人家摘着 is work elsewhere. Each
rule is looked up by its first character, as those of `nlp.reply_special`.
"""

from __future__ import annotations

from typing import Final

from nlp import reply_lexicon
from nlp.patterns import compiled
from nlp.reply_rule import Rule, Special, plain_rule

ME: Final = "(?:我|俺|额|侬|咱)"
_END: Final = r"(?=$|[\s,。!?;、~了啊吧呗嘛哈咧嘞噻哦喽啦呀去来就也那])"
_WRITE: Final = "(?:安排|[报记写填登留占添加算挂排补订预安标列画录算])"
# 给我记一笔, 帮俺占个坑, 把我也填进去, 给我的名字写上.
_PUT_ME: Final = compiled(
    rf"(?:给|帮|替|把|将){ME}(?:的?名字?)?(?:也|先|都|提前|再|一起|一块|顺便|赶紧|快)?"
    rf"{_WRITE}(?:上|下|个|起|进去|进来|进|到|在|一个|一笔|一名|一下|一哈|一位|一份|[一个]?名额|[一个]?位置?|[一个]?位子|坑|号|名字?|里头?|里面|表上?|单子?"
    rf"|单上|那?名单上?|一?边|里)*"
    rf"(?![的两俩二三四五六七八九十仨]|妈|爸|哥|姐|弟|妹|嫂|媳|老|婆|[0-9])"
)
# 别把我划了, 不要把俺去掉: stays on.
_KEEP_ME: Final = compiled(
    rf"(?:别|莫|不要|千万别|可别|甭|先别|不用|不能|千万莫)(?:给|把)?{ME}(?:们)?(?:的?名字?)?(?:给)?(?:划|删|去|踢|取消|退|撤|抹|勾|销)(?:了|掉|去"
    rf"|出去|下来|下去)*{_END}"
)
# 我没说不去, 谁说我不去.
_NEVER_REFUSED: Final = compiled(
    rf"(?:(?:没有?|冇|几时|啥时候|什么时候|哪里?|哪儿|谁|哪个|又没|又不是|可没|并没有?)(?:人)?[说讲](?:过)?|谁[说讲]){ME}?(?:们)?(?:要|就)?(?:不"
    rf"|莫)(?:去|来|干|做|克)(?:了|啦|咧)?"
)
_HOME: Final = "(?:家|屋|屋里|屋头|家里|那里|那儿|那边)"
_ELSE: Final = (
    "(?:旁人|别处|别家|别人家?里?|旁人家?|人家(?:家)?|别的地方|其他地方|外面|外头|外地|厂里?|别的厂|工地上?|隔壁村?"
    f"|[^\\s,。我俺额这西]{{1,3}}{_HOME})"
)
# 在别人家摘着, 已经在厂里上班, 跟别家说好了: bound elsewhere.
_ELSEWHERE: Final = compiled(
    rf"(?:已经|早就?|正|都|还|现在)*(?:在|搁|到|去){_ELSE}[^\s,。我俺额]{{0,3}}?(?:干活|干|做工|做|摘|上班|打工|帮忙|忙|接了|找到|有活)(?:着|上了"
    rf"|上|了|呢|活|的|咧|哩|起)+"
    rf"|(?:答应|应承)(?:了|下)?{_ELSE}(?:的活)?(?:了|咧|啦|下)*"
    rf"|(?:跟|和|给|应|接|报)(?:了|下)?{_ELSE}(?:的活)?(?:说好|讲好|约好|定|报|应)?(?:了|咧|啦|下)+"
)
# Things people go and do that are no work of a posting; 去摘, 去干 and the like are not among them.
_ERRANDS: Final = (
    "接(?!活|班|力|龙|着|上|替|你|货|这)|送(?!货|水|菜)|买|拿|取(?!椒)|交(?!椒)|喝|吃|还(?![是能行有要得去来差缺收招需可没])|喂(?!鱼|虾)|借|卖|换|存|领"
    "|看病|看戏|看店|看望|看我|看[老娃孩爸妈丈]"
    "|开会|开门|开车|赶集|赶场|赶墟|上坟|上班|上学|上课|理发|剪头|洗澡|洗衣|洗个|洗脚|洗头|洗脸|洗手|体检|考|培训|面试|办|走亲|串门|跟会|做客|吃席|坐席|帮亲|照看|照顾|伺候|陪|打针|打牌|打麻将"
    "|打疫苗|睡|耍|玩|逛|转转|遛|散步|跳舞|钓鱼|拜"
)
_PLACES: Final = (
    "医院|卫生院|卫生所|诊所|学校|超市|市场|银行|信用社|街上?|集上?|镇上|县城|县里|县上|城里|市里|省城|村委|大队部|派出所|驾校|药店|地里|自家|自己|亲家|亲戚家?|老丈人|丈母娘|娘家"
    "|[^\\s,。我俺额这那西哪]{1,3}(?:家|屋)(?=吃|喝|做客|拜|喝酒|$|[\\s,。了]|住|玩|串|坐|拿|取|借|搬东|找|看电)"
)
_GO_ERRAND: Final = compiled(
    rf"(?:得|要|先|还得|还要|正要|正|就|马上)?(?:去|上|到|回)(?:一?趟|个|一下)?(?:(?:{_PLACES})[^\s,。!?]{{0,6}}"
    rf"|(?:{_ERRANDS})[^\s,。!?]{{0,6}})"
)
# What follows an errand and makes it part of coming: 去接了娃就来.
_THEN_COMES: Final = compiled(rf"(?:完|了|好|罢)[^\s,。]{{0,3}}(?:就|再|才|马上)|{ME}?(?:去|来|到)(?:$|[\s,。])|报名")
_OPEN: Final = compiled("[多哪几吗么啥咋谁不]")
# 做一天给一天, 干几天算几天: how the pay is given.
_DAY_FOR_DAY: Final = compiled(
    r"(?:做|干|摘|上|出|搞)(?:一|几|多少|好多)(?:天|日|工|个|斤|趟)(?:就)?(?:给|结|算|拿|发|开|付)(?:一|几|多少|好多)(?:天|日|工|个|斤|趟)"
)
_GIVEN_BACK: Final = compiled(r"退(?:回|钱|货|款|休|伍|耕|烧|还|给|役|潮|水)(?:去|来|了|的|给)*")
_ANOTHER_TIME: Final = compiled(
    r"(?:(?:等|到|留|看|放|约|赶|那就|就)*(?:下|二|再下)(?:一)?(?:次|回|趟|批|拨|遭|场)|改天|改日|(?:等|到)?以后)(?:了|吧|再说|再去|再来|再报|再干"
    r"|再约|去|来|有机会|叫我|喊我|喊俺|叫俺|啊|哈|嘛|呗|哦|咯|噻|一定)*(?=$|[\s,。!~])"
)
# 给我堂哥看哈, 跟他讲一声: carries it to somebody.
_TELL_THEM: Final = compiled(
    rf"(?:给|跟|对|和|让|叫){ME}?(?:们)?(?:家)?(?:他们?|她们?|[^\s,。你我俺额侬]{{1,3}}?)(?:看|讲|说|瞧|瞅)(?:哈|下|看|一下|一声|声|一哈|一说|这个|瞧)"
)
# 有人喊我小伙子, 老板叫我去: what others say or do to the writer.
_OTHERS_CALL: Final = compiled(
    r"(?:还|也|又|总|老是?)?(?:有人|人家|别人|他们?|她们?|谁|哪个|老板|老表)(?:还|都|也|又|老|就|今天|天天)?(?:喊|叫|带|拉|算|加|捎|找)(?:我|俺"
    r"|额)(?!.{0,6}(?:报|我也?去|俺也?去|额也?去))"
)

# 没拖过哪个的, 没欠过谁: the question word asks nothing behind a no.
_NOBODYS: Final = compiled(
    r"(?:没有?|从没|从来没|不|冇)[^\s,。?]{1,4}(?:哪个|谁|哪家|哪样|啥|什么)(?:的)?(?:钱|人)?(?=$|[\s,。])"
)

# 要是还差人: that people are wanted is no condition of the writer's.
_IF_WANTED: Final = compiled(
    r"(?:还|也|真|就)?(?:没满|没报满|没招满|缺人手|缺人?|差人?|人不够|不够人?|要人|有位置?|有名额)(?:的话|[我俺额侬](?=[来去也可就]))"
    r"|(?:要是|如果|只要|若是|假如|要|万一)(?:还|也|真|实在)*(?:没满|没报满|没够|要人|缺人手|缺人|差人|招人|有位置?|有名额|有空位|有坑|人不够|不够人|缺|差|要|收人?|能报"
    r"|来得及|赶得上)(?:人|了|的话)*(?=$|[\s,就给把算我俺额])"
)
_NO_PROBLEM: Final = compiled(
    r"(?:也|都|肯定|绝对)?(?:没|莫|冇)(?:得|有|啥|什么)?(?:一点)?(?:问题|得说|麻达|事(?=$|[\s,]))"
)

# 荔枝留给别人: leaves it to others.
_LEAVES_IT: Final = compiled(
    r"(?:留|让|给|送|推)(?:给)?(?:小伙子?|后生|壮劳力|男劳力|男人们|别人|旁人|人家|别个|别家|年轻人|有[^\s,]{1,3}的人?|他们|需要的人?)(?:去|吧|干|做|挣|嘛)*(?=$|[\s,。!])"
)
# 问准了再给你报: has yet to be settled.
_NOT_YET: Final = compiled(
    r"(?:等|先|还要|还得|得|要)?(?:我|俺|额|侬)?(?:问|商量|打听|说|定|看|想|讲|考虑|弄|合计|盘算)(?:准|清楚?|好|妥|明白|过|一下|罢|完|下"
    r"|哈)?(?:了)?(?:[我俺额他她][^\s,]{0,3})?(?:再|才)(?:给你?|跟你|来|去|决)?(?:报|说|讲|定|回|答|看|去|来|算)(?:名|话|你|信|吧)*"
)
# 你寻他去, 你加她微信: points a third person out.
_SENDS_TO: Final = compiled(
    r"(?:你们?|恁们?)(?:去|快|可以|可|就|也|再|先|直接|赶紧)*(?:加|喊|叫|寻|找|问|联系|打给|打|告诉|约)(?:一下|下|哈|声)?(?:他|她|佢|[阿老小][\u4e00-\u9fff])"
)
# 咱家送到村口, 车拉到门口: a way home that the employer sees to.
_BROUGHT_HOME: Final = compiled(
    r"(?:开车|派车|有车|专车)?(?:接|送|拉)(?:我们?|俺们?|额们?|人)?(?:到|回|进|上)(?:家|屋|寨上?|村上?|[^\s,就]{0,4}口)(?:来|去|里)?"
)
_CANNOT_OPEN: Final = compiled("(?:图片?|图|视频|语音|链接)?(?:打|点|听|放|加载|刷|搜|翻)不(?:开|见|到|清|出|着)")
_IF_ONLY: Final = compiled(r"(?:要是|如果|要)[^\s,]{1,14}?(?:就好|多好|该多好|就美)(?:了|咧|啦|嘞)*(?=$|[\s,])")
# 三婶叫我问问: asked for somebody else.
_ASKED_TO_ASK: Final = compiled(
    rf"(?:叫|让|托|喊){ME}(?:来|帮[他她忙]|给[他她])?(?:问问|问一下|问下|问哈|问一声|问声|打听一下|打听)(?![他她你我])"
)
_WOULD_EARN: Final = compiled("(?:也|倒是?|是|真|可)?想(?:挣|赚)(?:这|那|个|点|你)?")
_WANTS_THING: Final = compiled(
    "(?:群里)?谁(?:家)?有(?!他|她|老板|电话|号码|微信|地址|定位|位置|空|时间|兴趣|意|工夫|闲|车|活|人|伴|力气|本|证|没|想|谁)"
)
_SCOLDS: Final = compiled(r"(?:一天到晚|成天|整天|天天|光|就|只)(?:就|都)?(?:知道|晓得|会)(?:喊|叫|说|嚷|吹|发)")
# 阿花她妈, 建军他媳妇.
_THEIR_KIN: Final = compiled(
    r"[\u4e00-\u9fff]{2,3}?[他她](?:家)?(?:婆婆|公公|媳妇|老公|老婆|男人|儿子|闺女|女儿|嫂子|姐夫|妹夫|妈|爸|爹|娘|姐|哥|弟|妹|嫂|婶|姨|舅|姑|叔|伯|奶|爷)"
)
_CALLED: Final = compiled(r"(?:[他她]|名字|大名)?叫做?(?P<name>[\u4e00-\u9fff]{2,3})(?=$|[\s,。0-9])")

# 明儿给你拉, 帮你们干: offers the work itself.
_WORK_FOR_YOU: Final = compiled(
    r"(?:给|帮|替)(?:你们?|恁们?|老板)(?:家)?(?:去|来)?(?:拉|干|摘|砍|弄|做|搬|装|卸|割|挖|收|剪|砌|跑|种|栽|采|扛|整|搞|打|修|刷|抬|背)(?!招呼"
    r"|电话|听|趟|广告|折|气)(?:去|完|了|好|几天|一天|两天|吧|嘛|呗)*(?=$|[\s,。!])"
)
_OF_OUR_VILLAGE: Final = compiled(
    r"(?:村|寨|队|组|屯|庄|屋|湾|院)(?:子)?(?:里|上|头)(?=(?:还)?(?:有|能来|来|出|去)?(?:\d+|[一两二三四五六七八九十]+)(?:个|名|位))"
)
_WHOSE_NUMBER: Final = compiled(
    "(?:谁|哪个)(?:家)?(?:有|晓得|知道)(?:他|她|老板|人家|主家)?(?:的)?(?:电话|号码|微信|联系方式|手机号)"
)
_RAINS: Final = compiled(r"(?:说|讲)?(?:下|落)(?:雨|雪)[^\s,]{0,2}(?:又|也|还|都)?(?:不|没)(?:下|落|停)")
_COMES_DOWN: Final = compiled("(?:说|讲|给|问|发)下(?=雨|雪|去|来|次|回|周|个|午|面)")

# 要不是腿疼我肯定去, 本来想去的: what would have been.
_BUT_FOR: Final = compiled(r"要不是[^,。]{1,16}?(?:去|来|干|报名|报)(?:了|的)*(?=$|[\s,。])")
_WOULD_HAVE: Final = compiled(
    r"(?:(?:本来|原本|原来)(?:是|也)?能|(?:本来|原本|原来|倒是|倒|本)(?:是|都|也|还|就|打算|准备|说)*(?:想|要|打算|准备))(?:去|来|干|做|报名?|克)(?:的|了|呢|哩)*"
)
_MISTOLD: Final = compiled("(?:写|报|记|打|发|填|登|算|说|弄|搞)(?:错|岔|差|多|少|漏|重)(?:了|咧|啦)(?:人数|人|数)?")
# 小王 你去年干过: speaks to somebody by name.
_TO_SOMEBODY: Final = compiled(
    r"(?:[小老阿][\u4e00-\u9fff]|[\u4e00-\u9fff]{1,2}(?:哥|姐|嫂|叔|婶|姨|爷|师傅|师|子))[\s,]*(?=你(?!们))"
)
_FAR_AWAY: Final = compiled(
    r"在(?![这那家哪群的村场行此阿啥什])[\u4e00-\u9fff]{2,4}(?:呢|哩|上班|打工|干活|做工|做事|读书|住院|看病|帮忙)"
)
_WHEN_FREE: Final = compiled(
    r"(?:等|先)?(?:忙|过|弄|干|收|办)(?:完|过|罢)?(?:了)?(?:自家|手头|家里|屋里)?(?:的|这|那)?(?:几|两|阵|段|一阵|些|点)?(?:天|日子?|阵子|时间"
    r"|活|事)?再(?:说|看|讲)"
)
_OWN_HARVEST: Final = compiled(
    r"(?:还有|家里|屋里|[我俺额]家|自家|地里|田里)[^\s,]{0,8}(?:没|还没|莫|冇)(?:收|摘|割|打|弄|种|栽|拔|挖|卖|搞|浇|剥|掰|忙|干|做)(?:完|了|呢|好|成)?"
)
_AND_OTHERS: Final = compiled(r"[\u4e00-\u9fff]{2,4}等(?=[\d一二两三四五六七八九十])")
_TO_EARN: Final = compiled("(?:挣|赚)(?:点|个|些|几个|俩)?(?:钱|油钱|零花钱|烟钱|菜钱|生活费|零用)(?:去|来)")

_OF_WORK: Final = compiled("(?!昨|前天|刚)[^昨刚]{0,6}?(?:[去来干做报活克闲摘]|没事|有空|挣钱)")

_BODY: Final = compiled(
    r"(?P<number>[两俩二三仨四五六七八])(?:娘母|娘崽|娘儿|爷崽|爷子|母女|母子|父子|父女|姐妹|姊妹|兄弟|弟兄|妯娌|口子|口人|口|老表|姑嫂|公婆|叔侄|师徒|婆媳|老姐妹|老姊妹|姐弟|兄妹|连襟)(?:们|伙|几个)?"
)
_NUMBERS: Final = {"两": 2, "俩": 2, "二": 2, "三": 3, "仨": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8}
# 你赶快问问, 你可以报名: urges whom it speaks to.
_URGES_YOU: Final = compiled(
    r"(?:你们?|恁们?)(?:去|快|赶快|赶紧|可以|可|也|抓紧)+(?:问问|问一下|问下|打听|联系|报名|报|看看)(?=$|[\s,。!嘛吧呗噻])"
)

_SEND_ME: Final = compiled(
    r"(?:老板|负责人|主家|师傅|东家)?(?:的)?(?:电话|号码|微信|手机号|联系方式)(?:号码?)?(?:给|发|留|报|说|推)(?:我|俺|额)?(?:一?个|一下|下|来|过来|哈|一哈)"
)
_SEND_PLACE: Final = compiled(r"(?:地址|定位|位置|路线)(?:给|发|说|报)(?:我|俺|额)?(?:一?个|一下|下|来|过来|哈|一哈)")
_COMES_FROM: Final = compiled(r"从[^\s,去]{1,5}(?:过来|来)的?(?=$|[\s,。])")
_NOT_UNWILLING: Final = compiled(rf"不是{ME}?不(?:想|愿意?|肯|乐意)(?:去|来|干|挣|赚|做|报)?")
_NOBODY_FOR_THEM: Final = compiled(
    r"(?:孙子?|孙女|娃娃?|孩子|老人|家里|屋里|屋头|店里?|门面|地里?|猪|牛|羊|鸡|小的|老的|婆婆|公公|爸|妈|爷爷|奶奶)[^\s,]{0,2}(?:没|冇|莫)(?:得|有)?人(?:接|看|管|带|照顾|照看|喂|守|送|哄|陪|做饭|换|伺候)(?:送)?(?:么|嘛|啊|呀|哩|呢)*"
)
_RATHER_NOT: Final = compiled("不(?:想|愿意?)(?:起早|早起|带饭|走路|跑远|欠|惹|麻烦|耽误|多说|熬夜|坐车|花钱|占)")

_THOSE_FEW: Final = compiled("(?:那|这)(?:几|两|三|些)个?(?:人|女的|男的|后生|妇女)")
_LEAVES_LATER: Final = compiled(
    r"(?:去不了|来不了|去不成|有事|不行|到时候?|不成|走不开)(?:的话|了)?(?:再|就)(?:退|说|取消|划|讲)(?:呗|吧|嘛)?(?=$|[\s,])"
)
_TOLD_TO_PUT: Final = compiled(
    r"(?:让|叫|托|喊|说让)(?:我|俺|额)?(?:帮[他她忙]?|给[他她]|替[他她])?(?:报|登记?|写|记)(?:一下名?|名|上|个名|个)+"
)
_NOT_ONE_LESS: Final = compiled("一个(?:都|也)?不(?:能)?(?:少|落|漏)")
_NO_TIME: Final = compiled(
    r"(?:都|也|实在|真|确实|这两天|最近|真的|全)+(?:没|冇|莫)(?:得|有)?(?:空|时间|工夫|功夫|闲)(?:去|来|干|得|了)?"
)
_TIED_TO_HOME: Final = compiled(
    r"(?:家里|屋里|屋头)[^\s,]{0,6}?(?:离不(?:开|得|了)人?|走不[开脱]|丢不[下开]|要人?(?:管|照顾|看|伺候))"
)
# Names that begin with a number: 我和九斤, 十三妹报名, 王八斤, 刘一手.
_NUMBER_NAME: Final = compiled(
    r"[一二三四五六七八九十]{1,2}[\u4e00-\u9fff](?<![个位名口男女天日号点块元人不没也都去来报和跟要想就了吗呢别莫])(?=[、,和跟与都也去来报\s]|$)"
)
_NUMBER_BYNAME: Final = compiled(
    r"[一二三四五六七八九十]{1,2}(?:妹|娃|毛|丫|狗|柱|虎|牛|喜|旺|斤)(?=报|去|来|也|要|想|、|和|跟)"
)
_SURNAME_NUMBER: Final = compiled(
    r"[\u4e00-\u9fff][一二三四五六七八九十][\u4e00-\u9fff](?<![个位名口天日号点块元人百千万岁不没也都去来报和跟要想就了吗呢别莫])(?=[、,和跟与都也去来报一\s]|$)"
)
_TWO_NAMES: Final = compiled(r"(?:[\u4e00-\u9fff]{2}){2,3}(?=[、,都也去来报一\s]|$)")

_HEARD_PUT_ME: Final = compiled(
    r"(?:算|蒜|酸)(?:上|起)?(?:哦|窝|卧|沃|握)(?=$|[\s,一])|(?:蒜|酸)(?:上|起)?[我俺](?=$|[\s,一])"
)
_HEARD_PUT: Final = compiled("(?:蒜|酸)(?:上|起)(?=[我俺额侬])")
_LOOKS_FOR_ME: Final = compiled(r"(?:找|寻|喊|叫)(?:我|俺|额)(?=$|[\s,。!])")
_CAN_ONE_GO: Final = compiled("(?:去不去|来不来|干不干|摘不摘|做不做)得(?:成|了|到)|[去来干摘做]得(?:成|了)不")


def _looks_for_me(text: str, at: int, marks: list[str]) -> Special | None:
    """打苹果的寻俺: who is looked for is at hand."""
    if len(marks) < 1 or marks[-1] not in ":w":
        return None
    found = _LOOKS_FOR_ME.match(text, at)
    return ("b", None, found.end()) if found else None


def _number_name(text: str, at: int, marks: list[str]) -> Special | None:
    if marks and marks[-1] == "&":
        found = _NUMBER_NAME.match(text, at)
    else:
        found = _NUMBER_BYNAME.match(text, at) if not marks or marks[-1] in ",:" else None
    return ("n", found[0], found.end()) if found else None


def _surname_number(text: str, at: int, marks: list[str]) -> Special | None:
    if marks and marks[-1] not in "K&,aLBbf:":
        return None
    found = _SURNAME_NUMBER.match(text, at)
    return ("n", found[0], found.end()) if found else None


def _two_names(text: str, at: int, marks: list[str]) -> Special | None:
    """我跟张三李四去: each pair of characters begins with a family name."""
    if not marks or marks[-1] not in "&L":
        return None
    found = _TWO_NAMES.match(text, at)
    if found is None or any(found[0][k] not in reply_lexicon.surnames() for k in range(0, len(found[0]), 2)):
        return None
    return "K", len(found[0]) // 2, found.end()


def _those_few(text: str, at: int, marks: list[str]) -> Special | None:
    found = None if marks and marks[-1] in "IW" else _THOSE_FEW.match(text, at)
    return ("H", None, found.end()) if found else None


def _body(text: str, at: int, marks: list[str]) -> Special | None:
    found = _BODY.match(text, at)
    return ("P", _NUMBERS[found["number"]], found.end()) if found else None


def _to_somebody(text: str, at: int, marks: list[str]) -> Special | None:
    if marks and marks[-1] != ",":
        return None
    found = _TO_SOMEBODY.match(text, at)
    return ("@", found[0], found.end()) if found and _OF_WORK.match(text, found.end() + 1) else None


def _and_others(text: str, at: int, marks: list[str]) -> Special | None:
    if marks and marks[-1] not in ",:#fBb":
        return None
    found = _AND_OTHERS.match(text, at)
    return ("n", found[0][:-1], found.end()) if found and found[0][0] in reply_lexicon.surnames() else None


def _their_kin(text: str, at: int, marks: list[str]) -> Special | None:
    if marks and marks[-1] not in "a&,fBbL:":
        return None
    found = _THEIR_KIN.match(text, at)
    return ("K", None, found.end()) if found else None


def _called(text: str, at: int, marks: list[str]) -> Special | None:
    found = _CALLED.match(text, at)
    if found is None or found["name"][0] not in reply_lexicon.surnames():
        return None
    return "n", found[0], found.end()


def _of_our_village(text: str, at: int, marks: list[str]) -> Special | None:
    found = _OF_OUR_VILLAGE.match(text, at)
    if found is None:
        return None
    return ("_" if marks and marks[-1] in "&aL" else "W"), None, found.end()


def _if_wanted(text: str, at: int, marks: list[str]) -> Special | None:
    found = _IF_WANTED.match(text, at)
    if found is None:
        return None
    return "_", None, found.end() - (text[found.end() - 1] in "我俺额侬")


def _errand(text: str, at: int, marks: list[str]) -> Special | None:
    found = _GO_ERRAND.match(text, at)
    if found is None or _OPEN.search(found[0]):
        return None
    then = _THEN_COMES.search(text, found.start() + 1, found.end() + 4)
    if then is not None:
        # 去接了娃就来: the errand goes before the coming.
        return ("_", None, then.end()) if then[0][-1] in "就再才上" else None
    return "J", None, found.end()


def _put_me(text: str, at: int, marks: list[str]) -> Special | None:
    if (marks and marks[-1] in "zF<") or text[max(at - 1, 0) : at] in ("别", "莫", "甭", "不", "勿"):
        return None
    found = _PUT_ME.match(text, at)
    return ("b", None, found.end()) if found else None


# Rules of any Chinese character: names that are not told by a word of the lexicon.
NAME_RULES: Final[tuple[Rule, ...]] = (
    Rule(_TO_SOMEBODY, _to_somebody),
    Rule(_AND_OTHERS, _and_others),
    Rule(_SURNAME_NUMBER, _surname_number),
    Rule(_TWO_NAMES, _two_names),
)

RULES: Final[tuple[tuple[str, Rule], ...]] = (
    ("给帮替把将", Rule(_PUT_ME, _put_me)),
    ("别莫不千可甭先", plain_rule(_KEEP_ME, "Z")),
    ("没冇几啥什哪谁又可并", plain_rule(_NEVER_REFUSED, "Z")),
    ("已早正都还现在搁到去跟和给答应接报", plain_rule(_ELSEWHERE, "x")),
    ("得要先还正就马去上到回", Rule(_GO_ERRAND, _errand)),
    ("做干摘上出搞", plain_rule(_DAY_FOR_DAY, ".")),
    ("退", plain_rule(_GIVEN_BACK, ".")),
    ("等到留看放约赶那就下二再改以", plain_rule(_ANOTHER_TIME, "0")),
    ("给跟对和让叫", plain_rule(_TELL_THEM, "r")),
    ("没从不冇", plain_rule(_NOBODYS, "h")),
    ("要如只若假万还也真就没缺差人不有", Rule(_IF_WANTED, _if_wanted)),
    ("也都肯绝没莫冇", plain_rule(_NO_PROBLEM, "s")),
    ("留让给送推", plain_rule(_LEAVES_IT, "x")),
    ("等先还得要我俺额侬问商打说定看想讲考弄合盘", plain_rule(_NOT_YET, "2")),
    ("你恁", plain_rule(_SENDS_TO, "=")),
    ("开派有专接送拉", plain_rule(_BROUGHT_HOME, "y")),
    ("图视语链打点听放加刷搜翻", plain_rule(_CANNOT_OPEN, ".")),
    ("要如", plain_rule(_IF_ONLY, "h")),
    ("叫让托喊", plain_rule(_ASKED_TO_ASK, "_")),
    ("也倒是真可想", plain_rule(_WOULD_EARN, "~")),
    ("群谁", plain_rule(_WANTS_THING, "8")),
    ("一成整天光就只", plain_rule(_SCOLDS, "E")),
    ("他她名大叫", Rule(_CALLED, _called)),
    ("阿老小大建秀春桂国志玉金", Rule(_THEIR_KIN, _their_kin)),
    ("给帮替", plain_rule(_WORK_FOR_YOU, "b")),
    ("村寨队组屯庄屋湾院", Rule(_OF_OUR_VILLAGE, _of_our_village)),
    ("谁哪", plain_rule(_WHOSE_NUMBER, "Q", "contact")),
    ("说下落", plain_rule(_RAINS, "8")),
    ("说讲给问发", plain_rule(_COMES_DOWN, ".")),
    ("要", plain_rule(_BUT_FOR, "~")),
    ("本原倒", plain_rule(_WOULD_HAVE, "~")),
    ("写报记打发填登算说弄搞", plain_rule(_MISTOLD, "}")),
    ("在", plain_rule(_FAR_AWAY, "*")),
    ("等先忙过弄干收办", plain_rule(_WHEN_FREE, "0")),
    ("还家屋我俺额自地田", plain_rule(_OWN_HARVEST, "*")),
    ("挣赚", plain_rule(_TO_EARN, "g")),
    ("两俩二三仨四五六七八", Rule(_BODY, _body)),
    ("你恁", plain_rule(_URGES_YOU, "=")),
    ("老负主师东电号微手联", plain_rule(_SEND_ME, "Q", "contact")),
    ("地定位路", plain_rule(_SEND_PLACE, "Q", "place")),
    ("从", plain_rule(_COMES_FROM, "h")),
    ("不", plain_rule(_NOT_UNWILLING, "Z")),
    ("孙娃孩老家屋店门地猪牛羊鸡小婆公爸妈爷奶", plain_rule(_NOBODY_FOR_THEM, "*")),
    ("不", plain_rule(_RATHER_NOT, ".")),
    ("那这", Rule(_THOSE_FEW, _those_few)),
    ("去来有不到走", plain_rule(_LEAVES_LATER, ".")),
    ("让叫托喊说", plain_rule(_TOLD_TO_PUT, "B")),
    ("一", plain_rule(_NOT_ONE_LESS, "_")),
    ("都也实真确这最全", plain_rule(_NO_TIME, "x")),
    ("家屋", plain_rule(_TIED_TO_HOME, "*")),
    ("一二三四五六七八九十", Rule(_NUMBER_NAME, _number_name)),
    ("算蒜酸", plain_rule(_HEARD_PUT_ME, "b")),
    ("蒜酸", plain_rule(_HEARD_PUT, "B")),
    ("找寻喊叫", Rule(_LOOKS_FOR_ME, _looks_for_me)),
    ("去来干摘做", plain_rule(_CAN_ONE_GO, "3", "go")),
    ("有人别他她谁哪老还也又总", plain_rule(_OTHERS_CALL, "h")),
)
