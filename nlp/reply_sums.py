"""People told by their parts: 一共十五个 三个有事 剩下的都去, 女的十二个 男的三个 就报女的."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from nlp.patterns import compiled
from nlp.people_list import is_name
from nlp.reply_numbers import FIGURE, chinese
from nlp.reply_roll import told_again

_CLAUSE: Final = compiled(r"[^\s,。;!~…|/]+")
_FIGURE: Final = r"(\d{1,2}|[一二两三四五六七八九十]{1,3}|[俩仨])"
_PEOPLE: Final = compiled(
    rf"(?<![第\d点号月块初]){_FIGURE}(?:个(?!月|小时|钟|半|多月|星期|工)|人|口(?!气)|名|位|(?<=俩)|(?<=仨))"
)
# Who goes on after some left: 剩下的都去, 其余照来.
_REST: Final = compiled(
    r"(?:剩(?:下|余)?(?:来)?的|其余(?:的)?|余下的|其他(?:的)?(?:人|几个)?|另外的)(?:人|几个|全部|全都?|都|也|明天|明早|照样|照|一定|肯定|准时|可以|能)*(?:去|来|到|上|克|干|报|算|端|摘|掰|剪|割|洗|采|挖|搬|装|砍|栽|种)"
)
# 留我妈看屋, 老二不在家: one of them stays away.
_ONE_STAYS: Final = compiled(
    r"(?:留|除|让)(?:了|下|个|着)?[^\s,\d]{1,5}(?:看|守|喂|带|做饭|照|在家)|^(?:我|俺|额|他|就)?(?:家)?(?:爸|妈|爹|娘|奶|爷|公公|婆婆|媳妇|男人|老婆|老公|哥|姐|弟|妹|嫂子?|老[一二三四五大幺]|娃|小的|闺女|儿子|孙子)[^\s,\d]{0,3}(?:看门|看家|看屋|守|不去|不来|不在|有事|带娃|上学|病|住院)"
)
# 你改一下, 更新下: asks for the number to be put right.
_PUT_RIGHT: Final = compiled(
    r"(?:改|更新|重(?:新)?(?:算|写|记|登)|更正|调整)(?:一?[下哈]|过来|了)?(?:人数|数字?|名单)?(?:吧|哈|嘛)?$"
)
_BEGINNING: Final = compiled(
    r"本来|原来|原先|起先|起初|先前|前头|开始|一共|总共|共|队里|组里|家里|屋里|我们|俺们|额们|报了?|写了?"
)
_LESS: Final = compiled(
    r"走|抽|退|少|减|回|去掉|请假|不来|不去|不干|不能|[去来]不|有事|没空|被|留|缺|撤|要|看|上[学班]|喝|病|摔|跑|嫁|扭|住院|除"
)
_MORE: Final = compiled(r"补|加|添|又来|新来|多|再|又有")
_HALF: Final = compiled("一半")


def rest_of(text: str) -> int | None:
    """How many are left where a text tells of a number, of those who leave or are added, and of the rest; else None."""
    clauses = _CLAUSE.findall(text)
    left: int | None = None
    told = 0
    for number, clause in enumerate(clauses):
        if left is not None and told and (_REST.search(clause) or _PUT_RIGHT.search(clause)):
            done = _PEOPLE.search(clause) is None and not any(map(_PEOPLE.search, clauses[number + 1 :]))
            return left if done and left > 0 else None
        found = _PEOPLE.search(clause)
        if left is None:
            if found is not None and (_BEGINNING.search(clause) or found.start() <= 3):
                left = chinese(found[1])
            continue
        if found is None:
            if _HALF.search(clause) and _LESS.search(clause):
                left, told = left - left // 2, told + 1
            elif _ONE_STAYS.search(clause):
                left, told = left - 1, told + 1
            continue
        if _MORE.search(clause, 0, found.start()):
            left, told = left + chinese(found[1]), told + 1
        elif _LESS.search(clause):
            left, told = left - chinese(found[1]), told + 1
        else:
            return None
    return None


_OF_PLACE: Final = compiled(
    r"(?:[^:]{0,6}[::])?(?!男|女|一共|总共|本来|原[来先]|现在|刚才|先前|我|俺|额|明|后|今|还|再|加|来|去|要|大|小)[\u4e00-\u9fff]{1,3}?(?:[寨村庄屯组队湾]子?(?:的|上|里)?(?:来了|来|有|去)?)?(\d{1,2}|[两二三四五六七八九十])(?:个|人|位)(?:人)?"
)
_AND_ME: Final = compiled(r"(?:还有|加|加上|连|再加|外加|带上?)(?:我|俺|额)(?:自己|一个)?$")


def by_places(text: str) -> int | None:
    """The people of two places or more, told one after the other (莺一2个 九所3个 还有我自己); else None."""
    clauses = _CLAUSE.findall(text)
    parts = [_OF_PLACE.fullmatch(clause) for clause in clauses]
    if sum(found is not None for found in parts) < 2:
        return None
    total = sum(chinese(found[1]) for found in parts if found is not None)
    return total + any(map(_AND_ME.match, clauses))


# 减一个, 去掉俩: so many fewer, said of those the writer puts down.
_TAKE_OFF: Final = compiled(
    rf"(?:要|得|就)?(?:减|少|去掉|扣掉?|除掉?|划掉?|刨掉?|抽|走|退)(?:了|掉|去|来)?{_FIGURE}(?:个|人|位)?(?:人)?(?:了|吧|哈)?"
)
# 有一个来不了, 一个不去: so many of them stay away.
_STAY_AWAY: Final = compiled(
    rf"(?:里头|其中)?有?{_FIGURE}(?:个|人|位)(?:人)?(?:说|又|临时|明天|是)*(?:来不了|去不了|不去|不来|去不成|来不成|有事|没空|不得空|不能[来去]|反悔|变卦|走亲戚|病了)(?:了|咧)?"
)
_TAKE_ON: Final = compiled(
    rf"(?:(?:现在|今天|这下|临时|后来)*(?:又|再|还)(?:来|添|加|有|多|叫|约)|(?:现在|今天|这下|临时|后来)多)(?:了|上|到|出)?{_FIGURE}(?:个|人|位)(?:人)?(?:了|吧|要去|要来)?"
)
# 四个去不成一个, 五个里头走了俩: so many of so many.
_OF_WHOM: Final = compiled(
    rf"(?:[a-z]\d+\s?)?(?:我们?|俺们?|额们?|咱们?)?(?:家|这边)?(?:一共|总共|原来|本来|报的|报了|的)*{_FIGURE}(?:个|人|位|口)(?:人)?(?:里头?|里面|当中|之中)?(?:有)?(?:的)?"
    rf"(?:去不[了成]|来不[了成]|不[去来]了?|走了?|退了?|少了?|缺了?|没来|减了?){_FIGURE}(?:个|人|位|(?<=[俩仨]))(?:人)?(?:了|咧|啦|吧|哈)?"
)
_ME_TOO: Final = compiled(r"(?:再|还)?(?:加|算|带)(?:上)?(?:我|俺|额|侬)(?:自己|一个)?")
_OURS: Final = compiled("我们|俺们|额们|咱|我家|俺家")
_FIRST_TOTAL: Final = compiled(
    rf"(?:[a-z]\d+)?(?:我们?|俺们?|额们?|咱们?)?(?:家|村|这边|这里|队|一共|总共|原来|本来|原说|说好|带|共)?(?:是|有|报|去|来)?{_FIGURE}(?:个|人|口|位|(?<=[俩仨]))(?:人)?(?:都)?(?:去|来|报名?|克|算上?)?(?:的|吧)?"
)
_EACH_ONE: Final = compiled(
    rf"(?P<who>我|俺|额|侬|[\u4e00-\u9fff]{{2,3}}?|(?:我|俺|额)[\u4e00-\u9fff]{{1,2}}?)(?:自己)?{_FIGURE}(?:个|人|位)(?:人)?"
)
_WITH_THEM: Final = compiled(
    rf"^(?:我|俺|额|侬)(?:跟|和|同)(?:她|他)们{_FIGURE}(?:个|位)(?:人)?(?:都|一起|一块|一路)*(?:去|来|克|报名)?(?=$|[\s,。!])"
)


def fewer_or_more(text: str) -> int | None:
    """How many come of a party told first with its number, by those told off or on behind it; else None.

    我们七个 阿香不来 减一个 is six; who is named, and the same number said again, are taken off once.
    """
    with_them = _WITH_THEM.match(text)
    if with_them is not None:
        return chinese(with_them[1]) + 1
    whom = _OF_WHOM.fullmatch(text)
    if whom is not None:
        return chinese(whom[1]) - chinese(whom[2]) if chinese(whom[1]) > chinese(whom[2]) else None
    clauses = _CLAUSE.findall(text)
    each = [_EACH_ONE.fullmatch(clause) for clause in clauses] if len(clauses) > 1 else []
    if each and all(each) and any(one is not None and one["who"] in "我俺额侬" for one in each):
        return sum(chinese(one[2]) for one in each if one is not None)  # 我一个 秀兰一个
    first = _FIRST_TOTAL.fullmatch(clauses[0]) if len(clauses) > 1 else None
    if first is None:
        return None
    total, off, told = chinese(first[1]), 0, False
    for clause in clauses[1:]:
        if (found := _TAKE_OFF.fullmatch(clause) or _STAY_AWAY.fullmatch(clause)) is not None:
            off, told = max(off, chinese(found[1])), True
        elif (found := _TAKE_ON.fullmatch(clause)) is not None:
            total, told = total + chinese(found[1]), True
        elif _ME_TOO.fullmatch(clause) and _OURS.match(clauses[0]) is None:
            total, told = total + 1, True
        elif _PEOPLE.search(clause) is not None:
            return None  # another number, told outright
    return total - off if told and total > off else None


# 原来写六个 走了两个 又来了三个.
_RECKONED: Final = compiled(
    rf"(?:原来|原先|本来|开始|先前|前头|昨天)[^\s,]{{0,4}}?(?P<first>{FIGURE})(?:个人?|人|位)[\s,]*[^\s,]{{0,3}}?(?:走|退|少|跑|减|去掉)(?:了|掉)?(?P<less>{FIGURE})(?:个人?|人|位)?[\s,]*(?:又|再|后来又|还)(?:来|添|加|补|报|喊)(?:了)?(?P<more>{FIGURE})(?:个|人|位)?"
)


def reckoned(text: str) -> int | None:
    """How many are left of a number told first, less those who went and with those who came; None where nobody is."""
    found = _RECKONED.search(text) if ("又" in text or "再" in text) and "?" not in text else None
    if found is None:
        return None
    total = chinese(found["first"]) - chinese(found["less"]) + chinese(found["more"])
    return total if total > 0 else None


# 昨天说两个, 今天又多一个, 三个: told by steps.
_STEPS: Final = compiled(
    rf"(?P<first>{FIGURE})(?:个人?|人|位)?[^?]*?(?:又|再|还|加|添|多|来)[^\s,?]{{0,4}}?(?P<more>{FIGURE})(?:个人?|人|位)?[^?]*?[\s,](?:一共|总共|现在|就是|共)?(?P<sum>{FIGURE})(?:个人?|人|位)?"
)


def by_steps(text: str) -> int | None:
    """The sum told last where it is that of the numbers told before."""
    found = _STEPS.fullmatch(text) or _STEPS.search(text)
    if found is None or found.end() != len(text):
        return None
    first, more, total = (chinese(found[part]) for part in ("first", "more", "sum"))
    return total if first + more == total else None


# 俺们总共四个 你写成三个了: the number that stands written is the wrong one.
_WRITTEN: Final = compiled(
    rf"(?:你们?|单子上?|表上?|名单上?|上面|群里|[别莫甭]|不要)[^\s,\d]{{0,4}}?(?:给)?(?:记|写|报|登|算|弄|搞|打|填)?成(?:了)?{_FIGURE}(?:个|人|名|位)*(?:人)?(?:了|咧|啦)?"
)


def rightly(text: str) -> int | None:
    """The number that is right where a text tells how many were written down wrongly; else None."""
    wrong = _WRITTEN.search(text)
    if wrong is None:
        return None
    found = _PEOPLE.search(text[: wrong.start()]) or _PEOPLE.search(text, wrong.end())
    return chinese(found[1]) if found is not None else None


# 韦永祥 韦永贵 再搭我一个, 周大民 周二民 我: the writer comes beside those named.
_BESIDE_NAMES: Final = compiled(
    r"(?:[\s,](?:再|还有|还|外)?(?:加上?|搭上?|算上?|带上?|添上?|有)?|[\s,]?(?:和|跟|同))(?:我|俺|额|侬)(?:自己)?(?:一个|1个|一人)?(?=$|[\s,])"
)


def beside_names(text: str) -> int:
    """How many come where the writer puts themselves down beside two people or more who are named; else 0."""
    found = _BESIDE_NAMES.search(text)
    if found is None:
        return 0
    named = [clause for clause in _CLAUSE.findall(text[: found.start()]) if len(clause) < 4 and is_name(clause)]
    return len(named) + 1 if len(named) > 1 else 0


# 再给俺添一个 俺妯娌也要来: the one added is she.
_TOLD_WHO: Final = compiled(
    r"(?:再|还得|还要|多|又)[^\s,]{0,4}(?:添|加|记|写|报|算|带|留)(?:上)?(?:一|1)?(?:个|位|名)[^\s,]{0,3}[\s,]+(?:是|就是)?(?:我|俺|额)(?![和跟同]|们?俩)[^\s,\d两三四俩和跟]{1,4}?(?:也|都)?(?:要|想)?(?:去|来|干|摘|掰|采)[^\s,]{0,2}$"
    # 我屋头那个也要来, 再添一个嘛
    r"|^(?:我|俺|额)(?![和跟同]|们?俩)[^\s,\d两三四俩和跟同]{1,5}?(?:也|都)(?:要|想)?(?:跟)?[^\s,]{0,2}(?:去|来|干)[^\s,]{0,2}[\s,]+(?:再|又|还得?|得)(?:给)?(?:我|俺|额)?(?:添|加|记|写|报|算|带)(?:上)?(?:一|1)?(?:个|位|名)(?:人)?[吧嘛哈呗啊噻]?$"
)


def told_who(text: str) -> bool:
    """Whether one is added and the clause behind tells who that is."""
    return _TOLD_WHO.search(text) is not None


# 我儿子儿媳也去 再加俩: those told of before.
_AS_MANY_ADDED: Final = compiled(
    rf"[\s,](?:再|又|还得?|要)(?:给)?(?:我|俺)?(?:加|添|记|报|写|算)(?:上)?{_FIGURE}(?:个|人|位|名)*(?:人)?(?:吧|哈|嘛|呗)?$"
)


def added_again(text: str) -> int:
    """The number added at the end of a text, which may be that of the people told before; 0 where none is."""
    found = _AS_MANY_ADDED.search(text)
    return 0 if found is None else chinese(found[1])


_WOMEN: Final = r"(?:女的|女工|女人|妇女|婆娘|婆姨|媳妇|姐妹|女将|女同志)"
_MEN: Final = r"(?:男的|男工|男人|男劳力|后生|小伙子?|爷们|男将|男同志)"
_ONLY: Final = r"(?:就|只|光|单)(?:要|能)?(?:报|算|去|来|上|记|写)"
# Of each: only they are put down, and how many they are.
_SEXES: Final = tuple(
    (
        compiled(rf"{_ONLY}{sex}|{sex}(?:的)?(?:才|都)?(?:去|来)[^,]*$"),
        compiled(rf"{sex}{_FIGURE}(?:个|人|名)|{_FIGURE}(?:个|名){sex}"),
    )
    for sex in (_WOMEN, _MEN)
)


def of_one_sex(text: str) -> int | None:
    """How many come where men and women are told apart and only the one sex is put down; else None."""
    for only, how_many in _SEXES:
        if only.search(text) is not None and (found := how_many.search(text)) is not None:
            return chinese(found[1] or found[2])
    return None


_ROLE: Final = (
    r"(?:大工|小工|师傅|徒弟|砌匠|瓦工|木工|泥工|把式|熟手|生手|老手|新手"
    r"|帮手|杂工|壮工|普工|男的|女的|男工|女工|老的|小的)"
)
# 俩大工带一个小工: both.
_LED: Final = compiled(rf"{_FIGURE}(?:个|位|名)?{_ROLE}(?:再|外)?带(?:着|上|了)?" rf"{_FIGURE}(?:个|位|名)?{_ROLE}")


_WHOLE: Final = compiled(
    rf"(?:我们?|俺们?|额们?|咱们?)?(?:一共|总共|共)?{_FIGURE}(?:个|位|人|(?<=[俩仨]))(?:人)?(?:都|全)?(?:去|来|报名?)?"
)
_PART_OF_IT: Final = compiled(rf"{_FIGURE}(?:个|位|人)[^\s,\d?]{{1,6}}")


def _may_tell_roles(text: str) -> bool:
    """Whether a text holds the signs of such a number: three counted bodies, or one craft that brings another."""
    return text.count("个") + text.count("人") > 2 or ("带" in text and ("工" in text or "师" in text or "手" in text))


def of_roles(text: str) -> int | None:
    """How many come of a number told again by its parts (三个 两个会刷 一个打下手), or of crafts that bring others."""
    led = _LED.search(text)
    if led is not None:
        return chinese(led[1]) + chinese(led[2])
    clauses = _CLAUSE.findall(text)
    first = _WHOLE.fullmatch(clauses[0])
    if first is None or _LESS.search(text) is not None:
        return None
    parts = [chinese(found[1]) for found in map(_PART_OF_IT.fullmatch, clauses[1:]) if found is not None]
    return chinese(first[1]) if len(parts) > 1 and chinese(first[1]) == sum(parts) else None


# Words without which people are not told by their parts.
_PARTS: Final = compiled(
    "^[我俺额侬](?:自己)?[一两二三12][个人位][\\s,]|[\\s,][我俺额侬](?:自己)?[一1]个$|"
    "[减少走退扣划刨去][掉了去来]?[\\d一两二三四五俩][个人]?|[去来][不没][了成]?[\\d一两二三四五俩仨]|[个口][\\s,].*[个人](?:来不了|去不|不[来去]|有事|没空|反悔|变卦)|[又再还][来添加叫有算多约]|[在天下时来]多[了出]?[\\d一两二三]|[她他]们[\\d两二三四五六七八九]|剩|其余|余下|其他|改|更|重|[就只光单才][^,]{0,3}[女男]"
)


# 能动的有六个 全记上.
_ALL_PUT_DOWN: Final = compiled(
    rf"{_FIGURE}(?:个|人|位|名|口)(?:人|闲人|劳力|大人|婆娘|后生|女的|男的)?[\s,]+(?:全|都|统统|一并)(?:都|部)?(?:给)?(?:我们?|俺们?)?(?:记|报|写|算|登|加)(?:上|下|名|进|起|到|倒)"
)
_PLACES: Final = compiled(r"[个人位][\s,].*[个人位][\s,].*(?:报|我|去|来|算|克|都|上)")


@lru_cache(maxsize=16384)
def by_parts(text: str) -> int | None:
    """How many come where the text has to be reckoned: 一共十五个 三个有事 剩下的都去."""
    again = told_again(text)
    if again is not None:
        return again
    if _PARTS.search(text) is not None:
        left = rest_of(text) or of_one_sex(text) or fewer_or_more(text)
        if left is not None:
            return left
    if ("全" in text or "都" in text or "统" in text) and (put := _ALL_PUT_DOWN.search(text)) is not None:
        return chinese(put[1])
    if _may_tell_roles(text) and (told := of_roles(text)) is not None:
        return told
    return by_places(text) if _PLACES.search(text) is not None else None
