"""People told by their parts: 一共十五个 三个有事 剩下的都去, 女的十二个 男的三个 就报女的."""

from __future__ import annotations

from typing import Final

from nlp.patterns import compiled
from nlp.reply_numbers import chinese

_CLAUSE: Final = compiled(r"[^\s,。;!~…|/]+")
_FIGURE: Final = r"(\d{1,2}|[一二两三四五六七八九十]{1,3}|[俩仨])"
_PEOPLE: Final = compiled(
    rf"(?<![第\d点号月块初]){_FIGURE}(?:个(?!月|小时|钟|半|多月|星期|工)|人|口(?!气)|名|位|(?<=俩)|(?<=仨))"
)
# Who goes on after some left: 剩下的都去, 其余照来.
_REST: Final = compiled(
    r"(?:剩(?:下|余)?(?:来)?的|其余(?:的)?|余下的|其他(?:的)?(?:人|几个)?|另外的)(?:人|几个|全部|全都?|都|也|明天|明早|照样|照|一定|肯定|准时|可以|能)*(?:去|来|到|上|克|干|报|算)"
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
            continue
        if _MORE.search(clause, 0, found.start()):
            left, told = left + chinese(found[1]), told + 1
        elif _LESS.search(clause):
            left, told = left - chinese(found[1]), told + 1
        else:
            return None
    return None


_OF_PLACE: Final = compiled(
    r"(?:[^:]{0,6}[::])?(?!男|女|一共|总共|我|俺|额|明|后|今|还|再|加|来|去|要|大|小)[\u4e00-\u9fff]{1,3}?(\d{1,2}|[两二三四五六七八九十])(?:个|人|位)(?:人)?"
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
