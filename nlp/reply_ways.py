"""Ways of saying no, not yet and somebody else: 梨叫后生们摘, 过两天我再去, 得先问问娃他爸, 会搭棚的找阿强 他手下有人.

Each rule is looked up by its first character, as those of `nlp.reply_special`.
"""

from __future__ import annotations

from typing import Final

from nlp.patterns import compiled
from nlp.reply_frames import ME
from nlp.reply_numbers import chinese
from nlp.reply_rule import Rule, Special, plain_rule

_END: Final = r"(?=$|[\s,。!?;~吧嘛呗噻哈哦咯了啊])"
_DOING: Final = "(?:摘|掰|采|割|剪|砍|挖|搬|挣|干|做|弄|洗|上|收|拔|装|卸|端|种|栽|抬|扛|砌)"

# --- no ---
# 梨叫后生们摘去, 让给腿脚利索的, 这钱留给没娃拖累的人挣: leaves the work to others.
_LEFT_TO: Final = compiled(
    rf"(?:让给?|叫|喊|由|给|留给|归)(?:那些|他们?)?(?:年轻人|小年轻|后生(?:们|家|仔)?|小伙子?(?:们)?|男人们?|男将|别人|别个|旁人|有力气的|会的|能的"
    rf"|没[^\s,]{{1,5}}的|(?:腿脚|手脚|身体|力气|眼神|腰杆?)[^\s,]{{1,3}}的)(?:人|们)?(?:去)?{_DOING}?(?:去|吧|嘛)?{_END}"
)
# 这份辛苦钱我不挣, 这钱咱就不眼红了.
_NOT_FOR_MONEY: Final = compiled(
    rf"(?:这|那)?(?:个|份|种|点|些)?[^\s,我俺额]{{0,2}}钱{ME}(?:们)?(?:就|可|是|还是)?(?:不|没命|没福|懒得)(?:去)?(?:挣|赚|眼红|稀罕|惦记)(?:了|咯|咧)?"
)
# 要洗你去洗, 谁想挣谁挣去.
_GO_YOURSELF: Final = compiled(
    rf"要[\u4e00-\u9fff]{{1,2}}你们?(?:自己)?(?:去|上|来){_DOING}?{_END}|(?:谁|哪个)(?:想|爱|愿意?|要)(?:去)?{_DOING}(?:就)?(?:谁|哪个)(?:去)?{_DOING}去?{_END}"
)
# 甭拉扯我, 别捎带我.
_DRAG_ME_NOT: Final = compiled(
    rf"(?:别|莫|甭|不要|休)(?:来|再|老|总|光)?(?:捎带|捎|带|拉扯|拉|扯|拽|拖|牵|搭|哄|撺掇)(?:上|着)?{ME}(?!们?(?:家|屋)|的|玩)"
)
# 哪顾得上给旁人掰, 哪有心思去, 还顾得上别家.
_HOW_COULD_I: Final = compiled(
    r"哪(?:里|儿|个)?(?:还)?(?:有(?:那)?(?:个)?(?:心思|心情|工夫|功夫|闲心|闲空|力气|精力|精神)|(?:顾|腾|抽|管|走|挪|离|匀|丢|脱)得)[^\s,?。!]*"
    r"|还(?:顾|管|腾|抽)得(?:上|了|出|开)[^\s,?。!吗不]*"
)
# 今天说啥也不去了; 王村给的多 我去那边了.
_BY_NO_MEANS: Final = compiled(
    r"(?:说啥|说什么|无论如何|咋说|怎么说|打死|横竖)(?:我|俺|额)?(?:也|都|就)不(?:想|能|愿)?(?:去|来|干|报|上)(?:名)?(?:了|咧|啦)?(?!不|是)"
)
_GOES_ELSEWHERE: Final = compiled(
    rf"{ME}(?:们)?(?:已经|都|就|要)?(?:去|跟|上)(?:那边|别家|那家|别处|他家|人家那边?|隔壁村)(?:干|做|摘|上班)?(?:去)?(?:了|咧|啦)(?=$|[\s,。!])"
)
# 不要我们, 不收俺俩: told, and no refusal of the writer's.
_NOT_WANTED: Final = compiled(r"不(?:要|用|收|招|缺)(?:我们|俺们|额们|我俩|俺俩|咱们?)(?:人)?(?:了)?(?=$|[\s,。!])")
# 你另寻个人掰吧, 你们找别人.
_FIND_ANOTHER: Final = compiled(
    rf"你们?(?:家)?(?:就|再|还是|快|赶紧|可以)*(?:另(?:外)?(?:寻|找|喊|叫|请|约|安排)(?:个|一个)?人|(?:寻|找|喊|叫|请|约|安排)(?:别人|旁人|别个|其他人|别家))(?:去|来)?{_DOING}?(?:吧|嘛|哈|了|呗)?"
)
# 去是一定去的, 洗肯定洗: a question may stand beside it.
_SURELY: Final = compiled(
    r"(?:去|来|干|摘|掰|洗|剪|装|砌|挖|采)(?:我)?(?:是|嘛|呢|呀|么)?(?:我)?(?:是)?(?:一定|肯定|绝对|必须|当然)(?:会|要|得)?(?:去|来|干|摘|掰|洗|剪|装|砌|挖|采)(?:的|了)?"
)
# 我弟不来就不来: let it be.
_LET_IT_BE: Final = compiled("不(?:来就不来|去就不去|干就不干|报就不报)")
# 我屋的还立在地里, 我屋的梨才摘一半: work of their own.
_OWN_STANDS: Final = compiled(
    rf"{ME}?(?:家|屋)(?:里|头)?(?:的)?[^\s,我俺额]{{0,5}}?(?:还(?:立|长|堆|摊|晾|泡|撂|搁|在地|没动|没开|差)[^\s,]{{0,6}}|才{_DOING}(?:了)?(?:一半|一点|一小半|[两几][个棵亩行筐]))"
)

# --- not yet ---
# 过两天我再去, 下个礼拜再剪: another time, and for this one nothing.
_LATER_ON: Final = compiled(
    rf"(?:(?:再|等)?(?:过|等|缓|歇|隔|迟)(?:上|个)?(?:几|两|三|一|些|这)(?:天|日|阵子?|段时间|段|周|个?星期|个?礼拜|个月)(?:之?后|过后|以后)?"
    rf"|下个?(?:周|礼拜|星期|月)(?:[一二三四五六日天])?|(?:大?后天|明天)(?:以后|过后|之后))(?={ME}?(?:们)?(?:才|再)(?:去|来|上|到|过|{_DOING}))"
)
# 得先问问娃他爸, 得跟掌柜的说一声, 还得看俺婆婆放不放人: the matter is not settled.
_WHOSE_LEAVE: Final = (
    rf"{ME}?(?:们)?(?:家|屋)?(?:里|头|的)*(?:(?:娃|孩子?)(?:他|她)?)?(?:大|小|老)?"
    "(?:里人|人|爸|妈|爹|娘|婆婆|公公|婆|公|媳妇|男人|女人|掌柜|老婆|老公|婆娘|当家|儿子|闺女|女儿|哥|姐|嫂子?|汉|板|头子?|那口子)(?:的)?"
)
_LEAVE_ASKED: Final = compiled(
    rf"(?:也|都)?(?:还)?(?:得|要|须|等)(?:先|再)?(?:去|回去|回家)?"
    rf"(?:(?:问|请示)(?:问|一下|下|过)?(?:{_WHOSE_LEAVE}|家里|屋里|屋头)[^\s,?]{{0,5}}"
    rf"|(?:跟|和|同|与)(?:{_WHOSE_LEAVE}|家里|屋里|屋头)(?:说|讲|商量|打个?招呼|请示|吱|合计)[^\s,?]{{0,5}}"
    rf"|(?:看|等)(?:{_WHOSE_LEAVE}|家里|屋里)(?:放|点|让|准|同意|答应|说|的意思|怎么说|咋说|愿|肯|回话)[^\s,?]{{0,6}})"
)
# 回来问问他愿意不, 到时问她愿不愿洗.
_ASKS_LATER: Final = compiled(
    rf"(?:到时候?|回来|回头)?{ME}?(?:再)?问问?(?:他|她)(?:们)?(?:看)?(?:愿不愿|愿意|想不想|想|肯不肯|肯|要不要|来不来|去不去)[^\s,?]{{0,6}}"
)

# --- somebody else ---
# 会搭棚的找阿强 他手下人多, 问问老符 他有班子.
_FIND_THEM: Final = compiled(
    r"(?:去|要|可以)?(?:找|问问?|请|寻|联系)(?:一下|下)?(?:老(?!板|婆|公|妈|爸|乡|表|娘|头|汉|师)[\u4e00-\u9fff]{1,2}?|阿[\u4e00-\u9fff]{1,2}?|小[\u4e00-\u9fff]|[\u4e00-\u9fff](?:老[一二三四五]|哥|姐|叔|嫂|师傅|师)|[\u4e00-\u9fff]{2,3}?)"
    r"(?=[\s,]*(?:他|她)(?:手|有|是|干|会|那|家|最|剪|搭|砌|做|认))"
)
# 种苗的事找我表姐: the writer's kin are pointed out, nobody is put down.
_FIND_MY_KIN: Final = compiled(
    r"(?:的事|这事|这活|要)?(?:找|问|联系)(?:我|俺|额)(?:家)?[大二三四小表堂]?(?:姐夫|妹夫|姐|哥|弟|妹|嫂子?|叔|姨|舅|爸|妈|公公|婆婆|老公|男人|媳妇|老婆|儿子|女儿)(?:去|吧|就行|嘛|问)*(?=$|[\s,。!])"
)
# 老三老四都喊上么: calls on those named.
_CALL_ALL: Final = compiled(
    r"都(?:给)?(?:喊|叫|拉|约)(?:上|来|起|过来|出来|起来)(?:一起)?(?:么|啊|噻|嘛|呀|吧|呗|哈|来)"
)
_SEEN_IT: Final = compiled("你们?(?:都)?(?:看见|看到|瞅见|瞧见)(?:了)?(?:没有?|不|吗)")

# --- here they are ---
# 明早给他家也掰去, 去给人家掰.
_FOR_THEM: Final = compiled(
    rf"(?:给|帮)(?:他|她|人家?|东家|主家|你)(?:们|家)?(?:也|都|就)?{_DOING}(?:去|来){_END}|(?:去|来)(?:给|帮)(?:他|她|人家?|东家|主家|你)(?:们|家)?(?:也|都|就)?{_DOING}{_END}"
)
# 俺屋里俩劳力都给你送去.
_SENT_TO_YOU: Final = compiled(r"(?:都|全)?给你们?送(?:过去|过来|去|来)(?!的)")
# 背起娃来洗: a child on the back takes no seat.
_CARRIES_CHILD: Final = compiled(
    r"(?:背|抱|驮)(?:着|起|上)?(?:个)?(?:娃娃|娃儿|娃|孩子|仔|崽)(?=[去来也跟一就洗摘掰采])"
)
# 名额给更需要的人吧: gives it up.
_GIVES_UP: Final = compiled(
    r"(?:名额|位置|位子|坑)(?:就)?(?:给|让给|留给)(?!我|俺|额)[^\s,]{1,6}?(?:人|别个|他们?|她们?)(?:吧|去|了|嘛)*(?=$|[\s,])"
)
_NEEDS_NOBODY: Final = compiled("还(?:用|要|轮)(?:得)?(?:着|到|上)?(?:外人|外村人|别人|旁人|别村的?)")
# 三家人 每家出两个, 两家人 一家两口: so many of each.
_OF_EACH: Final = compiled(
    r"(?P<homes>[两二三四五六2-6])(?:家|户)(?:人|子)?[\s,]*(?:每|一)(?:家|户)(?:出|来|去|有)?(?P<each>[一两二三四五六1-6])(?:口子?|个|人|位|名)(?:人)?"
)


def _of_others(marks: list[str]) -> bool:
    """Whether the clause so far does not speak of the writer's side: then a phrase points to others."""
    for mark in reversed(marks):
        if mark == ",":
            return True
        if mark in "IW":
            return False
    return True


def _of_each(text: str, at: int, marks: list[str]) -> Special | None:
    found = _OF_EACH.match(text, at)
    return ("P", chinese(found["homes"]) * chinese(found["each"]), found.end()) if found else None


RULES: Final[tuple[tuple[str, Rule], ...]] = (
    ("让叫喊由给留归", plain_rule(_LEFT_TO, "x")),
    ("这那钱", plain_rule(_NOT_FOR_MONEY, "x")),
    ("要谁哪", plain_rule(_GO_YOURSELF, "x")),
    ("别莫甭不休", plain_rule(_DRAG_ME_NOT, "x")),
    ("哪还", plain_rule(_HOW_COULD_I, "x")),
    ("不", plain_rule(_NOT_WANTED, "h")),
    ("不", plain_rule(_LET_IT_BE, ".")),
    ("说无咋怎打横", plain_rule(_BY_NO_MEANS, "x")),
    ("我俺额侬咱", plain_rule(_GOES_ELSEWHERE, "x")),
    ("找问联", plain_rule(_FIND_MY_KIN, "=")),
    ("你", plain_rule(_FIND_ANOTHER, "x")),
    ("去来干摘掰洗剪装砌挖采", plain_rule(_SURELY, "V")),
    ("我俺额侬咱家屋", plain_rule(_OWN_STANDS, "*")),
    ("再过等缓歇隔迟下大后明", plain_rule(_LATER_ON, "2")),
    ("也都还得要须等", plain_rule(_LEAVE_ASKED, "2")),
    ("到回再问", plain_rule(_ASKS_LATER, "2")),
    ("去要可找问请寻联", plain_rule(_FIND_THEM, "=", where=_of_others)),
    ("都", plain_rule(_CALL_ALL, "=", where=_of_others)),
    ("你", plain_rule(_SEEN_IT, "=")),
    ("给帮去来", plain_rule(_FOR_THEM, "b")),
    ("两二三四五六23456", Rule(_OF_EACH, _of_each)),
    ("都全给", plain_rule(_SENT_TO_YOU, "g")),
    ("背抱驮", plain_rule(_CARRIES_CHILD, "_")),
    ("名位坑", plain_rule(_GIVES_UP, "z")),
    ("还", plain_rule(_NEEDS_NOBODY, "h")),
)
