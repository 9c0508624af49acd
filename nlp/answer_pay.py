"""Pay in an answer: 百八, 一百六吧, 涨到6分5, 加20, 按吨算 一吨150, 面议."""

from __future__ import annotations

import re

from nlp.answer_money import MONEY, RANGE, money
from nlp.answer_raise import RAISE, by_sex, doubled, raised_by
from nlp.answer_sum import Sum, in_unit, number_of, plausible
from nlp.answer_turn import READ, Turn, pattern
from nlp.numbers import NUMBER
from nlp.patterns import compiled

_PER = r"(?P<per><per>)"
_UNIT = (
    rf"(?:(?P<head>每个?人|一个?人|人均|一人头)|(?P<hour>小时工|钟点工|小时|时薪|个?小时|个?钟头|个?钟(?!头))|"
    rf"(?P<month>月薪|底薪|月工资|个月|月(?![底初中\d]))"
    rf"|(?P<trip>趟|车(?!间)|转|来回|单程)|(?P<total>总共|一共|全部|包干|包工|总价|统共|拢共|"
    rf"一口价|打包|全包|一次性|通共|包圆|全算|总的)"
    rf"|(?P<day>日薪|日工资|天|日(?!结)|个?工(?![资钱人程])|晚上?|晌|夜|个?班|上午|下午|半天)|{_PER})"
)
_FILL = (
    r"(?:是|给(?:你们?|他们|大家)?|能拿|拿到?|能挣|挣|算|都|的|按|要|一律|出|开|就|我|老板|得|能|至少|最少|起码|大概|差不多|也|价|工资|"
    r"工钱|每天|一天|每人|一人|改成|涨到|加到|改|:|到|成|为|付|只|就给|统一){0,3}"
)
_BEFORE = pattern(
    rf"(?:一|每|每一|按|1|/)?{_UNIT}(?:子(?=[一二两三四五六七八九\d])|袋子?|果子?|树|苗|桃|苹果|花|杯)?{_FILL}{RANGE}(?P<tail>(?:一|每|/)(?:天|日|个工|小时|个小时))?"
)
_AFTER = pattern(
    rf"{RANGE}(?:块|元|钱)?(?:左右|上下|多|往上|起)?(?P<mark>一|每|/|每一|1)(?:个(?=月|小|工|钟|班))?{_UNIT}"
)
_TOTAL_BEFORE = compiled(
    rf"(?:包下来|包圆了?|一次性|一把|全部包给你|整个|一共给|打包价|(?:整片|整块|这片|这块)(?:地|园子?)|整[屋栋套间院户])(?:给|是)?{RANGE}"
)
_LOOSE = compiled(
    rf"^(?:[一-龥]{{0,6}}一样|老规矩|照旧|老价钱?|按老价|¥|我|俺|就|那|大概|给个?|别低[于过]|莫低[于过]|不能低[于过]|不低于|不少于|不低|最少|至少|按|一般|差不多|工资|价|开|出|想给|"
    rf"可以给|能给|说好|都是|每人|一律|统一|嗯|看|定){{0,4}}{RANGE}(?![个名人位岁号点天辆台月顿亩斤\d])"
)
_TOTAL_AFTER = compiled(rf"{RANGE}(?:块|元)?(?:钱)?(?:总共|一共|全包|包干|打包|包圆|包工)")
_CUE = compiled(
    r"(?:把(?=[工价]?[钱资价]))?(?:工资|公资|工钱|公钱|价钱|价格|单价|工价|运费|运价|车钱|车费给|薪水|薪资|底薪|保底|待遇|"
    r"日薪|钱|价|报酬|劳务费|费用)"
    rf"(?:给|是|讲|说|谈|写的?|按的?|改成|改为|改到|改|涨到|加到|升到|提到|降到|涨|调到|调成|调|到|按|算|出|开|写|"
    rf"写成|就|要|也|再|定|定在|定成|都|统一|:|一律|每人|为|变成|换成|最低|最高|能|可以|应该|"
    rf"往上|先|抬到|放到|弄成|弄到){{0,4}}{RANGE}"
)
_TO = compiled(
    rf"(?:涨到|涨成|跟到|追到|加到|加成|升到|提到|提高到|降到|降成|降为|给到|减到|抬到|压到|长到|调到|调成|"
    rf"出到|开到|增加到|增到){RANGE}(?!个人|个|人|名|位|岁|号|点|天|辆|台)"
)
_GIVE = compiled(
    rf"(?:只能|顶多|给|出|开|也|都|改成|改为|还是|就|是|成|改|按|算|写成|写上|写个|写|登|统一|最多|最低|至少|弄成|换成|"
    rf"要){{1,3}}(?:人家|工人|他们|大家|你们?|大伙)?{RANGE}(?![个人名位岁号点天辆台月顿\d])"
)
_MONEY = compiled(rf"(?P<a>{MONEY})|(?P<x>{NUMBER})(?:到|至|-+|~+)(?P<b>{MONEY})")
_BARE = compiled(
    rf"^(?:就|那|说好的?|讲好的?|定在?|一般|(?:咋|怎么)(?:说|着)?(?:也|都)(?:得|要)?|大概|差不多|给|按|算|也就|约|统一|每人|都|嗯|我看|看|想|打算|先|暂时|还是|出|"
    rf"开|最多|我给|最低|起码|至少|工资|:)*{RANGE}(?:块|元|钱)?(?:左右|上下|吧|嘛|哈|起|呢|算了|"
    rf"行了|就行|就中|呗|一个|的样子|样子|差不多|多|往上|哇|哩|啊|就是了|得了|封顶|保底|整|嘞|"
    rf"啦|咯)*$"
)
_TOO = compiled(
    r"^(?:块|元|钱)?(?:太)?(?:少了|没人|低了|不行|太低|太少|多了|高了|太高|太贵|不够|怕|招不到|"
    r"叫不到|没得人|不好招|请不到|招不来|是不是|少)"
)
_NOT = compiled(
    r"(?:加班(?:费|工资|的)?|报销(?:[油路车]?[钱费]|来回)?|报|补贴?|饭补|奖励?|红包|奖金|全勤奖?|不是|不按|别写|不要|嫌|"
    r"原来|之前|本来|不给|把|从)(?:一天|每天|写的|说的)?$"
)
_MEAL_MONEY = compiled(
    r"(?:饭|餐|伙食|一顿)(?:费|钱|改成|改|折成|折|换成|补)+(?:发|给|补|成|为|每人|一人)*$"
)  # 午饭改成发十块钱
_A_PIECE = 50
"""Yuan from which a sum without a unit is no pay for a piece."""
_COMES_TO = compiled(
    r"(?:熟手|快手|手快的?|快的|麻利的?|能干的?|一般|平均|下来|能(?:挣|拿|弄|搞|摘|赚))[^,。]{0,4}"
    r"(?:一天|每天|一日)[^,。 ]*$|"
    r"(?:一天|每天|一日)(?:下来)?(?:也|都|就|大概|差不多)*(?:能|可以)[^,。 ]*$"
)
_TOGETHER = compiled("一块(?:儿|(?=[算结给发清付去来走干做过坐拉摘吃住]))")  # 月底一块儿算 is no yuan
_QUANTITY = compiled(r"公?斤|吨|亩|筐|箱|米|车|趟|辆|台|平|袋|件|棵|顿|方|里|瓶|杯|碗|盒|份(?!钱)")
_NEGOTIABLE = compiled(
    r"面议|面谈|当面谈|当面说|见面(?:再)?(?:谈|说)|电话(?:里)?(?:谈|说|聊|议)|看着给|到时(?:候)?(?:再)?(?:说|"
    r"谈|商量|看)|另谈|再谈|再议|商量(?:着|到)?(?:来|给|定)|可以?商量|好商量|好说|价(?:钱|格)?好说|"
    r"细谈|私聊|私谈|看活(?:给|定)|看人(?:给|定)|看手艺|来了(?:再)?(?:谈|说)|协商|没定(?:下|"
    r"好)?"
)
_PLAN = pattern(
    r"(?:按|论|计(?!件)|(?=(?:改|改成|换成)(?:按)?(?:小时|时|钟点?|月|天|日|趟|车|<per>)(?:来|"
    r"算|给|付|计|结)+)(?:改|改成|换成)(?:按)?)(?:成)?(?:(?P<hour>小时|时|钟点?)|(?P<month>月)|"
    r"(?P<day>天|日)|(?P<trip>趟|车)|(?P<per><per>))(?:来|算|给|付|计|结|的)*"
)


_PRICE = compiled(r"卖|收购|地头价|行情|今年|批发|市价|市场价|果价|菜价")


_WHOLE_JOB = compiled(
    "(?:^|[^按论])包工(?!头)|包干|一把(?:包|清)|大包(?!大揽)|(?:整个|整片|整块|整|全部|这片|这块)(?:地|园子?|活|房子?|墙)(?:给|是|出)?|(?:整个|全部|这片|这块)(?:给|是|出)"
)
_BY_THE_JOB = 500
_PARTED = compiled(
    r"^[^\d]{0,6}(?:你们|他们|大家|大伙|几个人|人家|自己|各人)[一-龥]{0,4}(?:自己|平)?均?分(?:去|了|掉|吧|就|[ ,。]|$)|"
    "平分|均分"
)
_ASK_A_NUMBER = frozenset({"headcount", "days", "start", "end", "requires"})  # 90 days, 65 years: no pay
# No day of a gig is paid with so much.
_FOR_ALL = 1000


def read_wage(turn: Turn) -> None:
    """The pay: the last sum that is not waved away, in its unit or the draft's; or a raise upon the draft's."""
    if _NEGOTIABLE.search(turn.left) and (
        turn.asked == "wage" or re.search(r"面议|面谈|工资|价|运费|钱|薪", turn.left)
    ):
        match = _NEGOTIABLE.search(turn.left)
        by_skill = match is not None and match.group().startswith("看") and _sums(turn)  # 一百五到一百八,看手艺
        if match and not by_skill and not re.search(r"不(?:要)?$", turn.left[: match.start()]):
            turn.put("negotiable", True, match.span(), "negotiable")
            return
    if by_sex(turn) or (
        _PRICE.search(turn.left) and turn.asked != "wage" and not re.search(r"工资|工钱|工价|运费|改", turn.left)
    ):
        return
    if doubled(turn):
        return
    sums = _sums(turn)
    plan, plan_per = _plan(turn)
    raised = raised_by(turn)
    if any(
        one.unit == "piece" or (one.unit is None and one.most < _A_PIECE) for one in sums
    ):  # 一箱一块五,熟手一天一百五六: what it comes to is no pay
        sums = [one for one in sums if one.most < _A_PIECE or not _COMES_TO.search(turn.left, 0, one.end)]
    chosen = sums[-1] if sums else None
    if raised is not None and (chosen is None or raised.start >= chosen.start - 4):
        chosen = raised
    if chosen is None:
        return
    unit, per = chosen.unit or plan, chosen.per or plan_per
    if per == "个" and chosen.least >= 50:
        unit = per = None  # 两百二一个: what one person gets
    if unit is None and turn.changes.get("pay_when") == "finish" and chosen.least >= _FOR_ALL:
        unit = "total"  # 干完给三千
    if unit is None and chosen.least >= _BY_THE_JOB and _WHOLE_JOB.search(turn.left):
        unit = "total"  # 包工,这片地给三千
    if unit in (None, "trip", "day") and not per and _PARTED.search(turn.left[chosen.end :]):
        unit = "total"  # 一车四百,你们几个人自己分
    wage = in_unit(turn, chosen.least, chosen.most, unit, per)
    turn.put("wage", wage, (chosen.start, chosen.end), chosen.rule)
    for other in sums:
        turn.blank(other.start, other.end)


def _plan(turn: Turn) -> tuple[str | None, str | None]:
    for match in _PLAN.finditer(turn.left):
        if match.start() and turn.left[match.start() - 1] == "不":
            continue
        for unit in ("hour", "month", "day", "trip"):
            if match.group(unit):
                return unit, None
        if match.group("per"):
            return "piece", match.group("per")
    return None, None


def _unit_of(match: re.Match[str], kind: str) -> tuple[str | None, str | None]:
    groups = match.groupdict()
    for unit in ("hour", "month", "total", "trip", "day"):
        if groups.get(unit):
            if unit == "trip" and groups[unit] == "车" and kind != "freight":
                return "trip", None
            return unit, None
    if groups.get("per"):
        return "piece", {"亩地": "亩", "平": "平方", "平米": "平方", "平方米": "平方", "框": "筐"}.get(
            groups["per"], groups["per"]
        )
    return None, None


def _both(match: re.Match[str]) -> tuple[float, float] | None:
    first = money(match.group("a"))
    if first is None:
        return None
    if match.groupdict().get("b"):
        second = money(match.group("b"))
        if second is None or second[1] < first[0]:
            return first
        return first[0], second[1]
    return first


def _sums(turn: Turn) -> list[Sum]:
    found: list[Sum] = []
    kind = str(turn.draft.get("kind") or "gig")

    def add(
        match: re.Match[str], rule: str, unit: tuple[str | None, str | None] = (None, None), start: int = 0
    ) -> None:
        both = _both(match)
        place, end = start + match.start(), start + match.end()
        if both is None or both[1] <= 0 or any(one.start < end and place < one.end for one in found):
            return
        if _TOGETHER.match(turn.left, match.start("a")):
            return
        if not re.search(r"[块元毛角分]", match.group("a")) and _QUANTITY.match(turn.left[end:]):
            return  # 12吨 is a load
        waved_away = _NOT.search(turn.left[max(0, place - 6) : place]) or _TOO.match(turn.left[end : end + 6])
        if waved_away or _MEAL_MONEY.search(turn.left[max(0, place - 10) : place]):
            turn.blank(place, end)
            return
        found.append(Sum(place, end, *both, *unit, rule))

    for match in _AFTER.finditer(turn.left):
        if match.group("head"):
            continue
        add(match, "wage-sum-unit", _unit_of(match, kind))
    for match in _BEFORE.finditer(turn.left):
        if match.group("total") and turn.asked == "headcount":
            continue
        bare_number = match.group("a").isdigit() or not re.search(r"[块元毛角分]", match.group("a"))
        if match.group("head"):
            if (turn.draft.get("wage") or {}).get("unit") == "total":
                add(match, "wage-head", ("day", None))  # 每人两百 不算总的
            elif not bare_number or plausible(turn, match.group("a")):
                add(match, "wage-head", ("day", None) if match.group("tail") else (None, None))
            continue
        if match.group(0)[0] not in "一每按1/" and not (
            match.group("total") or re.match(r"[时月日底来单半]|小时工|钟点工", match.group(0))
        ):
            continue
        if re.match(r"[个人名位号点岁月顿]|天", turn.left[match.end() : match.end() + 1]) and bare_number:
            continue
        add(match, "wage-unit-sum", _unit_of(match, kind))
    for regex in (_TOTAL_AFTER, _TOTAL_BEFORE):
        for match in regex.finditer(turn.left):
            add(match, "wage-total", ("total", None))
    for regex, rule in ((_CUE, "wage-cue"), (_TO, "wage-to"), (_MONEY, "wage-money")):
        for match in regex.finditer(turn.left):
            if rule == "wage-money":
                if match.group("x"):
                    low, high = money(match.group("x")), money(match.group("b"))
                    scale = 0.01 if "分" in match.group("b") else 0.1 if re.search("[毛角]", match.group("b")) else 1.0
                    if low and high:
                        found.append(Sum(*match.span(), round(low[0] * scale, 4), high[1], None, None, rule))
                    continue
                if RAISE.search(turn.left[max(0, match.start() - 4) : match.end()]):
                    continue
                add(match, rule)
            elif (
                rule == "wage-to"
                and not re.search(r"[块元毛角分]", match.group(0))
                and not plausible(turn, match.group("a"))
            ):
                continue
            else:
                add(match, rule)
    for match in _GIVE.finditer(turn.left):
        if plausible(turn, match.group("a")) and not _is_head(turn, match.group("a")):
            add(match, "wage-give")
    work = re.escape(str(turn.draft.get("work") or "\x01"))
    # 改按小时 18; 工钱也改一下,150
    planned = (
        _plan(turn) != (None, None) or re.search("(?:工[钱资价]|价[钱格]?)[^,。\\d]{0,3}[改换]", turn.left) is not None
    )
    for start_of_clause, clause in turn.clauses():
        lead = re.match(rf"(?:{work}|[大小普女男技][工])(?=[^个名人]{{2,}}$)", clause)
        after_job = lead.end() if lead else len(clause) - len(clause.lstrip(READ))
        start = start_of_clause + after_job
        bare = _BARE.match(re.split("(?<=[\\d百千万])(?=[包管][吃住饭])", clause[after_job:])[0])  # 2800包吃
        if bare and (turn.asked == "wage" or planned or (_may_correct(turn) and _only_a_wage(turn, bare.group("a")))):
            add(bare, "wage-bare", start=start)
    if not found and turn.asked == "wage":
        for start, clause in turn.clauses():
            loose = _LOOSE.match(clause)
            if loose and not found:
                add(loose, "wage-loose", start=start)
    return sorted(found, key=lambda one: one.start)


def _is_head(turn: Turn, words: str) -> bool:
    number, head = number_of(words), turn.draft.get("headcount")
    wage = turn.draft.get("wage")
    if not head or number is None or not wage:
        return False
    return bool(abs(number - head[1]) < abs(number - wage["max"]))


def _may_correct(turn: Turn) -> bool:
    """Whether a bare sum may be pay: nothing is asked, or the pay is told and what is asked is no number of its own."""
    return turn.asked is None or (bool(turn.draft.get("wage")) and turn.asked not in _ASK_A_NUMBER)


def _only_a_wage(turn: Turn, words: str) -> bool:
    number = number_of(words)
    if number is None:
        return False
    if re.search(r"[块元毛角]", words) or re.match("百", words):
        return True
    if "." in words and plausible(turn, words):
        return True
    return number >= 60 and plausible(turn, words) and not _is_head(turn, words)
