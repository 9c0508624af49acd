# ruff: noqa: E501 - a line of grammar is not wrapped
"""What is given beside the pay, when pay is handed over, whom the work is limited to, and how urgent it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp import given
from nlp.patterns import compiled
from nlp.types import Benefit, Gender, PayWhen

_RUN = r"[早中午晚晌昼夜前后一二两三四1234顿餐饭吃喝住宿舍食伙膳水烟茶酒肉席和跟加及饮、都的个各跟碗面盒工作便免费免]"
_MEAL = compiled(
    rf"(?P<no>不用|不|没有?|无|都不|非|自己|自)?(?:都|再|一律|全|也|是|还|另|且|只|就)?(?P<give>管|包|供|提供|含|负责|安排|有)(?:你们?|您|大家|各位|师傅)?(?P<run>(?:黑[来价咧了里](?!结)|后晌|(?:晚上|早上|夜里|中午|晌午)?那(?=一?[顿餐])|(?:晚上|早上|夜里)(?=一?[顿餐]|饭)|开(?=水)|{_RUN}){{1,12}})"
    rf"|(?P<named>早中晚[三3]?[餐顿]饭?|早中[两二2]?[餐顿]饭?|中晚[两二2]?[餐顿]饭?|早饭|早餐|早点|午饭|中饭|中餐|午餐|晌午饭|晌饭|昼饭|晚饭|晚餐|夜宵|夜饭|三餐|两餐|一餐|饭|肉|酒|餐费|伙食费?|吃饭|吃喝|食宿|食住|吃住|住宿|宿舍|住处|工作餐|盒饭)(?P<state>在(?:工棚|工地|场里|厂里|基地|船上|棚里|园里|项目部|我家|主家|老板家)|[:]?(?:都|全)?(?:一[顿餐](?!自)|免费|自理|自备|自带|自己[带管解决备弄]{{1,2}}|不管|不包|不供|管|包|全包|全管|管够|管饱|解决|有|提供|我[们家]?[管煮做供]|老板管|东家管|主家管|由[^ ,。\n]{{1,5}}(?:提供|负责|承担|管|包|解决|安排|备办?|置办|出|做|煮|弄)|厂里管|算我的|我出|我包|我供|不用管|没有|山上|在山上|在主家|在家里|在我家|家里|在厂里?|(?:都|全)?在(?:我|主|东|老板|俺)(?:家|屋头|屋里|屋)(?:里)?(?:吃|管)|[我俺咱][们家妈妹媳嫂姐]?[家妹子媳妇妈]{{0,2}}(?:做|煮|弄|管)|(?:我们|俺们|项目部|公司|厂里|工地|场里|主家|老板|东家|基地|合作社|队里)(?:上|里)?(?:都|全|给|来|统一)?(?:解决|负责|出|安排)|在场里|在工地|厂里|公司管))"
    rf"|(?P<eat>(?:[外另]?加|还有|另有|配)(?:[一二两三1-3]?[个份顿盒])?(?:盒饭|便饭|快餐|便当)|[吃供][一二两三1-3][餐顿](?![午中早晚])|吃住(?!自|不|另|费)(?:[\u4e00-\u9fa5]{{1,4}}里|(?:我|俺|主家|老板|东家)[^ ,。\n自不]{{0,4}}(?:管|包))|吃饭在我|饭送到?地|开伙食?(?!费)|起伙|吃饭(?:不要|不花|不收|免)[钱费]|饭不要钱|吃的?(?:也是|都是|也|都|全)?(?:我|俺|老板|主家|工地|厂里|公司)?(?:管|包)(?=[ ,。;!\n]|$)|饭也?(?:我|俺)(?:家|们)?(?:出|做|煮|弄)(?=[ ,。;!\n]|$))|吃(?P<meal>夜饭|晚饭|早饭|晌午饭?|中饭|午饭)|(?P<noon>吃一?[顿餐]?(?:中午|午饭|中饭)|吃中午|吃晌午|吃午饭|\+午餐|\+中餐|午餐\+|加午餐)|(?P<when>早上|早起|中午|晌午|中|晚上|下午|夜里|半夜|半晌)(?:那)?(?:再|还|就|都|我们?|家里|统一|给|有|是|会|另|一起)*(?:管|包|供|提供|吃|发|送)?(?P<bowl>[我俺](?:[们家]|屋头)?(?:里)?(?:给|来)?(?:煮饭|做饭|管饭|煮(?=[ ,。;!\n]|$)|弄饭)|[一1两2]?(?:顿|餐|碗|份|个)(?:便|热|盒|工作)?(?:饭|面|餐|胡辣汤|泡馍|米线|粉|羊肉泡|烩菜|烩面)?|饭|面|盒饭|有[饭面]|有[^ ,。\n没不]{{1,4}}[饭面]|工作餐|管(?=[ ,。;!\n]|$|电话|联系|一|烟)|都?在(?:我|主|东|俺)家吃)(?P<free>自理|自带|自己)?"
)
_LODGING = compiled(
    r"(?P<no>不|没有?|无|不用|没得|自己)?(?P<what>管住|包住|包宿|有地方住|有地儿住|有房子?住|有屋住|有住处|有住的|住的有|有得住|有床位?|有大炕|提供(?:免费)?(?:食宿|住宿|宿舍|住房|住处|床位|房子)|有宿舍|有[^ ,。\n不没]{1,3}房住|有[^ ,。\n不没]{1,3}住(?=[ ,。;!\n]|$)|住(?:在)?(?:基地|园区?里?|果园|大棚|棚里|山上|家里|船上|岛上|地里|项目部|平房|楼房|单间|民房|学校|旧学校|校舍)|住的?地方有|地方住有|有(?:夫妻)?房|(?:夫妻)?(?:宿舍|住宿)(?:免费|有|空调)|免费(?:住宿|住|食宿|宿舍)|免食宿|[两四六八]人间|几人间|住工棚|住门房|睡(?:在)?(?:工地|工棚|厂里|店里)|吃住山上|住工地|住厂里?|住宿舍|住场里?|住店里?|住家里|住我家|住主家|吃住家里|吃住在?(?:家|厂|店|工地|场|公司|主家|东家|我家|老板家)里?|吃住全?包|吃住都|吃住免费|吃住(?!自|不|另|费|各)[\u4e00-\u9fa5]{1,5}(?=[ ,。;!\n]|$)|(?<![\u4e00-\u9fa5])有住(?=[ ,。;!\n]|$)|住有(?=[ ,。;!\n]|$|单间|空调)|吃住(?:我|俺|主家|老板|东家)[^ ,。\n自不]{0,4}(?:管|包)|(?<=住)有(?=[ ,。;!\n]|$)|住的?[^ ,。\n不没无]{0,3}(?:不要钱|免费|不收钱)|包食宿|管食宿|食宿全?包|食宿免费|食宿都|能住|可以?住|可住|住的地方|有空房|房子给住|有工棚|有板房|住板房|住的我|住处我|晚上住|(?:晚上|夜里|黑了|黑来)?睡(?:在)?(?:俺|我|咱|主家|老板|东家)(?:们)?(?:屋|家)|(?<!没)有炕|住(?:的|处)?(?:也|都|全)(?:管|包))"
)
_TRANSPORT = compiled(
    r"(?P<no>不|没有?|无|没得|不用|自己|自带|自备|自有|不管|不包|没安排)?(?:有|管|包|都|给|免费|专|派|安排|含)*(?P<what>车接车送|接送(?!孩|娃|小|学|上|工人|员工|客|宝)|专车|车来?接|车接|车送|有车拉|车拉(?=[ ,。;!\n■]|人|[到去着你上大来往回]|$)|来车接|车去接|开车接|开车去接|班车|通勤车|大巴|中巴接|面包车接|三轮车?接|车子?[到在从][^ ,。\n]{1,10}?(?:接|等|走|上车|出发|拉(?![到货去往]))|厂车|(?:门口|村口|路口|广场|村|桥头|大路|车站|街上)上车|点出车|坐[^ ,。\n]{0,4}车(?:去|来|走)|发车|接人|来接|去接|(?<!直)接到(?!通知|电话|消息|您|你)|到村口接|到村里接|报销(?:来回)?(?:路费|车费|车票|油费)|报路费|报车费|路费(?:全?报|我出|报销|全包|我们出|管|公司出)|车费(?:全?报|我出|报销|我们出|管)|来回路费|管路费|包路费|给路费|(?<!自带面)(?<!自备面)(?<!自己面)包车(?:费|接|来回)?|管车费|包来回|来回接|[在来到][^ ,。\n]{1,8}(?:等车|坐车)|坐我(?:们|家|这)?的?车|我(?:开|有)车(?:来|去)?(?:接|拉|带)|有车来?(?:接|拉|带)|(?<![你您没])有车(?=[ ,。;!\n]|$)|等班车|接去|统一[坐乘]车|统一接|坐车走|有车坐|车票报销|往返接|上门接|补贴?(?:来回)?(?:路费|车费)|(?:车费|路费|油费)[^ ,。\n自不]{0,3}补|车补|交通补|(?:补|报|加|给)(?:\d{1,3}|[一二两三四五六七八九十]{1,3})(?:块|元)?(?:钱)?的?(?:来回)?(?:车费|路费|油费|油钱|车钱))"
)
_INSURANCE = compiled(
    r"(?P<no>不|没有?|无|不买|不交|不缴|自己|自费|自行)?(?:有|交|缴|买|上|办|购|缴纳|购买|含|给|参|入|投|送|都|足)*(?P<what>五险一金|五险|六险|社保|养老保险|意外险|意外保险|工伤险|工伤保险|雇主责任险|商业险|保险)"
)
_TOOLS = compiled(
    r"(?P<own>自带|自备|自己带|各自带|带好?|自|不提供|没有|不|没)?(?:提供|有|发|给|配|备好?|管|配备)?(?P<what>工具|剪刀|剪子|锯子|锄头|撮箕|铁锹|镰刀|手套|围裙|雨衣|篮子|背篓|筐|梯子|家伙什?|家什|桶|袋子|机器|工作服|劳保|农具|药桶|喷雾器|采果剪|果剪|刀|箩筐|锹|安全[带绳]|针管|风镐|电镐|电锤|铁锨|锨|洋镐|镐|钩子|竹竿|梯架|手推车|推车|斗车|水桶|绳子|油锯|割草机|割灌机|打药机|雨靴|雨鞋|水鞋)(?:[和、跟 ]?(?:手套|绳子?|袋子|剪刀|锄头|桶|筐|雨鞋|雨衣|帽子|口罩))?(?P<state>(?:这些|那些|都|等|全)*(?:工具)?(?:都|全|也)?(?:由)?(?:我们?家?|俺们?|咱|老板娘?|包工头|我方|主家|东家|工地|厂里|基地|公司|老板|场里|园里|合作社|这边|这里|家里|村里|村委会?|队里|大队|组上|镇上|学校)?(?:有|出|提供|备好?了?|准备|备齐|管|给|发|借|准备好?|免费|统一发|齐全))?"
)
_WATER = compiled(
    r"(?P<no>不管|不供|不|没|自带|自备|自己带)?(?:管|供|提供|有|免费|包|备)(?:够|吃|喝|饭)?(?:茶|开|凉|饮用|矿泉|绿豆|冰|烟|烟和)?(?P<what>水(?!稻|果|泥|电|平|管|库|塘|田|桶|费|产|工)|烟水|茶水|汤水|绿豆汤|凉茶|姜汤|豆浆水)|给(?:瓶|点|口)水|送水(?=[ ,。;!\n送]|$)|水有(?=[ ,。;!\n]|$)|有水(?=[ ,。;!\n]|$)|管吃管喝|管水(?!管|肥|员|工)|管口水|供水|水管够|烟水管够|(?:矿泉水|开水|茶水|凉茶|绿豆汤)(?:都|也|全)?(?:有|管够|提供|备)|矿泉水管够|有水喝|有开水"
)
_BONUS = compiled(
    r"(?P<no>没有?|无)?(?P<what>全勤奖?|满勤奖?|奖金|年终奖|年底双薪|双薪|十三薪|13薪|(?:多发|加发)(?:一|半|1|两)个?月|绩效奖?|开门红包|(?<![元块\d])红包(?!链接|群|封面|雨|另算|自)|年底分红|工龄奖|完工奖|超产奖|奖励|奖(?=[\d一二两三四五六七八九])|节日福利)"
)
_PAY_FINISH = compiled(
    r"(?:干|做|卸|装|摘|弄|完|收|活|工|套|拉|送|砍|搬|拆|贴|刮|到货|货|事|挖|割|掰|栽|种|插|打|采|忙|施工|收工|结束|运|到)?(?:完工|完了?|到了?|毕|结束|好了|(?<=[做干弄搞修装整])好(?=就|马上|当场|当面|立马|立刻|后|结|给)|归一了?|妥当?了?|利[索落]了?|齐)(?:就|在[\u4e00-\u9fa5]{1,4}?|即刻|当天|马上|立马|立刻|以后|之后|后|一次|全部|一起|活|货|事|车|工|再|统一|当场|现场|后?就|,| )*(?:结账?|结清|给钱|付款|付清|付钱|发钱|拿钱|算账|算钱|清账|结算|给现钱|微信转|微信付|给(?=[ ,。!\n\d一二两三四五六七八九]|$)|数钱|派钱|过钱|转账|开钱|结工钱|结工资|给工钱|现结|付现)"
    r"|(?:[干做卸装摘弄忙]完了?(?:活|工|以?后)?一(?:块儿?|起|并|总|堆|伙|齐)(?:给|结|付|清|算)|完工结|工完账清|工完结账|活完账清|干完结|做完结|[干做够满][^ ,。;\n]{1,4}天?[ ,]?一(?:回|起|把|次)(?:结清|结账|算清|给|结|付|清)|一回结清|一起结清|一把(?:清|结|付)|一次性?结清|事后结|最后一起结|最后结|年底结|干完一起|做完一起算|货到付款|到付|卸货付款)"
)
_PAY_DAILY = compiled(
    r"日结|当[天日](?:晚上|下午|傍晚|天?黑[咧了来]?)?(?:就|能|可以|都|马上)*(?:给(?:你们?|您|大家|工人)?)?(?:把)?(?:工?钱|工资|账|现金)?(?:都|全|就|一起)*(?:结|发|付|拿|现|算|兑|清)|天亮(?:就|了)?(?:发钱|结钱|结账|给钱|结)|当[日场](?:就)?(?:结|给|付|兑|发)|(?:称|过秤|过磅|过称|点数|验收)[完好了]*(?:就|当场|当面|马上|立马|立刻)*(?:给|拿|付|结|发|算)(?:现?钱|现|账)|结现钱?|当天(?:就)?(?:结|给|付|发|拿|现|算|兑)|当日(?:结|给|付|发|现|清|兑)|现结|(?:天黑|黑了|黑来|天黑了|擦黑|傍晚|走的时候|走时|临走)(?:就|给|当场|当面|立马)*(?:结|发|拿|算|给钱)|当天来当天|当日兑|当场兑|现金(?!流)|现给|每天(?:现)?(?:给|付)|天天给|现钱|现付|(?:当|现)场(?:结|给|付|发)|当面(?:结|给|付)|天天(?:结|发|给|清)|每天(?:结|发|下班结|下班发|收工结|一结)|一[天晚日夜]一(?:结|清|发|给|付|算)|按天(?:结|发)|日清|(?<!\d)日发|日现|散席就?(?:给钱|结)|(?:下[班工]|[歇散放]工)(?:就|后|立马|马上|当场|了|,)*(?:结|给|发|付|拿|领|现|转账|打钱|算账|过账)|收工(?:就|后|立马|马上|当场)?(?:结|给|发|付|拿|现)|晚上(?:就)?(?:结账|结钱|给钱|发钱|结工钱)|做一天结一天|干一天结一天|干一天给一天|当晚(?:结|给|发|付)|(?<![两二三四五六七八九十几半\d])天结|现兑|不压工资当天|立结|现拿"
)
_PAY_WEEKLY = compiled(
    r"周结|一周一[结发清付]|每周结|礼拜结|一个?(?:星期|礼拜)一?结|星期结|周末结|按周结|七天一?结|7天一?结|每周[一二三四五六日]?(?:发|结)"
)
_PAY_MONTHLY = compiled(
    r"(?:发[薪钱]日?|发工资|工资|薪水|开资|发放)(?:日期?|时间)?[: 是在为]{1,2}(?:每|次|下)个?月|(?<!半个)月结|按月(?:结|发)|每月发一次|每个?月\d*[号日]?(?:[准按]时)?(?:发|结|打|付|到账)|每个?月.{0,5}(?:发薪|发工资|结工资|结账|开工资|开资)|月底(?:再|就|才|统一|统共|一起|一块儿?|一次性?|一并|一把|一总)*(?:结(?!束|婚)|发|开(?=工?[钱资]|[ ,。;\n]|$)|清(?=[ ,。;\n]|账|$)|付|算|给(?=[ ,。;\n]|工?钱|$)|拿钱|领钱)|一?个?月一(?:结|发|清)|次月.{0,4}发|月初发|月清|(?:\d|[一二三十]{1,3})[号日](?:准时|按时)?(?:发薪|发工资|开工资|发钱|结工资)|下个?月.{0,4}发"
)
_URGENT = compiled(
    r"急招|急征|急聘|急需|急用|急要|急缺|急找|急求|急请|急雇|急着|急急|急!|紧急|加急|着急(?:要|用|找)|马上要|马上就要|立马要|现在就要|立刻要|抓紧|火速|速来|速联|速联系|速度联系|尽快|特急|很急|比较急|有点急|活急|要得急|赶紧|快来|赶快|等着用|急(?=[ ,.。、\n:!\])~1]|[啊呀哦呢哈嘛得](?!救|诊)|$)|(?:^|[ ,.。、\n!\]])急(?=[一-龥])|十万火急|催得紧|要快(?!递|手|餐)|快点来|快点(?=[ ,。!\n]|$)|越快越好|尽早|赶早来|人手紧"
)
_FEMALE = r"(?<!子)女的|女工|女同志|女人|女性|女士(?!\d)|女生|女孩|女娃|女将|女劳(?!务)力?|女劳动力|女普工|女服务员|女员工|女司机|女护工|女保洁|女保安|女帮工|女临时工|女老师|女分拣|女包装|女采摘|妇女|阿姨|阿姐|阿婆|大姐(?!头)|大嫂|大妈|大婶|大娘|嫂子|婆姨|婆娘家?|(?<=的)老奶(?!奶)|阿妹|细妹|(?<=[个名位])小妹|姐姐们|娘子军|宝妈|农家妇女|女月嫂|(?<![娶接讨儿])媳妇们?|娘们|女伴|(?<!各位)(?<!帅哥)美女(?![,、和]?帅哥)|靓女|妹子们?|阿婶|阿嫂|姑娘们?|丫头|女仔|妹仔|女生们?|婶子们?|女孩子|孃孃|嬢嬢|姨娘|女师傅|女厨师|女营业员|女店员|女收银|女文员|女仓管|女导购|女陪护|学生妹|阿妹们?|(?<=[一二两三四五六七八九十\d个名位])老?(?:婆婆|奶奶|太太)们?|(?<![子儿孙闺侄仙少男妇圣])女(?!病|患|士|儿|主|王|婿|朋|友|装|鞋|厕|款|贞|婴|宝|方家|的|工|人)(?=[一-龥])"
_MALE = r"男的|男工|男同志|男人|男性|男士|男生|男娃|男劳力|男劳动力|男普工|男服务员|男员工|男司机|男护工|男保安|男保洁|男帮工|男临时工|男师傅|男厨师|男老师|男营业员|男店员|男仓管|小伙子?|后生|汉子|壮汉|爷们|大老爷们|男壮工|男青年|男壮|男将|男仔|男丁|男劳(?!务)|男小工|男大工|男装卸|男陪护|(?<=[的门夜更个位名])(?:老汉|阿公|老头|大爷|老者|大叔|阿伯|伯伯)|男(?!病|患|宝|婴|孩|装|鞋|科|朋|友|厕|款|女|的|工)(?=[一-龥])"
_SEX = compiled(
    rf"(?P<both>男女(?:都|均|不限|皆|老少|兼|同|通|不论|各|都可|都要)|不限男女|不分男女|男的?女的?都|女的?男的?都|男女\b|性别不限|不限性别|男工女工都|男女工|无论男女)"
    rf"|(?P<not>不要|不招|不收|除了)?(?P<f>{_FEMALE})|(?P<not2>不要|不招|不收)?(?P<m>{_MALE})|(?:限|只要|要|性别[:]?|仅限|需|必须|全要|都要|得是|必须是)(?P<g1>[男女])(?![一-龥])|(?:(?<![一-龥])|(?<=[一二两三四五六七八九十名个人位])|(?<=[子果茶菜花药椒豆瓜苗草葱蒜姜桃枣杏梨枝袋])(?=[男女][\d一二两三四五六七八九十]{{1,2}}[人名个位]))(?P<g2>[男女])(?=[ ,.。;/\d\n、)■]|$|限|性(?!价))"
)
_SEX_QUICK = compiled(r"[男女奶妇姨姐婆妈嫂婶娘伙汉妹嬢孃]|后生|爷|老头|大叔|[阿伯]伯|阿公|丫头|仔")
_PREFER = compiled(
    r"^(?:们)?(?:[和、]?(?:老汉|老人|男人|男的|小伙子?|学生|[一-龥]{2,5}))?(?:优先|为主|居多|占多|都能|都行|也行|也可|也要|均可|皆可|都可|也能|都可以|也可以|亦可|尤佳|最好(?!是?女|是?男)|更好|多)"
)


def sexes(text: str) -> list[tuple[int, int, Gender | None]]:
    """Limits by sex as said: (start, end, the sex wanted, or None where both are said to be welcome)."""
    if not _SEX_QUICK.search(text):
        return []
    found: list[tuple[int, int, Gender | None]] = []
    for match in _SEX.finditer(text):
        start, end = match.span()
        if match["both"]:
            found.append((start, end, None))
            continue
        female, male = match["f"], match["m"]
        if (
            female in ("女士", "大姐", "阿姨", "大妈", "大嫂", "大婶", "大娘", "嫂子", "阿姐", "阿婆")
            and start
            and _name_before(text, start)
        ):
            continue
        if text.startswith(("不要", "不收", "不行", "不招", "要不要", "就不要", "就别"), end):
            continue
        if (
            text.startswith(("些听", "们听", "听到", "们注意", "们好", "的话", "些注意"), end)
            or text[start - 1 : start] == "转"
        ):
            continue  # 嬢嬢些听到: called, not wanted
        if (_RATE_APART.match(text, end) and text[start - 1 : start] in _APART) and (
            ("男" if "女" in match[0] else "女") not in text and _ANOTHER_SUM.search(text, 0, start)
        ):
            continue  # 一天150,女的130
        if start < 4 and _HAILED.match(text, end):
            continue  # 嫂子我跟你说
        if start and text[start - 1] in "我俺咱他她" and not match["not"]:
            continue  # 我妹子做饭: no limit
        if _PREFER.match(text[end : end + 8]):
            found.append((start, end, None))
            continue
        mark = match["g1"] or match["g2"]
        gender = Gender.FEMALE if female or mark == "女" else Gender.MALE
        if match["not"] or match["not2"]:
            gender = Gender.MALE if gender is Gender.FEMALE else Gender.FEMALE
        found.append((start, end, gender))
        _ = male
    return found


_APART = frozenset(" ,、;。(")
_RATE_APART = compiled(
    r"(?:一天|每天|每人|给|按|开|是|[: ])*[1-9]\d{1,2}(?![\d个名人位岁号点.])|(?:一天|每天|每人|给|按|开|是|[: ])*[一二三]百"
)
_ANOTHER_SUM = compiled(r"(?<!\d)[1-9]\d{1,2}(?![\d个名人位岁号点.])|[一二三]百")
# Somebody is spoken to at the head of the message, and not wanted: 嫂子我跟你说, 大姐,麻烦你帮找几个人.
_HAILED = compiled(r"们?(?:你?好)?[ ,:!~]*(?:啊|呀|哎|诶)?(?:[我俺]|你|您|麻烦|帮|给[我俺]|听|劳烦|求)")
_SURNAME_BEFORE = compiled(
    r"(?:[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董程曹袁邓许沈曾彭吕苏卢蒋蔡贾丁魏薛叶余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文符羊麦韦蒙岑莫卫景解])$"
)


def _name_before(text: str, start: int) -> bool:
    return bool(_SURNAME_BEFORE.search(text, max(0, start - 1), start))


_MEALS = (
    ("黑", Benefit.DINNER),
    ("后晌", Benefit.DINNER),
    ("早", Benefit.BREAKFAST),
    ("中", Benefit.LUNCH),
    ("午", Benefit.LUNCH),
    ("晌", Benefit.LUNCH),
    ("昼", Benefit.LUNCH),
    ("晚", Benefit.DINNER),
    ("夜", Benefit.DINNER),
)
_QUICK = compiled(
    r"[睡面粉费罩灯鞋机锹管包供含餐饭住宿食吃顿碗接班险保社具剪锄锯筐手水茶奖薪勤车路烟炕床房梯刀红镰撮桶轮发绳裤刷]"
)


def benefits(text: str) -> list[tuple[int, int, tuple[Benefit, ...]]]:
    """What is given beside the pay. What is denied (不管饭) or left to the worker (午饭自理) is not given."""
    if not _QUICK.search(text):
        return []
    found: list[tuple[int, int, tuple[Benefit, ...]]] = []
    for match in _MEAL.finditer(text):
        meals = _meals(match, text)
        if meals:
            found.append((match.start(), match.end(), meals))
    letters = set(text)
    for pattern, benefit, quick in _OTHERS:
        if quick.isdisjoint(letters):
            continue
        for match in pattern.finditer(text):
            if benefit is Benefit.TOOLS:
                if not _tools_given(match, text):
                    continue
            elif match["no"] or _DENIED.match(text, match.end()):
                continue
            found.append((match.start(), match.end(), (benefit,)))
    if "不" in letters and "了" in letters and (ends := _NO_MORE.search(text)):
        meal = ends["l"] is None
        found = [one for one in found if one[0] > ends.start() or (one[2][0] in _EATEN) is not meal]
        return found
    return found + given.more(text, letters, {each for one in found for each in one[2]})


# What was given first and is given no more: 包午饭…等下,饭不包了.
_NO_MORE = compiled(
    r"(?:午?饭|吃的?|伙食|餐)(?:也|就|都|又)*不(?:包|管|供)了|不(?:包|管|供)午?[饭吃]了|(?P<l>住(?:宿|的)?(?:也|就|都)*不(?:包|管)了|不(?:包|管)住了)"
)
_EATEN = frozenset((Benefit.MEALS, Benefit.LUNCH, Benefit.DINNER, Benefit.BREAKFAST))


def told_once(given: list[Benefit]) -> tuple[Benefit, ...]:
    """What is given, each once; 饭我管,中午一顿 is lunch, and no other meals beside it."""
    if Benefit.MEALS in given and not _EATEN.isdisjoint(given) and len(_EATEN.intersection(given)) > 1:
        given = [one for one in given if one is not Benefit.MEALS]
    return tuple(dict.fromkeys(given))


_DENIED = compiled(r"(?:这些|都|也|是|就)*(?:没有?|冇|无|不管|不包|没得|不负责|不提供|取消)(?!问题)(?=[ ,。;!\n]|$)")


_MEAL_BEFORE = compiled(r"(?:(?:早|午|中|晚|晌午?)[饭餐](?:和|跟|、|,)?)+$")


def _meals(match: re.Match[str], text: str) -> tuple[Benefit, ...]:
    if match["give"]:
        run = match["run"]
        if match["no"] or text[max(0, match.start() - 1) : match.start()] in ("不", "没"):
            return ()
        if match["give"] == "有" and not compiled("[餐饭顿]").search(run):
            return ()
        if match["give"] == "有" and run[0] not in "早中午晚晌工三两一免盒饭":
            return ()
        after = text[match.end() : match.end() + 2]
        if after in ("自理", "自带", "自备") and not compiled(r"自[带备](?!饭|干粮|吃|[ ,。;!\n]|$)").match(
            text, match.end()
        ):
            return ()
        if after == "自己" and compiled(r"自己(?:解决|弄|管|带(?:饭|干粮|吃|[ ,。;!\n]|$))").match(text, match.end()):
            return ()
        return _of_run(run, text, match.start(), text[match.end() : match.end() + 2])
    if match["named"]:
        if _DENIED.match(text, match.end()):
            return ()
        state = match["state"]
        if compiled("自理|自备|自带|自己|不管|不包|不供|没有").search(state) and "不用管" not in state:
            return ()
        name = match["named"]
        beside = _MEAL_BEFORE.search(text, max(0, match.start() - 7), match.start())
        if beside:  # 早饭晌午饭都在我家吃
            name = beside[0] + name
        given: list[Benefit] = [meal for letter, meal in _MEALS if letter in name]
        if name in (
            "饭",
            "餐费",
            "伙食",
            "伙食费",
            "吃饭",
            "吃喝",
            "肉",
            "酒",
            "三餐",
            "两餐",
            "一餐",
            "工作餐",
            "盒饭",
        ):
            given = [Benefit.MEALS]
        if name in ("食宿", "食住", "吃住"):
            given = [Benefit.MEALS, Benefit.LODGING]
        if name in ("住宿", "宿舍", "住处"):
            given = [Benefit.LODGING]
        return tuple(given)
    if match["meal"]:
        return tuple(dict.fromkeys(meal for letter, meal in _MEALS if letter in match["meal"]))
    if match["noon"]:
        return (Benefit.LUNCH,)
    if match["eat"]:
        return (Benefit.MEALS,)
    if (
        match["free"]
        or compiled("自|不").match(text[match.end() :])
        or compiled(r"不管|不包|没|自己带?$").search(match[0])
    ):
        return ()
    when, bowl = match["when"], match["bowl"]
    if bowl == "个" or bowl in ("1个", "一个", "2个", "两个", "份", "一份"):
        return ()
    if "早" in when:
        return (Benefit.BREAKFAST,)
    if "中" in when or ("晌" in when and "半晌" not in when):
        return (Benefit.LUNCH,)
    return (Benefit.DINNER,) if "晚" in when or "夜" in when else (Benefit.MEALS,)


# 管午饭晚上结账, 管午饭早班八点: the last character is of what follows, and no meal.
_NO_MEAL_NOW = compiled("上[自回加不结算发付清给现拿]|[班晨点起]")


def _of_run(run: str, text: str, start: int, follows: str = "") -> tuple[Benefit, ...]:
    given: list[Benefit] = []
    if len(run) > 1 and run[-1] in "早晚夜" and _NO_MEAL_NOW.match(follows):
        run = run[:-1]  # 管午饭早班八点
    for letter, meal in _MEALS:
        if letter in run and meal not in given:
            given.append(meal)
    if not given and compiled("[吃饭餐顿食伙膳面肉席]").search(run):
        lead = text[max(0, start - 4) : start]
        if compiled("中午|晌午").search(lead):
            given.append(Benefit.LUNCH)
        elif compiled("早上|早起").search(lead):
            given.append(Benefit.BREAKFAST)
        elif "晚上" in lead:
            given.append(Benefit.DINNER)
        else:
            given.append(Benefit.MEALS)
    if compiled("[住宿]").search(run):
        given.append(Benefit.LODGING)
    if "水" in run:
        given.append(Benefit.WATER)
    return tuple(given)


_COUNTED_BY = frozenset("按论每一几数满以")


def _tools_given(match: re.Match[str], text: str) -> bool:
    if match["own"]:
        return False
    if text[match.start() - 1 : match.start()] in _COUNTED_BY:
        return False  # 按筐给, 一筐给
    if match["state"]:
        return not compiled(r"自己|自$").search(text[max(0, match.start() - 2) : match.start()])
    return bool(compiled(r"提供|配备?|发|备").match(match[0])) and match["what"] not in ("桶", "袋子", "刀", "筐")


_OTHERS = (
    (_LODGING, Benefit.LODGING, frozenset("住宿床炕房棚睡")),
    (_TRANSPORT, Benefit.TRANSPORT, frozenset("车接送路包")),
    (_INSURANCE, Benefit.INSURANCE, frozenset("险社")),
    (_TOOLS, Benefit.TOOLS, frozenset("具剪锯锄锹镰套裙衣篮篓筐梯家桶袋机服劳药喷刀撮安针镐锤锨钩竿车绳靴鞋")),
    (_WATER, Benefit.WATER, frozenset("水茶汤喝")),
    (_BONUS, Benefit.BONUS, frozenset("勤奖薪红绩发")),
)


def mentions(text: str) -> Iterator[tuple[int, int]]:
    """Every stretch that speaks of terms, given or denied (不管饭), of the sexes, the pay day or the hurry."""
    for pattern in (_MEAL, _PAY_FINISH, _PAY_DAILY, _PAY_WEEKLY, _PAY_MONTHLY, _URGENT, _SEX):
        for match in pattern.finditer(text):
            yield match.span()
    for pattern, benefit, _quick in _OTHERS:
        for match in pattern.finditer(text):
            if benefit is not Benefit.TOOLS or match["own"] or match["state"] or _tools_given(match, text):
                yield match.span()


_PAY_QUICK = compiled(
    "[结清付领兑]|一发|[完起次回]给|场给|事给|拿钱|一给|一算|[称秤磅数]|微信转|完就给|到账|[号日][发打]|[数派过]钱|当天来|当天算|现给|现金|给钱|给现|发钱|拿钱|月发|现钱|发薪|发工|给工|现兑|现拿|日发|转账|算账|算钱|开钱|开工资|月初发|当天给|当天发|按月发|月底发|月底开"
)


def pay_when(text: str) -> tuple[int, int, PayWhen] | None:
    """When the pay is handed over; the end of the job over the day, as one who says both means the job."""
    if not _PAY_QUICK.search(text):
        return None
    for pattern, when in (
        (_PAY_FINISH, PayWhen.FINISH),
        (_PAY_DAILY, PayWhen.DAILY),
        (_PAY_WEEKLY, PayWhen.WEEKLY),
        (_PAY_MONTHLY, PayWhen.MONTHLY),
    ):
        match = pattern.search(text)
        if (
            match
            and when is PayWhen.FINISH
            and (
                _AT_THE_SCALES.search(text, max(0, match.start() - 1), match.end())
                or _SAME_DAY.match(text, match.end())
                or "当天" in match[0]
            )
        ):
            continue  # 称完就拿钱, 完了当天给钱
        if match and not compiled("不$|不是$|没$|非$").search(text[max(0, match.start() - 2) : match.start()]):
            return match.start(), match.end(), when
    return None


_AT_THE_SCALES = compiled("[称秤磅]")
_SAME_DAY = compiled(r"[ ,]?(?:当天|当日|结?现钱)")
_URGENT_QUICK = compiled("[急紧速快]|等着|马上|立[马刻]|现在就要")


def urgent(text: str) -> tuple[int, int] | None:
    """The words that say it is urgent."""
    if not _URGENT_QUICK.search(text):
        return None
    for match in _URGENT.finditer(text):
        before = text[max(0, match.start() - 1) : match.start()]
        if before in ("不", "别", "莫", "甭") or text[match.end() : match.end() + 1] in ("售", "转", "出"):
            continue
        if match[0] == "急急" and "售" in text[match.end() : match.end() + 3]:
            continue
        return match.span()
    return None
