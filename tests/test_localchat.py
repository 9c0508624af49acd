"""The local messenger's flows: words, buttons, edits, files, groups; by aiogram, teremok and aiogram's models."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator

import pytest
import zxingcpp
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat, TelegramNotFound
from aiogram.methods import SendDice
from aiogram.types import BotCommand, BufferedInputFile, ReactionTypeEmoji, ReplyParameters
from PIL import Image

from bot import poster_image
from bot.config import Pace
from bot.localchat import images
from bot.messengers.telegram import Telegram
from tests.localchat_world import OTHER, PNG, World, client, keyboard, open_world, soon


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with open_world() as found:
        yield found


async def test_a_private_word_arrives_and_is_answered(world: World) -> None:
    person = await world.person()
    key = await world.private(person)
    [update] = await world.updates()
    message = update.message
    assert message is not None
    assert message.text == "/start"
    assert message.from_user is not None
    assert message.from_user.id == message.chat.id == person > 2**32
    assert message.chat.type == "private"
    sent = await world.bot.send_message(person, "<b>你好</b>，请说", parse_mode="HTML")
    assert sent.text == "你好，请说"
    assert [(e.type, e.offset, e.length) for e in sent.entities or []] == [("bold", 0, 2)]
    shown = await world.messages(key, person)
    assert [m["text"] for m in shown] == ["/start", "你好，请说"]
    assert shown[1]["from"] == {"id": world.bot.id, "first_name": "大喇叭", "is_bot": True}


async def test_a_button_is_pressed_answered_once_and_the_card_edited(world: World) -> None:
    person, group = await world.person(), await world.group()
    card = await world.bot.send_message(group, "摘苹果 3 人", reply_markup=keyboard())
    path = f"/chats/{group}/messages/{card.message_id}/press"
    pressing = asyncio.create_task(world.sim("POST", path, {"person": person, "data": "join:1"}))
    [update] = await world.bot.get_updates(timeout=5)
    query = update.callback_query
    assert query is not None
    assert (query.data, query.from_user.id) == ("join:1", person)
    assert query.message is not None
    assert query.message.message_id == card.message_id
    assert await world.bot.answer_callback_query(query.id, text="记下了", show_alert=True)
    assert await soon(pressing) == {"text": "记下了", "alert": True, "url": None, "answered": True}
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await world.bot.answer_callback_query(query.id)
    edited = await world.bot.edit_message_text("摘苹果 2 人", chat_id=group, message_id=card.message_id)
    assert not isinstance(edited, bool)
    assert edited.reply_markup is None
    assert edited.edit_date
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await world.bot.edit_message_text("摘苹果 2 人", chat_id=group, message_id=card.message_id)
    await world.sim("POST", path, {"person": person, "data": "join:1"}, status=400)


async def test_nobody_answers_a_press_in_time() -> None:
    async with open_world(press_wait=0.05) as world:
        person, group = await world.person(), await world.group()
        card = await world.bot.send_message(group, "摘苹果", reply_markup=keyboard())
        path = f"/chats/{group}/messages/{card.message_id}/press"
        answer = await world.sim("POST", path, {"person": person, "data": "join:1"})
        assert answer == {"text": None, "alert": False, "url": None, "answered": False}
        [update] = await world.updates()
        assert update.callback_query is not None
        # The answer may still come: the person just does not wait for it.
        assert await world.bot.answer_callback_query(update.callback_query.id, text="记下了")


async def test_a_quote_brings_the_quoted_message_without_its_own_quote(world: World) -> None:
    person, group = await world.person(), await world.group()
    card = await world.bot.send_message(group, "A12 摘苹果")
    first = await world.say(group, person, "我去两个", reply_to=card.message_id)
    await world.say(group, person, "改成一个", reply_to=first["id"])
    one, two = await world.updates()
    assert one.message is not None
    assert one.message.reply_to_message is not None
    assert one.message.reply_to_message.text == "A12 摘苹果"
    assert two.message is not None
    assert two.message.reply_to_message is not None
    assert two.message.reply_to_message.text == "我去两个"
    assert two.message.reply_to_message.reply_to_message is None
    answer = await world.bot.send_message(
        group, "好", reply_parameters=ReplyParameters(message_id=one.message.message_id)
    )
    assert answer.reply_to_message is not None
    shown = await world.messages(group, person)
    assert shown[-1]["reply_to"]["text"] == "我去两个"


async def test_edits_are_told_and_deletions_are_not(world: World) -> None:
    person, group = await world.person(), await world.group()
    said = await world.say(group, person, "我去")
    path = f"/chats/{group}/messages/{said['id']}"
    await world.sim("POST", f"{path}/edit", {"person": person, "text": "我去两个"})
    other = await world.person("小李")
    await world.sim("POST", f"{path}/edit", {"person": other, "text": "不去"}, status=403)
    await world.sim("POST", f"{path}/delete", {"person": person})
    first, second = await world.updates()
    assert first.message is not None
    assert second.edited_message is not None
    assert second.edited_message.text == "我去两个"
    assert second.edited_message.edit_date
    [shown] = await world.messages(group, person)
    assert shown["deleted"]
    assert shown["text"] == ""


async def test_a_long_text_of_a_person_becomes_several_messages(world: World) -> None:
    person, group = await world.person(), await world.group()
    await world.say(group, person, "去" * 4000 + "😀" * 300)
    first, second = await world.updates()
    assert first.message is not None
    assert second.message is not None
    assert len((first.message.text or "").encode("utf-16-le")) // 2 <= 4096
    assert (first.message.text or "") + (second.message.text or "") == "去" * 4000 + "😀" * 300


@pytest.mark.parametrize("kind", ["sticker", "photo", "voice", "forward"])
async def test_other_kinds_of_messages_arrive(world: World, kind: str) -> None:
    person, group = await world.person(), await world.group()
    await world.say(group, person, "看看", kind=kind)
    [update] = await world.updates()
    message = update.message
    assert message is not None
    field = {"forward": "forward_origin"}.get(kind, kind)
    assert getattr(message, field)


async def test_anonymous_admins_and_channels_speak_for_a_chat(world: World) -> None:
    person, group = await world.person(), await world.group()
    await world.say(group, person, "我去", voice="anonymous")
    await world.say(group, person, "我去", voice="channel")
    anonymous, channel = await world.updates()
    assert anonymous.message is not None
    assert anonymous.message.from_user is not None
    assert anonymous.message.from_user.id == 1087968824
    assert anonymous.message.sender_chat is not None
    assert anonymous.message.sender_chat.id == group
    assert channel.message is not None
    assert channel.message.sender_chat is not None
    assert channel.message.sender_chat.type == "channel"


async def test_a_channel_post_has_no_sender(world: World) -> None:
    person, channel = await world.person(), await world.group("万荣用工", type="channel")
    await world.say(channel, person, "招人")
    [update] = await world.updates()
    assert update.channel_post is not None
    assert update.channel_post.from_user is None
    sent = await world.bot.send_message(channel, "收到")
    assert sent.from_user is None


async def test_a_poster_goes_out_as_a_photo_with_its_words_under_it(world: World) -> None:
    person = await world.person()
    what = poster_image.Sheet(
        station="万荣零工市场",
        code="A12",
        work="摘苹果",
        wanted="20人",
        pay="150元/天",
        lines=("解店镇西解村",),
        address="https://station.example/wanrong/a/A12",
        scan="扫一扫报名",
        foot=("报名不收钱。",),
    )
    key = await world.private(person)
    messenger = Telegram("local", world.bot, Pace())
    buttons = [[{"text": "A12", "poster": poster_image.packed(what)}, {"text": "我去", "data": "join"}]]
    number = await messenger.send(person, "A12的海报", buttons, None)
    shown = next(each for each in await world.messages(key, person) if each["id"] == number)
    assert shown["text"] == "A12的海报"
    async with world.http.get(world.url + shown["photo"]) as answer:
        picture = Image.open(io.BytesIO(await answer.read()))
    assert [each.text for each in zxingcpp.read_barcodes(picture)] == [what.address]


async def test_pictures_and_files_are_kept_and_shown(world: World) -> None:
    person, group = await world.person(), await world.group()
    photo = await world.bot.send_photo(
        group, BufferedInputFile(PNG, "card.png"), caption="<i>卡</i>", parse_mode="HTML"
    )
    assert photo.photo is not None
    assert (photo.photo[0].width, photo.photo[0].height) == (64, 32)
    assert photo.caption == "卡"
    again = await world.bot.send_photo(group, photo.photo[0].file_id)
    assert again.photo is not None
    table = BufferedInputFile("姓名,电话\r\n".encode() * 3, "名单.csv")
    sent = await world.bot.send_document(group, table)
    assert sent.document is not None
    assert sent.document.file_name == "名单.csv"
    file = await world.bot.get_file(sent.document.file_id)
    assert file.file_path is not None
    content = await world.bot.download_file(file.file_path)
    assert content is not None
    assert content.read() == "姓名,电话\r\n".encode() * 3
    shown = await world.messages(group, person)
    async with world.http.get(world.url + shown[0]["photo"]) as answer:
        assert (await answer.read(), answer.content_type) == (PNG, "image/png")
    async with world.http.get(world.url + shown[2]["document"]) as answer:
        assert answer.content_type == "application/octet-stream"
    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await world.bot.send_photo(group, BufferedInputFile(b"no picture", "x.png"))


@pytest.mark.parametrize(
    ("head", "size"),
    [
        (b"GIF89a" + b"\x40\x00\x20\x00", (64, 32)),
        (b"\xff\xd8\xff\xe0\x00\x10" + b"\0" * 14 + b"\xff\xc0\x00\x11\x08\x00\x20\x00\x40" + b"\0" * 9, (64, 32)),
        (b"\xff\xd8\xff\xe0\x00\x10", None),
        (b"\xff\xd8nonsense and more", None),
        (b"GIF89a\0\0\0\0", None),
        (b"", None),
    ],
)
def test_the_size_of_a_picture(head: bytes, size: tuple[int, int] | None) -> None:
    assert images.size(head) == size


async def test_the_bots_standing_is_told(world: World) -> None:
    person = await world.person()
    group = await world.group(quiet=False, owner=person)
    path = f"/chats/{group}/members"
    for action in ("promote", "kick", "add", "leave"):
        await world.sim("POST", path, {"bot": world.bot.id, "action": action, "by": person})
    told = [u.my_chat_member for u in await world.updates() if u.my_chat_member]
    steps = [(t.old_chat_member.status, t.new_chat_member.status) for t in told]
    assert steps == [
        ("left", "member"),
        ("member", "administrator"),
        ("administrator", "kicked"),
        ("kicked", "member"),
        ("member", "left"),
    ]
    assert told[0].from_user.id == person
    with pytest.raises(TelegramForbiddenError, match="bot is not a member of the supergroup chat"):
        await world.bot.send_message(group, "在吗")


async def test_leaving_a_group(world: World) -> None:
    group = await world.group()
    assert await world.bot.leave_chat(group)
    [update] = await world.updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "left"


async def test_blocking_and_unblocking(world: World) -> None:
    person = await world.person()
    await world.private(person)
    await world.updates()
    await world.sim("POST", f"/people/{person}/block", {"bot": world.bot.id, "on": True})
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await world.bot.send_message(person, "在吗")
    await world.sim("POST", f"/people/{person}/block", {"bot": world.bot.id, "on": False})
    await world.bot.send_message(person, "在吗")
    told = [u.my_chat_member for u in await world.updates()]
    assert [t.new_chat_member.status for t in told if t] == ["kicked", "member"]


async def test_a_group_becomes_a_supergroup(world: World) -> None:
    person, group = await world.person(), await world.group(type="group")
    assert -(10**12) < group < 0
    card = await world.bot.send_message(group, "A12 摘苹果")
    wide = (await world.sim("POST", f"/chats/{group}/migrate"))["id"]
    assert str(wide).startswith("-100")
    old, new = [u.message for u in await world.updates()]
    assert old is not None
    assert new is not None
    assert (old.chat.id, old.migrate_to_chat_id) == (group, wide)
    assert (new.chat.id, new.migrate_from_chat_id) == (wide, group)
    with pytest.raises(TelegramMigrateToChat) as refused:
        await world.bot.send_message(group, "在吗")
    assert refused.value.migrate_to_chat_id == wide
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await world.bot.edit_message_text("x", chat_id=wide, message_id=card.message_id)
    await world.say(wide, person, "我去", reply_to=card.message_id, reply_chat=group)
    [update] = await world.updates()
    assert update.message is not None
    quoted = update.message.reply_to_message
    assert quoted is not None
    assert (quoted.chat.id, quoted.text) == (group, "A12 摘苹果")
    await world.say(group, person, "还在吗", status=410)
    listed = [c["id"] for c in await world.sim("GET", f"/chats?person={person}")]
    assert wide in listed
    assert group not in listed


async def test_other_bots_words_are_not_delivered(world: World) -> None:
    await world.sim("POST", "/bots", {"token": OTHER, "username": "other_bot", "first_name": "别的"})
    other = client(world.url, OTHER)
    try:
        group = await world.group(bots=[world.bot.id, other.id])
        person = await world.person()
        await other.send_message(group, "广告")
        await world.say(group, person, "我去")
        assert [u.message.text for u in await world.updates() if u.message] == ["我去"]
        assert [u.message.text for u in await world.updates(other) if u.message] == ["我去"]
        with pytest.raises(TelegramForbiddenError, match="bots can't send messages to bots"):
            await other.send_message(world.bot.id, "你好")
    finally:
        await other.session.close()


async def test_what_a_bot_asks_about_chats(world: World) -> None:
    person, group = await world.person(), await world.group()
    await world.say(group, person, "大家好")
    me = await world.bot.get_me()
    assert me.can_read_all_group_messages is True
    chat = await world.bot.get_chat(group)
    assert (chat.title, chat.type) == ("解店镇用工群", "supergroup")
    assert await world.bot.get_chat_member_count(group) == 2
    assert await world.bot.get_chat_administrators(group) == []
    await world.sim("POST", f"/chats/{group}/members", {"bot": world.bot.id, "action": "promote"})
    [admin] = await world.bot.get_chat_administrators(group)
    assert admin.user.id == world.bot.id
    assert (await world.bot.get_chat_member(group, person)).status == "member"
    stranger = await world.person("生人")
    assert (await world.bot.get_chat_member(group, stranger)).status == "left"
    link = await world.bot.create_chat_invite_link(group, name="desk")
    assert link.invite_link.startswith("https://t.me/+")
    card = await world.bot.send_message(group, "摘苹果")
    assert await world.bot.pin_chat_message(group, card.message_id)
    pinned = (await world.bot.get_chat(group)).pinned_message
    assert pinned is not None
    assert pinned.message_id == card.message_id
    assert await world.bot.unpin_chat_message(group)
    assert await world.bot.send_chat_action(group, "typing")
    commands = [BotCommand(command="start", description="开始"), BotCommand(command="bind", description="绑定")]
    assert await world.bot.set_my_commands(commands)
    kept = await world.bot.get_my_commands()
    assert [(c.command, c.description) for c in kept] == [("start", "开始"), ("bind", "绑定")]
    assert await world.bot.get_my_commands(language_code="en") == []


async def test_a_reaction_is_set_changed_and_taken_back(world: World) -> None:
    person, group = await world.person(), await world.group()
    said = await world.say(group, person, "我去")
    for emoji, shown in (("👍", ["👍"]), ("👌", ["👌"])):
        await world.bot.set_message_reaction(group, said["id"], [ReactionTypeEmoji(emoji=emoji)])
        [message] = await world.messages(group, person)
        assert [r["emoji"] for r in message["reactions"]] == shown
    await world.bot.set_message_reaction(group, said["id"], [])
    [message] = await world.messages(group, person)
    assert message["reactions"] == []
    with pytest.raises(TelegramBadRequest, match="REACTION_INVALID"):
        await world.bot.set_message_reaction(group, said["id"], [ReactionTypeEmoji(emoji="✅")])


async def test_an_unknown_method_is_not_found(world: World) -> None:
    group = await world.group()
    with pytest.raises(TelegramNotFound, match="method not found"):
        await world.bot(SendDice(chat_id=group))
