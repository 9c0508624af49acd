"""Where and what: 地点改成荣河镇周王村, 不是闫景是薛店, 拉到西安新筑, 小工改成大工, 岗位写缝纫工."""

from __future__ import annotations

import re

from nlp import lexicon
from nlp.answer_turn import READ, Turn, pattern, raw
from nlp.gazetteer import Match, Region
from nlp.types import Certainty

_CUE = re.compile(r"改|换|搬|挪|地点|地方|地址|位置|不是|写错|错了|在|去|村|镇|乡|社区|街道|到(?!时|期)|集合|目的地")
_NOT = re.compile(r"(?:不是|不在|别写|不去|原来(?:在|是)?|不到|离开)$")
_LEAD = re.compile(
    r"^(?:那|就|是|地点|地址|位置|地方|目的地|卸货地?|改成|改为|改到|改去|改在|改|加上|再加上?|"
    r"加个|换成|换到|换去|换|搬到|搬去|挪到|拉到|拉去|拉往|送到|送去|送|运到|运去|运往|发到|卸到|"
    r"卸在|去到|去|到|在|往|干活|写|写成|就在|都在|我们|俺们|咱|的|:|嗯|哦|这边|往|具体|就写|"
    r"应该是|应该|集合(?:地点|地方|点|地)?|还是)+"
)
_TRAIL = re.compile(
    r"(?:吧|嘛|哈|啊|呀|呢|的|了|那|那边|那儿|那里|那块|这边|卸|卸货|集合|碰头|上车|见|等着|等你们?|等人|等|干活|"
    r"就行|就中|就可以|哩|嘞|噻|撒|去|来|附近干)+$"
)
_NEW_PLACE = re.compile(
    r"(?:改去|改到|改送|改拉到?|送到|送去|拉到|拉去|运到|运去|换到|换去|搬到|搬去|挪到|卸到|"
    r"地点(?:改成|换成|改到|改为|是|写)?|地址(?:改成|换成|是|写)?|目的地(?:改成|是|换成|改)?|"
    r"位置(?:改成|换成|是)?|集合(?:地点|地方|点|地)?(?:就|都)?(?:改成|换成|改到|改在|改为|换到|换在|挪到|放在|放到|定在|是|在)|集合(?:点|地点)|(?<![实现])在(?=[一-龥]{2,8}(?:集合|"
    r"碰头|上车|等)))(?P<p>[一-龥A-Za-z0-9]{2,16})"
)
_INSTEAD = re.compile(
    r"不[是去送到拉在][一-龥]{1,8}?(?:了[ ,]*|[ ,]+)(?:是|改)?(?:送到?|去|到|拉到?|运到?|在)(?P<p>[一-龥]{2,12})"
)
_NAMED = re.compile(
    r"(?:换成|改成|换到|改到|换|改|(?<!不)在|(?<!不)是)(?P<p>[一-龥]{1,8}(?:村|庄|屯|寨|镇|乡|社区|街道|园区|"
    r"果园|工地|厂|农场|基地|合作社|市场|冷库|果库|大棚|学校|祠堂|桥头|路口|广场|车站)|"
    r"(?:村委会?|大队部?|学校|村口|路口|桥头))(?=$|[ ,]|吧|了|那|的)"
)
_MEET = re.compile(
    r"(?<![一-龥])(?:在|就在|到)?(?P<p>[一-龥]{1,7}(?:门口|路口|村口|村头|口|边|旁|前|后头|广场|"
    r"市场|车站|桥头|树下|超市|学校|大队|冷库|果库))(?:集合|碰头|上车|等车|等着|等人|见面?|汇合)"
)
_GATHER = re.compile("集合|碰头|上车|汇合|见面")
_NO_PLACE = re.compile(
    r"^(?:算了|算|错了|说错|老地方|老位置|原地|原来|上次|不|没|等|再|随|都|哪|我|你|啥|什么|怎么|先|知道|老样子|"
    r"一样|照旧|时间|工资|人(?!民)|后天|明天|今天|大后天|\d+$|[一二两三四五六七八九十]+[点天号个人]|"
    r"你们|好|行|对|可以|中|发|嗯|ok)"
)


def vague(words: str) -> bool:
    """Whether words for a place do not say which: 村里, 咱村口, 地里."""
    return re.fullmatch(raw("vague_place"), words) is not None


def generic(words: str) -> bool:
    """Whether words only say of what kind a place is, of which a county has many: 饭店, 工地, 冷库里."""
    return re.fullmatch(raw("generic_place"), words) is not None


def read_place(turn: Turn) -> None:
    """Township and village of the county's tree, and the rest of the place in the text's words."""
    if turn.draft.get("kind") == "freight" and re.search("(?:装[车货]|上货|提货)的?(?:点|地|地点|地方)", turn.left):
        return  # 装车点改成九所镇: where it is fetched, and place is where it goes
    matches = [match for match in turn.gazetteer.resolve(turn.left) if READ not in turn.left[match.start : match.end]]
    matches = [match for match in matches if _counts(turn, match)]
    denied = [match for match in matches if _NOT.search(turn.left[max(0, match.start - 5) : match.start])]
    if turn.draft.get("kind") == "freight":
        matches = [match for match in matches if not _loaded_there(turn, match)]
    matches = [match for match in matches if match not in denied]
    if len(matches) > 1:  # 南景村,从西解往南走两里
        matches = [match for match in matches if not _on_the_way(turn, match)] or matches
    whole = re.sub(rf"[{READ}]", "", turn.left).strip()
    if matches and not _inside_other(turn, matches):
        _put_regions(turn, matches)
        return
    if turn.asked == "place":
        _bare_detail(turn, whole)
        return
    found = (
        _NEW_PLACE.search(turn.left)
        or _INSTEAD.search(turn.left)
        or _instead_of_the_drafts(turn)
        or _NAMED.search(turn.left)
        or _MEET.search(turn.left)
    )
    if found:
        words = _TRAIL.sub("", _LEAD.sub("", found.group("p")))
        if len(words) >= 2 and not _NO_PLACE.match(words) and not (vague(words) and not _GATHER.search(turn.left)):
            turn.put("detail", words, found.span(), "place-detail")


def _on_the_way(turn: Turn, match: Match) -> bool:
    """Whether a name only tells where the way to the place begins."""
    before, after = turn.left[max(0, match.start - 1) : match.start], turn.left[match.end :]
    return before == "从" and re.match("村?(?:口|里|街)?(?:往|向|朝|走|过|出去|上去|下去|进去|拐)", after) is not None


def _instead_of_the_drafts(turn: Turn) -> re.Match[str] | None:
    """不是海口,是三亚, where the draft says 海口."""
    had = turn.had("detail") or turn.had("village")
    return (
        re.search(rf"不(?:是|去|到|在){re.escape(had)}[ ,]*(?:应该|而)?是(?P<p>[一-龥]{{2,12}})", turn.left)
        if had
        else None
    )


_SOMEBODYS = re.compile("^[老小][一-龥]家$")
_STREET = re.compile("大街|大道|[东西南北中]?路|[东西南北中]街")


_AWAY = re.compile("(?:送|拉|运|去|到|往|发|卸)(?:到|去|往|在)?[一-龥]{2}(?:市|省|那边)?$")


def _loaded_there(turn: Turn, match: Match) -> bool:
    """从九所装 tells where the load waits; in 送到广州江南市场 the name is part of another town's."""
    start, end = turn.clause_at(match.start)
    before, after = turn.left[start : match.start], turn.left[match.end : end]
    if re.search("从$|装[车货]?的?(?:点|地|地点|地方)?(?:改|换|是|在|到|成|去)+$", before) or re.match(
        "[一-龥]{0,3}(?:装|上货|提货|拉货)", after
    ):
        return True
    return bool(re.match("市场|批发|码头|物流|火车站|高铁站", after) and _AWAY.search(before))


def _counts(turn: Turn, match: Match) -> bool:
    start, end = turn.clause_at(match.start)
    clause = turn.left[start:end]
    if turn.left[max(0, match.start - 1) : match.start] == "县" and turn.left[match.start] == "城":
        return False  # 县城北关 is no 城北社区
    if _STREET.match(turn.left[match.end : match.end + 2]) and match.end - match.start <= 3:
        return False  # 后土大街 is a street of the town, no 后土社区
    if (
        _SOMEBODYS.search(turn.left[max(0, match.start - 1) : match.end])
        and turn.left[match.end : match.end + 1] != "村"
    ):
        return False  # 老王家果园 is no 王家村
    if turn.asked == "place":
        return not match.weak or match.end - match.start >= 2
    if match.sounded or match.weak:
        return bool(_CUE.search(turn.left)) and match.end - match.start >= 2
    return bool(_CUE.search(clause)) or (end - start) - (match.end - match.start) <= 3


def _inside_other(turn: Turn, matches: list[Match]) -> bool:
    """洛南县城批发市场: the county's own name, followed by the rest of a place outside any village."""
    return all(region.level == "county" for match in matches for region in match.regions)


def _put_regions(turn: Turn, matches: list[Match]) -> None:
    towns = [region for match in matches for region in match.regions if region.level == "township"]
    villages = [match for match in matches if any(region.level == "village" for region in match.regions)]
    last = matches[-1]
    span = (matches[0].start, last.end)
    if villages:
        village = _village(turn, villages[-1], towns)
        options = [region for region in villages[-1].regions if region.level == "village"]
        if village is not None:
            town = turn.gazetteer.township_of(village.code)
            if town is not None:
                turn.put("township", turn.gazetteer.short(town), span, "township", blank=False)
            turn.put("village", turn.gazetteer.short(village), span, "village", blank=False)
        elif options:
            turn.put("village", turn.gazetteer.short(options[0]), span, "village", Certainty.DOUBTFUL, blank=False)
    elif towns:
        turn.put("township", turn.gazetteer.short(towns[-1]), span, "township", blank=False)
    _rest(turn, last)
    turn.blank(*span)


def _village(turn: Turn, match: Match, towns: list[Region]) -> Region | None:
    options = [region for region in match.regions if region.level == "village"]
    for town in reversed(towns):
        for region in options:
            if region.parent == town.code:
                return region
    if len(options) == 1:
        return options[0]
    had = turn.had("township")
    for region in options:
        its_town = turn.gazetteer.township_of(region.code)
        if its_town is not None and turn.gazetteer.short(its_town) == had:
            return region
    return None


def _rest(turn: Turn, last: Match) -> None:
    """What follows the village: 学校后头, 冷库."""
    tail = turn.left[last.end :]
    tail = tail.lstrip("的 ,")
    clause = re.match(r"[一-龥A-Za-z0-9]{2,14}", tail)
    if clause is None:
        return
    words = _TRAIL.sub(
        "",
        re.sub(
            r"^(?:村(?![口头尾部东西南北中里])|的|那个|(?:那|这)(?:边|块|儿|里)的?|委会|(?<![一-龥])上(?=[一-龥]{2}))",
            "",
            clause.group(),
            count=1,
        ),
    )
    if len(words) < 2 or _NO_PLACE.match(words):
        return
    is_spot = re.search(
        r"(?:后面|前面|里面|村[东西南北]|[东西南北]头|树下|底下|下|路|街|巷|大道|后头|前头|旁边?|对面|门口|路口|"
        r"村口|村头|村尾|口|边|头|场|园|厂|库|店|院|校|所|站|市场|广场|基地|合作社|大棚|超市|桥|"
        r"塘|坡|地|沟|湾|里|家|楼|附近|工地|仓库|林|山|码头|公司|物业|小区|号|点|大队部?|祠堂|庙|"
        r"车间)$",
        words,
    )
    if is_spot and (turn.asked == "place" or _CUE.search(turn.left)):
        start = last.end + (len(turn.left[last.end :]) - len(tail)) + clause.group().find(words)
        turn.put("detail", words, (start, start + len(words)), "place-detail")


_BY_PHONE = re.compile(
    "(?:我|俺|咱|额|有人|派人|派车)(?:去|来|们)*(?:接|领|带)(?:你们?|人|大家)?$|领(?:你们?|人|大家|路)|(?:打|通|发|回)(?:我|个)?(?:电话|微信|视频|定位|位置)|电话联系|加微信|来接"
)


def _bare_detail(turn: Turn, whole: str) -> None:
    if re.match(r"^(?:对|行|好|可以|嗯|中|发)", whole) or turn.changes:
        return
    words = _TRAIL.sub("", _LEAD.sub("", whole))
    words = re.sub(r"[ ,。.!?]+", "", words)
    if _BY_PHONE.search(words):
        return  # 到了打电话
    if 2 <= len(words) <= 20 and not _NO_PLACE.match(words) and not re.fullmatch(r"\d+", words):
        turn.put("detail", words, (0, len(turn.text)), "place-detail", Certainty.LIKELY)


_JOB_TO = re.compile(
    r"(?P<old>[一-龥]{1,8}?)?(?:不[一-龥]{1,4}了)?[ ,]?(?:改成|改为|换成|变成|换为|写成|改做|"
    r"改干|改叫|改招|换招|改)(?P<w>[一-龥]{2,8})"
)
_JOB_IS = re.compile(
    r"(?:岗位|工种|活儿?|活路|活计|工作|职位|干的|内容|名称|标题|招的)(?:名)?(?:写成?|改成|改为|"
    r"是|换成|叫|就写|就叫|改|填|应该是|:|就是)+(?P<w>[一-龥]{2,8})"
)
_JOB_NOT = re.compile(
    r"不(?:是)?(?P<old>(?<=是)[一-龥]|[一-龥]{2,6}?)(?:了)?[ ,]*(?:是|改|换|就是|去)(?P<w>[一-龥]{2,8})"
)
# 是摘豆角 不是四季豆
_JOB_IS_NOT = re.compile(r"(?:是|要|做)(?P<w>[一-龥]{2,6})[ ,]*不是(?P<old>[一-龥]{2,6})")
_JOB_OFF = re.compile(r"不(?P<old>[一-龥]{2,6}?)(?:了|咧|啦)[ ,]*(?:来|去|要|就|先|都)?(?P<w>[一-龥]{2,6})$")
_JOB_TRAIL = re.compile(r"(?:吧|了|的|嘛|哈|呢|来|就行|呗|咧|哩|活|工作|一天|每天|要)+$")


# 算了，摘梨: another work, whatever was asked
_JOB_LEAD = re.compile(
    r"^(?:(?:算了|不对|不是|不不|错了|说错了|写错了|哦|噢)[ ,。!]*)*"
    r"(?:(?:还是|改成?|换成?)?(?:招|要|找|请|来)?(?=[一-龥]{2}))"
)


# 就是伺候我婆,写照顾老人
_JOB_WRITTEN = re.compile(
    r"(?:^|[ ,。!])(?:你|就|还是|给我|帮我)*(?:写|填|登)(?:成|上|个)?(?P<w>[一-龥]{2,8})(?=[ ,。!]|$)"
)


# 就昨天说的那个: what was told elsewhere names no work
_TOLD_BEFORE = re.compile("说的?|讲的?|上次|上回|昨天|前天|老样子|一样")
_AND_ALSO = re.compile("(?<=[一-龥]{2})(?:还(?:要|得|有)|另外(?:还)?(?:要|得)?|再(?:就是)?)(?=[一-龥]{2})[一-龥]+$")
_POINTING = re.compile("(?:那|这)(?:个|些|种|啥)")


def read_work(turn: Turn) -> None:
    """The task, where the turn says another; its trade where it differs."""
    had = str(turn.draft.get("work") or "")
    for regex, explicit in (
        (_JOB_IS, True),
        (_JOB_TO, False),
        (_JOB_NOT, False),
        (_JOB_IS_NOT, False),
        (_JOB_OFF, False),
    ):
        for match in regex.finditer(turn.left):
            words = _JOB_TRAIL.sub("", match.group("w"))
            if len(words) < 2 or words == had:
                continue
            trade = trade_of(words)
            if trade is None and not explicit:
                continue
            if not explicit and not _about_work(match, had):
                continue
            _put_work(turn, words, trade, match.span())
            return
    alone = _JOB_LEAD.sub("", turn.left.strip())
    if turn.asked != "work" and not turn.changes and alone != had and _is_job(alone):
        _put_work(turn, alone, trade_of(alone), (0, len(turn.text)))
        return
    if turn.asked is None and "work" not in turn.changes:
        for start, clause in turn.clauses():
            words = re.sub(r"^(?:改|换)?(?:成|招|要|找|请|做|是)(?=[一-龥]{2})", "", clause)
            if words and words not in had and had not in words and not words.startswith("熟") and _is_job(words):
                _put_work(turn, words, trade_of(words), (start, start + len(clause)))
                return
    if turn.asked == "work" and "work" not in turn.changes:
        for start, clause in turn.clauses():  # 摘那个酥梨 在那个里望乡, as it was spoken
            words = _JOB_LEAD.sub("", _POINTING.sub("", clause.strip(READ)))
            if words and _is_job(words):
                _put_work(turn, words, trade_of(words), (start, start + len(clause)))
                return
    if turn.asked == "work" and "work" not in turn.changes and (said := _JOB_WRITTEN.search(turn.left)):
        words = _JOB_TRAIL.sub("", said["w"])
        if len(words) >= 2:
            _put_work(turn, words, trade_of(words), said.span())
            return
    if turn.asked == "work" and not turn.changes:
        words = re.sub(
            r"^(?:就是|就|是|干|做|找人|请人|招人|叫人|主要是?|去|来|要|(?:帮|给|替)(?:我|俺|咱|额)(?:们|家|媳妇|娘|妈|爸|爹|哥|弟|姐|妹)?(?:里)?|那个|(?:在)?(?:地|园子?|屋|家|厂|店|棚)里?(?:头)?(?=[一-龥]{2}))+(?=[一-龥]{2})",
            "",
            _AND_ALSO.sub("", re.sub(rf"[{READ} ,。!]", "", turn.left)),
        )
        words = _JOB_TRAIL.sub("", _POINTING.sub("", words))
        if (
            2 <= len(words) <= 10
            and not _TOLD_BEFORE.search(words)
            and re.fullmatch(r"[一-龥]+", words)
            and not pattern("^(?:<confirm>|<chat>|<cancel>)$").match(words)
        ):
            _put_work(turn, words, trade_of(words), (0, len(turn.text)))


def _about_work(match: re.Match[str], had: str) -> bool:
    old = match.groupdict().get("old") or ""
    return (
        not old
        or old in had
        or had in old
        or trade_of(old) is not None
        or old.endswith(("活", "岗位", "工种", "工", "招"))
    )


def _put_work(turn: Turn, words: str, trade: str | None, span: tuple[int, int]) -> None:
    turn.put("work", words, span, "work", blank=False)
    if trade and trade != "other" and turn.draft.get("kind") != "freight":
        turn.put("trade", trade, span, "trade", blank=False)
    turn.blank(*span)


def _is_job(words: str) -> bool:
    """Whether the words are a task or title and nothing else."""
    entry = lexicon.words().get(words)
    if entry and entry[0] in (lexicon.TASK, lexicon.TITLE):
        return True
    thing = lexicon.words().get(words[1:])
    return bool(thing and thing[0] == lexicon.OBJECT and words[:1] in lexicon.verbs() and trade_of(words))


def trade_of(words: str) -> str | None:
    """The trade of a task or title by the lexicon: the whole word, then its longest known part; None where unknown."""
    known = lexicon.words()
    entry = known.get(words)
    if entry and entry[0] in (lexicon.TASK, lexicon.TITLE):
        return entry[1]
    for verb_length in (2, 1):
        verb, thing = words[:verb_length], words[verb_length:]
        classes = lexicon.verbs().get(verb)
        if classes and thing:
            thing_entry = known.get(thing)
            if thing_entry and thing_entry[0] == lexicon.OBJECT:
                trade = classes.get(thing_entry[1]) or classes.get("*")
                if trade:
                    return trade
    for length in range(len(words) - 1, 1, -1):
        for at in range(len(words) - length, -1, -1):
            entry = known.get(words[at : at + length])
            if entry and entry[0] in (lexicon.TASK, lexicon.TITLE):
                return entry[1]
    return None
