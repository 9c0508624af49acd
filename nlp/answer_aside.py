"""Words of a turn that are said beside it, and tell nothing of this draft: what others pay, last year's pay, 然后."""

from __future__ import annotations

from nlp.answer_turn import Turn
from nlp.numbers import NUMBER
from nlp.patterns import compiled

# 然后早上五点半 names no day after tomorrow, 尾三位 and 四位数 no people, 又多开了两个棚 no hands
_NO_VALUE = (
    compiled("然后"),
    compiled("(?:刚刚?|才|现在)?(?:看|收|想|听|见)到(?:了|消息|信息)*(?=[,。 ])"),  # 不好意思刚看到,七点
    compiled(r"不到一点(?!钟|半|\d)"),  # 两百不到一点
    compiled(rf"比[^,。]{{1,8}}(?:多|少|高|低|贵)(?:给|出|了)?{NUMBER}[块元]?"),
    compiled(
        rf"(?:尾数?|末尾|最后|后头?|前头?|开头)(?:号|的)?(?!一[位个]){NUMBER}位(?:数字?|是)?(?:是?\d{{2,6}}(?!\d))?|{NUMBER}位数"
    ),
    compiled(rf"(?:多|又|新|再)(?:开|种|包|租|栽|添|弄|搭|建|盖)了?{NUMBER}个?(?:[棚亩园]|块(?=[地田园]))"),
    compiled("(?<!不)加班(?:费|的?话|工资)?(?:另|再|每|一|按|给|算|是|加)[^,。]*"),
    compiled("(?:有时候?|偶尔|忙时|旺季)[^,。]{0,8}加班[^,。]*"),
    compiled(
        rf"(?:中午|晌午){NUMBER}点(?:半|一刻)?(?:钟)?(?:歇|休息|吃饭)|"
        rf"(?<=[,。 ])(?:中午|晌午|下午|后晌|午后){NUMBER}点(?:半|一刻)?(?:钟)?"
        r"(?:再[干来上开做]|接着|继续)[^,。]{0,4}"
    ),
    compiled("(?:试用|学徒|实习|培训)(?:期|时)[^,。]*"),
    compiled(rf"(?:干|做|搞|用|请|招|雇|来)过{NUMBER}[个年次回]人?"),
)
_ENDS_SO = compiled(r"是?\d{2,4}$")
_OF_OTHERS = compiled(
    r"往年|去年|前年|早年|上一?[回次年季]|以前|从前|过去|那时候?|(?:别|旁|人|邻|隔壁|对门|他|她)(?:家|人|个|的?老板|村|边)|"
    r"隔壁|对门|邻村|外[头面边]|市面|行情|大伙|大家都"
)
_AS_THEY = compiled(
    r"一样|照着?|跟(?:着|到|上|他|别|人|去)|按(?:着|照)?|(?:多|少|贵|高|低)(?:给|出)?\d|比|改|[要招找请][^,]*个"
)
_NUMBER_IN = compiled(rf"\d|{NUMBER}")


def blank(turn: Turn) -> None:
    """Take what tells nothing of the draft out of the words that are left to read.

    A clause on what others pay or on last year goes only where a number stands in another clause too: 往年150,今年160.
    """
    for regex in _NO_VALUE:
        for found in regex.finditer(turn.left):
            if not (
                "位" in found[0] and _ENDS_SO.search(found[0]) and len(turn.had("phones")) == 1
            ):  # 最后四位是8002, of the one phone
                turn.blank(*found.span())
    clauses = [(start, words) for start, words in turn.clauses() if _NUMBER_IN.search(words)]
    if len(clauses) < 2:
        return
    beside = [(start, words) for start, words in clauses if _OF_OTHERS.search(words) and not _AS_THEY.search(words)]
    if len(beside) < len(clauses):
        for start, words in beside:
            turn.blank(start, start + len(words))
