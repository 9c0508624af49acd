"""Employers' requests: each value said in many ways, and what must not be read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from nlp import gazetteer, request
from nlp.exchange import need_from_json, need_to_json
from nlp.types import Certainty, Need

NOW = datetime(2026, 10, 14, 9)  # a Wednesday
COMMA = "明天摘苹果，要10个人，150一天，西解村，{}"


def read(text: str, region: str = "wanrong", now: datetime = NOW) -> list[dict[str, Any]]:
    return [need_to_json(need) for need in request.read(text, now, gazetteer.load(region)).needs]


def only(text: str, region: str = "wanrong") -> dict[str, Any]:
    postings = read(text, region)
    assert len(postings) == 1, (text, postings)
    return postings[0]


def cases(table: dict[Any, str]) -> list[Any]:
    return [pytest.param(phrase, want, id=phrase) for want, phrases in table.items() for phrase in phrases.split("|")]


WAGES: dict[Any, str] = {
    (150, 150, "day", None): (
        "150一天|一天150|150/天|每天150|日工资150|150元每天|150块钱一天|一天一百五|一百五一天|"
        "一百五|150块|工资150|150|一个工150|一人150|每人150元|日薪150元|150元/天/人|"
        "150元/人/天|工钱一百五一天|一天给一百五|一天150块钱|每人每天150|一天开150|日工价150元|"
        "150元一个工|一天工资一百五十块|按天算150一天|150日结|一天150管饭|一百五十块一天|壹百五一天"
    ),
    (200, 200, "day", None): (
        "200一天|两百一天|二百块钱一天|一天二百|200块一工|每天两百块|一天200元|一个人200|日结200|"
        "一晚上200|一夜200|半天200"
    ),
    (250, 250, "day", None): ("两百五一天|二百五|250/天|一天两百五|一天二百五十"),
    (120, 130, "day", None): (
        "120-130一天|一百二到一百三一天|一百二三一天|120到130块|120~130元/天|一天120至130|120—130元|一天一百二三"
    ),
    (0.35, 0.35, "piece", "斤"): (
        "三毛五一斤|一斤三毛五|0.35元/斤|0.35一斤|3毛5一斤|每斤三毛五|三毛五分一斤|按斤算三毛五一斤"
    ),
    (1.8, 1.8, "piece", "斤"): ("一块八一斤|1块8一斤|一斤1.8元|1.8/斤|一斤一块八|1.8块一斤|一块八毛一斤"),
    (2, 2, "piece", "筐"): ("2块一筐|一筐2块|2元/筐|两块钱一筐|一筐两块|每筐2元"),
    (120, 120, "piece", "亩"): ("120一亩|一亩120|120元/亩|每亩一百二|一亩地120|一百二一亩"),
    (0.06, 0.06, "piece", "个"): ("6分钱一个|一个6分|六分一个|0.06元/个|一个六分钱|每个6分"),
    (15, 15, "hour", None): (
        "15一小时|15元/小时|一小时15|一个小时15块|时薪15|15块钱一个小时|每小时15元|小时工资15元|15元/时|15块每小时"
    ),
    (3500, 3500, "month", None): (
        "3500一个月|月薪3500|3500/月|一个月3500|三千五一个月|月工资3500元|每月3500|工资3500|"
        "底薪3500|包月3500|3千5一个月|月薪三千五|3.5k一个月|3500元每月|三千五百块钱一个月"
    ),
    (3000, 4000, "month", None): (
        "3000-4000|3000-4000元/月|三千到四千|月薪3000到4000|工资3000至4000元|三四千一个月|月薪三四千|3千到4千"
    ),
    (600, 600, "total", None): ("总共600|一共600块|包干600元|一共给六百|全部600|一口价600|合计600元|总价600"),
    (35, 35, "piece", "平方"): ("35一平|一平方35|35元/平米|一平米35|35块一个平方|每平方35元|35一平方"),
    (80, 80, "piece", "吨"): ("80一吨|一吨80|80块一吨|80元/吨|每吨80|八十块一吨"),
    (1.2, 1.2, "piece", "箱"): ("1块2一箱|一箱1块2|一块二一箱|1.2元/箱|一箱一块二"),
}

HEADS: dict[Any, str] = {
    (20, 20): (
        "要20个人|20人|20名|招二十个人|需要20个|来20个|缺20人|20个工|人数20|人数：20人|二十来个人|"
        "20多人|要人20个|20来个|差20个人|二十个人|招20名工人|还差20个|20位|要二十个|要二十多个人|"
        "20个左右|大概20人|需20人|用工20人"
    ),
    (3, 5): ("三五个人|3-5人|要三到五个人|3到5名|三至五个|3~5个人|要3、5个人"),
    (2, 2): ("俩人|要俩人|两个人|2个|两名|2人|来俩|要两个"),
    (1, 1): ("要一个人|一名|1人|找个人|1名|要1个|招一个"),
    (13, 13): ("男3女10|男工3个女工10个|3男10女|男的3个女的10个|三男十女|男工三个，女工十个|女10男3"),
    (15, 16): ("十五六个人|15-16个|15到16人"),
    None: ("大量要人|要人|若干|数名|人不限|多多益善|能来几个来几个|要几个人"),
}

DATES: dict[Any, str] = {
    "2026-10-15": (
        "明天|明儿|明日|明个|明早|15号|10月15日|十月十五号|周四|这周四|星期四|本周四|10.15号|名天|"
        "明儿个|赶明儿|礼拜四|10月15|2026年10月15日"
    ),
    "2026-10-14": ("今天|今儿|今日|马上|现在就|今天下午|立马|今黑|今晚|今儿后晌"),
    "2026-10-16": ("后天|后儿|后日|16号|周五|星期五|2天后|两天后|后天早上|后早上|10/16"),
    "2026-10-17": ("大后天|周六|本周末|大后日|外后天|3天后|三天以后"),
    "2026-10-19": ("下周一|下星期一|下礼拜一|下个礼拜一|19号|下个星期一"),
    "2026-10-26": ("下下周一|26号"),
    "2026-11-01": ("11月1号|下月1号|下个月1号|十一月一号|下月初|11月初|1号|11月1日起"),
    "2026-11-17": ("农历十月初九|十月初九|阴历十月初九"),
    "2027-01-01": ("元旦|明年1月1号|1月1日"),
    "2027-01-13": ("腊月初六"),
}

TIMES: dict[Any, str] = {
    "07:00": (
        "早上七点|早七点|7点|早上7点|7:00|七点|早7点|07:00|上午7点|早晨七点|7点钟|七点整|清早7点|"
        "早上7:00|早上七点钟|早起七点"
    ),
    "06:30": ("六点半|早六点半|6:30|早上6点30|6点半|早上六点三十|6点30分|早上6.30|早晨六点半"),
    "14:00": ("下午两点|14:00|后晌2点|下午2点|后晌两点|14点|下午2:00|下午二点"),
    "05:30": ("凌晨五点半|早上5:30|五点半|早5点半|天不亮5点半"),
    "06:15": ("六点一刻|6:15|早上6点15"),
    "19:00": ("晚上七点|晚7点|19:00|黑来7点|晚上7:00|晚上七点钟"),
}

RANGES: dict[Any, str] = {
    ("08:00", "18:00"): (
        "早八晚六|8点到18点|早8点到晚6点|8:00-18:00|早上八点至下午六点|八点到六点|早8晚6|"
        "上午8点到下午6点|8点—18点|8:00到18:00|早八点干到晚六点|八点来六点走|八点上班六点下班|"
        "早上8点上工，下午6点收工|8点-18点|早8:00-晚18:00"
    ),
    ("07:30", "18:00"): (
        "早上7点半到11点半 后晌2点到6点|7:30-11:30 14:00-18:00|7:30-11:30，14:00-18:00|早上7:30到11:30下午2:00到6:00"
    ),
    ("20:00", "06:00"): ("晚8点到早6点|晚上八点到早上六点|20:00-6:00|晚上8点到第二天早上6点"),
}

BENEFITS: dict[Any, str] = {
    ("lunch",): (
        "管午饭|中午管饭|包午餐|管晌午饭|午饭管|中午一顿饭|提供午餐|管中饭|中午管一顿|中午有饭|包中餐|午餐免费|"
        "中午一碗面|管一顿中午饭|晌午管饭"
    ),
    ("meals",): ("管饭|管吃|包吃|管两顿饭|包两餐|管三餐|伙食免费|管一顿饭|包三餐|吃饭免费|包伙食|供饭"),
    ("lodging", "meals"): ("包吃住|管吃管住|吃住全包|包吃包住|管吃住|包食宿|食宿免费|吃住都管|提供食宿"),
    ("lodging",): ("包住|管住|提供住宿|有宿舍|住宿免费|有地方住|提供宿舍|有房住|免费住宿"),
    ("transport",): ("车接车送|接送|有车接送|包接送|班车接送|报销路费|有车接|来回路费报销|车来接|村口有车接"),
    (): (
        "不管饭|不包吃|不管吃住|饭自理|午饭自理|自带午饭|中午自己带饭|不包吃住|没有住的|不接送|自己来|饭自带|"
        "中午饭自理|吃住自理|不包吃不包住"
    ),
    ("tools",): ("提供工具|工具我们有|工具都有|剪子我们有|工具提供"),
    ("insurance",): ("买保险|交五险|五险一金|有社保|买意外险"),
    ("bonus",): ("全勤奖200|年底双薪|有奖金"),
    ("lunch", "dinner"): ("管午饭晚饭|包中晚餐|管中午晚上两顿"),
    ("breakfast", "lunch"): ("管早饭午饭|包早中餐|包早午餐"),
}

REQUIRES: dict[Any, str] = {
    ("female", None, None): ("只要女的|女工|限女性|女的|要女的|妇女|要女工|不要男的|阿姨|女"),
    ("male", None, None): ("男工|只要男的|小伙子|限男性|男劳力|男的|男"),
    (None, None, None): ("男女不限|男女都行|男女均可|男女老少都行|不限男女|性别不限"),
    (None, None, 60): (
        "60岁以下|60以内|不超过60岁|年龄60以下|60周岁以下|超过60的不要|不要超过60岁的|60岁以内|"
        "年龄不超过60|最大60岁|60往下|六十岁以下|六十以下|60以上的不要"
    ),
    (None, 18, 45): ("18-45岁|年龄18-45|18到45岁|18岁到45岁|18—45周岁|十八到四十五岁|年龄：18-45周岁|18岁以上45岁以下"),
    (None, 18, None): ("18岁以上|年满18岁|满18周岁"),
}

PAY_WHEN: dict[Any, str] = {
    "daily": ("日结|当天结|现结|当天给钱|天天结账|当天结清|下班就给钱|每天结|当日结|收工就发钱|一天一结|现场结"),
    "finish": ("干完结|干完给钱|完工结账|干完活结清|卸完付清|干完一次结清|完工一次结|做完结|活干完结账"),
    "monthly": ("月结|按月发|每月15号发工资|月底结"),
    "weekly": ("周结|一周一结|一个礼拜一结|每周结"),
}

DAYS: dict[Any, str] = {
    3: ("干三天|3天活|三天|工期3天|干3天|一共三天|得三天|要干三天|连干三天|就三天|大概三天"),
    7: ("干一个礼拜|一周|7天|干一星期|七天左右"),
    15: ("干半个月|半个月|15天|十五天"),
    30: ("干一个月|一个月左右|30天"),
    4: ("三四天|干三四天|3-4天"),
    10: ("干十来天|十天|10多天|10天左右"),
    None: ("月休四天|每天|前三天试工"),
}

NAMES: dict[Any, str] = {
    "王师傅": (
        "联系王师傅13800138001|王师傅13800138001|13800138001王师傅|"
        "找王师傅，13800138001|电话13800138001 王师傅|联系人：王师傅 13800138001|"
        "13800138001（王师傅）|王师傅电话13800138001|联系人王师傅，电话：13800138001|"
        "打13800138001找王师傅|有意联系王师傅 138 0013 8001"
    ),
    "李建军": ("我叫李建军 13800138001|李建军13800138001|联系人:李建军 电话:13800138001|13800138001李建军"),
    "老孙": ("老孙13800138001|找老孙 13800138001|13800138001老孙"),
    "李姐": ("李姐 13800138001|联系李姐，13800138001|13800138001 李姐|打李姐电话13800138001"),
    None: (
        "13800138001|电话13800138001|联系电话：13800138001|有意者联系13800138001|"
        "微信同号13800138001|打电话13800138001|报名13800138001|要来的打13800138001"
    ),
}

# Region, text, and the postings as (work, people, sum, unit).
MESSAGES: list[tuple[str, str, list[tuple[str, int, float, str]]]] = [
    (
        "wanrong",
        "工地要大工三个小工五个 大工三百小工一百八 明天七点 解店镇",
        [("大工", 3, 300.0, "day"), ("小工", 5, 180.0, "day")],
    ),
    (
        "wanrong",
        "需要摘苹果10人150一天，装车4人200一天，做饭1人120，后天，里望乡上牛村",
        [("摘苹果", 10, 150.0, "day"), ("装车", 4, 200.0, "day"), ("做饭", 1, 120.0, "day")],
    ),
    (
        "wanrong",
        "招:1.洗碗工2名2600;2.服务员3名2800;3.厨师1名6000,包吃住,解店镇鑫源饭店",
        [("洗碗工", 2, 2600.0, "month"), ("服务员", 3, 2800.0, "month"), ("厨师", 1, 6000.0, "month")],
    ),
    (
        "wanrong",
        "男工搬箱子8个一天180 女工包苹果20个一天130 都管饭 明天 通化",
        [("搬箱子", 8, 180.0, "day"), ("包苹果", 20, 130.0, "day")],
    ),
    (
        "wanrong",
        "保洁员3200 保安3500 前台3000 各招一名 五险 县城后土社区",
        [("保洁员", 1, 3200.0, "month"), ("保安", 1, 3500.0, "month"), ("前台", 1, 3000.0, "month")],
    ),
    (
        "wanrong",
        "疏果的15个一天110，打药的2个一天160，明天早上7点，皇甫乡",
        [("疏果", 15, 110.0, "day"), ("打药", 2, 160.0, "day")],
    ),
    (
        "wanrong",
        "果库用人，分拣女工20名，130元一天，装卸男工5名，200元一天，14号开始，荣河镇",
        [("分拣", 20, 130.0, "day"), ("装卸", 5, 200.0, "day")],
    ),
    (
        "wanrong",
        "要3个贴砖师傅350一天 2个小工180一天 王显乡 盖房",
        [("贴砖", 3, 350.0, "day"), ("小工", 2, 180.0, "day")],
    ),
    (
        "ledong",
        "明天采瓜15个男工一天220 包瓜20个女工一天160 装车6个男工一天260 佛罗丹村",
        [("采瓜", 15, 220.0, "day"), ("包瓜", 20, 160.0, "day"), ("装车", 6, 260.0, "day")],
    ),
    (
        "ledong",
        "招保安2名月薪3200、保洁3名月薪2600、客房服务员4名月薪3500，包吃住，龙栖湾社区酒店",
        [("保安", 2, 3200.0, "month"), ("保洁", 3, 2600.0, "month"), ("客房服务员", 4, 3500.0, "month")],
    ),
    (
        "luonan",
        "打核桃要10个人一天150，剥核桃皮要20个妇女一天100，后天，古城草店村",
        [("打核桃", 10, 150.0, "day"), ("剥核桃", 20, 100.0, "day")],
    ),
    (
        "pingtang",
        "叉车司机1名6000，装卸工5名5000，仓管1名4500，金盆街道物流园",
        [("叉车司机", 1, 6000.0, "month"), ("装卸工", 5, 5000.0, "month"), ("仓管", 1, 4500.0, "month")],
    ),
    (
        "wanrong",
        "电焊工两名，每天350，普工四名，每天200，干十天，管午饭，贾村乡",
        [("电焊工", 2, 350.0, "day"), ("普工", 4, 200.0, "day")],
    ),
    (
        "wanrong",
        "摘苹果10个 套袋5个 都是150一天 明天 西解村",
        [("摘苹果", 10, 150.0, "day"), ("套袋", 5, 150.0, "day")],
    ),
    (
        "wanrong",
        "明天摘苹果的要十个人后天装车的要五个人都是一百八一天西解村",
        [("摘苹果", 10, 180.0, "day"), ("装车", 5, 180.0, "day")],
    ),
    (
        "wanrong",
        "明天摘苹果要二十个人一百五一天管午饭早上七点到解店镇西解村王师傅电话一三八零零一三八零零一",
        [("摘苹果", 20, 150.0, "day")],
    ),
    (
        "wanrong",
        "那个我这里要人啊就是摘苹果嘛大概要二十来个人吧一天给一百五管一顿饭明天早上七点半在西解村口集合",
        [("摘苹果", 20, 150.0, "day")],
    ),
    (
        "wanrong",
        "要15个人摘苹果，说错了，是18个，150一天，不对，160，西解村，明天",
        [("摘苹果", 18, 160.0, "day")],
    ),
    (
        "wanrong",
        "明天摘苹果10个人150，西解村，更正一下，是后天，工资160",
        [("摘苹果", 10, 160.0, "day")],
    ),
    (
        "wanrong",
        "摘苹果不是10个是15个，一天不是150是160，西解村后天",
        [("摘苹果", 15, 160.0, "day")],
    ),
    (
        "wanrong",
        "解店鎮西解村明天要２０個人摘蘋果，一天１５０塊，管午飯，早上七點到，聯繫王師傅１３８００１３８００１",
        [("摘苹果", 20, 150.0, "day")],
    ),
    (
        "ledong",
        "請人摘芒果十五個，一日一百八，包午飯，早上六點，佛羅鎮丹村",
        [("摘芒果", 15, 180.0, "day")],
    ),
    (
        "ledong",
        "急急急！！！今晚八点装香蕉，要8个男工，一车600块大家分，黄流镇",
        [("装香蕉", 8, 600.0, "total")],
    ),
    (
        "pingtang",
        "找5个人栽烟，120一天，包两餐，大塘新场村，明天一早来，老杨13800138001",
        [("栽烟", 5, 120.0, "day")],
    ),
    (
        "pingtang",
        "娃儿满月酒，要4个嬢嬢洗碗端菜，150一天，初八，克度镇金星村",
        [("洗碗端菜", 4, 150.0, "day")],
    ),
    (
        "luonan",
        "寻个人放牛，一月2500，管吃住，洛源桃坪村",
        [("放牛", 1, 2500.0, "month")],
    ),
    (
        "luonan",
        "给我妈寻个保姆，能住家的，一月3000，城关东街社区",
        [("保姆", 1, 3000.0, "month")],
    ),
    (
        "luonan",
        "要两个泥水匠，一天三百，砌院墙，三要永坪村，明儿个开工",
        [("泥水匠", 2, 300.0, "day")],
    ),
    (
        "changjiang",
        "招割胶工3名，长期，包吃住，干胶4块一斤，七叉大章村",
        [("割胶工", 3, 4.0, "piece")],
    ),
    (
        "changjiang",
        "拉一车西瓜去海口，4米2的车，运费1500，明早走，十月田镇保平村装",
        [("拉西瓜", 1, 1500.0, "trip")],
    ),
    (
        "wanrong",
        "找车拉苹果，15吨，从里望到郑州万邦市场，每吨220，13米车，后天装",
        [("拉苹果", 1, 220.0, "piece")],
    ),
    (
        "wanrong",
        "有去西安的回程车没有，拉10吨苹果，闫景村装，运费2500",
        [("拉苹果", 1, 2500.0, "trip")],
    ),
    (
        "wanrong",
        "谁家招人不，我会开叉车，电话13800138001",
        [],
    ),
    (
        "wanrong",
        "本人女45岁，找个保洁或者做饭的活，13800138001",
        [],
    ),
    (
        "wanrong",
        "夫妻俩想找个果园的活干，能吃苦，有要的老板联系13800138001",
        [],
    ),
    (
        "wanrong",
        "招兼职，手机操作，一天200-300，不收押金，加微信abc123",
        [],
    ),
    (
        "wanrong",
        "招人打包快递，先交200押金，日结180，联系13800138001",
        [],
    ),
    (
        "wanrong",
        "你好，请问发布用工信息要钱吗",
        [],
    ),
    (
        "wanrong",
        "出售红富士苹果5万斤，一斤2块8，联系13800138001",
        [],
    ),
    (
        "wanrong",
        "收苹果，70以上的一斤3块，西解村过秤",
        [],
    ),
    (
        "wanrong",
        "昨天发的摘苹果的信息撤了吧，人够了",
        [],
    ),
    (
        "wanrong",
        "大家中秋快乐，祝老板们生意兴隆",
        [],
    ),
    (
        "wanrong",
        "寻找走失老人，男，75岁，身穿黑衣服，有线索打13800138001",
        [],
    ),
    (
        "wanrong",
        "三轮车便宜卖，3000块，要的联系13800138001",
        [],
    ),
    (
        "wanrong",
        "昨天干的活工钱啥时候给，说好的150一天",
        [],
    ),
    (
        "wanrong",
        "有没有人要树苗，苹果苗8块一棵",
        [],
    ),
    (
        "wanrong",
        "给娃找个家教，初二数学，一小时60，周六周日下午，县城",
        [("家教", 1, 60.0, "hour")],
    ),
    (
        "wanrong",
        "婚礼帮忙端盘子的，要6个人，一人100，10月18号，里望乡",
        [("端盘子", 6, 100.0, "day")],
    ),
    (
        "wanrong",
        "需要人抬石板，5个，200一天",
        [("抬石板", 5, 200.0, "day")],
    ),
    (
        "wanrong",
        "缺个看大门的，1800一个月，管住",
        [("看大门", 1, 1800.0, "month")],
    ),
    (
        "wanrong",
        "请会开旋耕机的师傅一名，旋地30亩，一亩40，明天，高村乡",
        [("旋耕机", 1, 40.0, "piece")],
    ),
    (
        "wanrong",
        "苹果园除草，用人15个，工钱90，自带锄头，明早6点半，南张乡太赵村口",
        [("除草", 15, 90.0, "day")],
    ),
]


@pytest.mark.parametrize("text", ["明天摘苹果，要10个人，{}，解店镇西解村，13800138001", "明天摘苹果 10个人 {} 西解村"])
@pytest.mark.parametrize(("phrase", "want"), cases(WAGES))
def test_wage(text: str, phrase: str, want: tuple[float, float, str, str | None]) -> None:
    posting = only(text.format(phrase))
    wage = posting["wage"]
    assert (wage["min"], wage["max"], wage["unit"], wage["per"]) == want
    assert posting["headcount"] == [10, 10]


@pytest.mark.parametrize(("phrase", "want"), cases(HEADS))
def test_headcount(phrase: str, want: tuple[int, int] | None) -> None:
    assert only(f"明天摘苹果，{phrase}，150一天，西解村")["headcount"] == (list(want) if want else None)


@pytest.mark.parametrize("text", ["{}摘苹果，要10个人，150一天，西解村", "摘苹果 10个人 150一天 西解村 {}开始"])
@pytest.mark.parametrize(("phrase", "want"), cases(DATES))
def test_start(text: str, phrase: str, want: str) -> None:
    assert only(text.format(phrase))["start"] == want


@pytest.mark.parametrize("text", ["明天{}摘苹果，要10个人，150一天，西解村", "明天摘苹果 10个人 150一天 西解村 {}集合"])
@pytest.mark.parametrize(("phrase", "want"), cases(TIMES))
def test_begin(text: str, phrase: str, want: str) -> None:
    assert only(text.format(phrase))["begin_time"] == want


@pytest.mark.parametrize(("phrase", "want"), cases(RANGES))
def test_hours(phrase: str, want: tuple[str, str]) -> None:
    posting = only(COMMA.format(phrase))
    assert (posting["begin_time"], posting["end_time"]) == want


@pytest.mark.parametrize(("phrase", "want"), cases(BENEFITS))
def test_benefits(phrase: str, want: tuple[str, ...]) -> None:
    assert set(only(COMMA.format(phrase))["benefits"]) == set(want)


@pytest.mark.parametrize(("phrase", "want"), cases(REQUIRES))
def test_requires(phrase: str, want: tuple[str | None, int | None, int | None]) -> None:
    requires = only(COMMA.format(phrase + "，管饭"))["requires"]
    assert (requires["gender"], requires["age_min"], requires["age_max"]) == want


@pytest.mark.parametrize(("phrase", "want"), cases(PAY_WHEN))
def test_pay_when(phrase: str, want: str) -> None:
    assert only(COMMA.format(phrase))["pay_when"] == want


@pytest.mark.parametrize(("phrase", "want"), cases(DAYS))
def test_days(phrase: str, want: int | None) -> None:
    assert only(COMMA.format(phrase))["days"] == want


@pytest.mark.parametrize(("phrase", "want"), cases(NAMES))
def test_contact(phrase: str, want: str | None) -> None:
    contact = only(COMMA.format(phrase))["contact"]
    assert (contact["name"], contact["phones"]) == (want, ["13800138001"])


@pytest.mark.parametrize(("region", "text", "want"), MESSAGES, ids=[row[1][:24] for row in MESSAGES])
def test_message(region: str, text: str, want: list[tuple[str, int, float, str]]) -> None:
    postings = read(text, region)
    assert len(postings) == len(want), postings
    for work, people, most, unit in want:
        assert any(
            posting["work"]
            and (work in posting["work"] or posting["work"] in work)
            and posting["headcount"] == [people, people]
            and posting["wage"]
            and (posting["wage"]["max"], posting["wage"]["unit"]) == (most, unit)
            for posting in postings
        ), (work, postings)


def need(text: str, region: str = "wanrong") -> Need:
    needs = request.read(text, NOW, gazetteer.load(region)).needs
    assert len(needs) == 1
    return needs[0]


def test_values_hold_more_than_the_exchange_format() -> None:
    assert need("明天摘苹果，人不限，工资面议，西解村").headcount_open
    assert need("明天摘苹果，10个人，工资面议，西解村").negotiable
    wage = need("明天摘苹果，男5女8，男的150女的120，西解村").wage
    assert wage is not None
    assert wage.by_sex == (150, 120)


def test_readings_stand_on_the_words_of_the_text() -> None:
    text = "明天要２０个人摘苹果，解店镇西解村，一百五一天，王师傅13800138001"
    words = {reading.field: text[reading.start : reading.end] for reading in need(text).readings}
    assert words["headcount"] == "２０个人"
    assert words["wage"] == "一百五一天"
    assert words["start"] == "明天"
    assert words["village"] == "西解村"
    assert words["phones"] == "13800138001"
    assert words["name"] == "王师傅"


def test_a_day_that_may_be_lunar_keeps_both_readings() -> None:
    readings = [one for one in need("摘苹果 20个人 150一天 十月十七开始 西解村").readings if one.field == "start"]
    assert readings[0].certainty is Certainty.DOUBTFUL
    assert (str(readings[0].value), str(readings[0].other)) == ("2026-10-17", "2026-11-25")


def test_exchange_round_trip() -> None:
    posting = only("明天要20个人摘苹果，解店镇西解村，150一天管午饭，早上七点到，王师傅13800138001")
    assert need_to_json(need_from_json(posting)) == posting
