"""The people side: each thing a person does becomes an update as the real API writes it."""

import asyncio
from typing import TYPE_CHECKING, Any

from .errors import Json
from .formatting import MAX_CAPTION, MAX_TEXT, detect_entities, utf16_length
from .media import StoredFile, describe, tiny_photo
from .profile import member, scope_key
from .screens import Screen, Seen, see
from .updates import Updates
from .world import Chat, Post, Press, World

if TYPE_CHECKING:
    from .groups import Group


class Person(Screen):
    """Somebody with Telegram on the phone, in a private chat with the bot unless told otherwise."""

    def __init__(self, world: World, updates: Updates, user: Json) -> None:
        profile: Json = {
            name: user[name] for name in ("first_name", "last_name", "username") if name in user
        }
        super().__init__(
            world, world.chats.setdefault(user["id"], Chat(user["id"], "private", profile))
        )
        self._updates = updates
        self.user = user

    @property
    def id(self) -> int:
        """The user id, and the id of the private chat."""
        return int(self.user["id"])

    # --- words

    def send(
        self,
        text: str,
        *,
        chat: "Group | None" = None,
        reply_to: int | None = None,
        forwarded_from: "Person | None" = None,
    ) -> Seen:
        """Write something."""
        if not text.strip() or utf16_length(text) > MAX_TEXT:
            raise ValueError("a client sends 1-4096 characters and splits longer texts itself")
        content: Json = {"text": text}
        if entities := detect_entities(text):
            content["entities"] = entities
        if forwarded_from:
            origin = {
                "type": "user",
                "sender_user": forwarded_from.user,
                "date": self._world.now() - 60,
            }
            content["forward_origin"] = origin
        return self._say(content, chat, reply_to)

    def edit(self, message_id: int, text: str, *, chat: "Group | None" = None) -> Seen:
        """Edit an own message."""
        place = chat.chat if chat else self._chat
        post = place.posts[message_id]
        what = "text" if "text" in post.body else "caption"
        post.body = post.body | {what: text, "edit_date": self._world.now()}
        post.body.pop("entities", None)
        self._world.touch(post)
        self._acted()
        self._updates.put("edited_message", post.body, f"chat:{place.id}")
        return see(post)

    # --- things

    def send_photo(
        self,
        *,
        content: bytes | None = None,
        size: int | None = None,
        caption: str | None = None,
        chat: "Group | None" = None,
        media_group_id: str | None = None,
    ) -> Seen:
        """Send a photo; ``size`` claims a size without having the bytes."""
        given = content if content is not None or size is not None else tiny_photo()
        stored = self._world.files.store("photo", given, size=size)
        return self._send_file(stored, caption, chat, media_group_id)

    async def send_album(
        self,
        count: int,
        caption: str | None = None,
        gap: float = 0.0,
        *,
        chat: "Group | None" = None,
    ) -> list[Seen]:
        """Send an album: separate messages with one media_group_id, no end mark, ``gap`` seconds apart."""
        group_id = str(14_000_000_000_000_000 + self._world.serial())
        sent = []
        for number in range(count):
            if number and gap:
                await asyncio.sleep(gap)
            sent.append(
                self.send_photo(
                    caption=None if number else caption, chat=chat, media_group_id=group_id
                )
            )
        return sent

    def send_voice(self, *, content: bytes = b"OggS", chat: "Group | None" = None) -> Seen:
        """Send a voice message."""
        return self._send_file(self._world.files.store("voice", content), None, chat, None)

    def send_video(
        self,
        *,
        content: bytes = b"\0" * 64,
        size: int | None = None,
        caption: str | None = None,
        chat: "Group | None" = None,
    ) -> Seen:
        """Send a video."""
        stored = self._world.files.store("video", None if size else content, size=size)
        return self._send_file(stored, caption, chat, None)

    def send_document(
        self,
        *,
        content: bytes | None = None,
        size: int | None = None,
        name: str = "don.pdf",
        caption: str | None = None,
        mime_type: str = "application/pdf",
        chat: "Group | None" = None,
    ) -> Seen:
        """Send a file; ``size`` claims a size without having the bytes."""
        given = content if content is not None or size is not None else b"%PDF-1.4\n"
        stored = self._world.files.store("document", given, size=size, name=name)
        return self._send_file(stored, caption, chat, None, {"mime_type": mime_type})

    def send_location(
        self, latitude: float, longitude: float, *, chat: "Group | None" = None
    ) -> Seen:
        """Share a place."""
        return self._say({"location": {"latitude": latitude, "longitude": longitude}}, chat)

    def send_contact(
        self, phone: str, *, of: "Person | None" = None, first_name: str | None = None
    ) -> Seen:
        """Share a phone number: the own one, ``of`` another person, or of a ``first_name`` unknown here."""
        owner = (of or self).user
        contact: Json = {"phone_number": phone, "first_name": first_name or owner["first_name"]}
        if first_name is None:
            contact["user_id"] = owner["id"]
        return self._say({"contact": contact}, None)

    def send_raw(self, content: Json, *, chat: "Group | None" = None) -> Seen:
        """Send a message with any content: a sticker, a poll, something new."""
        return self._say(content, chat)

    def _send_file(
        self,
        stored: StoredFile,
        caption: str | None,
        chat: "Group | None",
        group_id: str | None,
        more: Json | None = None,
    ) -> Seen:
        content = describe(stored, self._world.files)
        if more:
            content = {stored.kind: content[stored.kind] | more}
        if caption:
            if utf16_length(caption) > MAX_CAPTION:
                raise ValueError("a client lets nobody write captions over 1024 characters")
            content["caption"] = caption
            if entities := detect_entities(caption):
                content["caption_entities"] = entities
        if group_id:
            content["media_group_id"] = group_id
        return self._say(content, chat)

    def _say(self, content: Json, group: "Group | None", reply_to: int | None = None) -> Seen:
        place = group.chat if group else self._chat
        if place.private:
            place.started = True
            if place.blocked:
                raise AssertionError("who blocked the bot must unblock() before writing")
        (group or self)._acted()
        if reply_to is not None:
            content = content | {"reply_to_message": place.posts[reply_to].body}
        post = self._world.post(place, self.user, content)
        if group is None or group.shows_to_bot(post):
            self._updates.put("message", post.body, f"chat:{place.id}")
        return see(post)

    # --- buttons

    def press(
        self,
        label_or_data: str,
        message: "Seen | int | None" = None,
        *,
        chat: "Group | None" = None,
    ) -> Press:
        """Press an inline button, on the latest message that has it unless a message is given."""
        screen: Screen = chat or self
        seen, button = screen.find_button(label_or_data, message)
        if button.data is None:
            raise AssertionError(
                f"button {button.label!r} opens {button.url}, it sends nothing to the bot"
            )
        return self._press(screen, seen.raw, button.data)

    def press_stale(self, message_id: int, data: str, *, chat: "Group | None" = None) -> Press:
        """Press a button that is no longer there, or never was: clients send any data they like."""
        screen: Screen = chat or self
        place = chat.chat if chat else self._chat
        post: Post | None = place.posts.get(message_id)
        if post is None or post.deleted:  # https://core.telegram.org/bots/api#inaccessiblemessage
            raw: Json = {"chat": place.header(), "message_id": message_id, "date": 0}
        else:
            raw = post.body
        return self._press(screen, raw, data)

    def _press(self, screen: Screen, message: Json, data: str) -> Press:
        press = Press(
            str(7_000_000_000_000 + self._world.serial()),
            self.id,
            data,
            message["message_id"],
            self._world.clock(),
        )
        self._world.presses[press.id] = press
        self._chat.started = self._chat.started or message["chat"]["id"] == self.id
        screen._acted()
        query: dict[str, Any] = {"id": press.id, "from": self.user, "message": message}
        query |= {"chat_instance": str(-9_000_000 - message["chat"]["id"]), "data": data}
        self._updates.put("callback_query", query, f"user:{self.id}")
        return press

    async def wait_answered(self, press: Press, timeout: float = 5.0) -> Json:  # noqa: ASYNC109 - a test reads better so
        """Wait until the button stops spinning; return the answer's text and alert."""
        try:
            async with asyncio.timeout(timeout):
                while press.answer is None:
                    await self._world.changed.wait()
        except TimeoutError:
            raise AssertionError(
                f"the press on {press.data!r} was not answered in {timeout} s"
            ) from None
        return press.answer

    # --- staying and leaving

    def block(self) -> None:
        """Block the bot."""
        self._chat.blocked = True
        self._member_changed("member", "kicked")

    def unblock(self) -> None:
        """Unblock it."""
        self._chat.blocked = False
        self._member_changed("kicked", "member")

    def deactivate(self) -> None:
        """Delete the account; the bot is not told."""
        self._chat.deactivated = True

    def _member_changed(self, before: str, after: str) -> None:
        self._acted()
        changed = {
            "chat": self._chat.header(),
            "from": self.user,
            "date": self._world.now(),
            "old_chat_member": member(self._world.bot, before),
            "new_chat_member": member(self._world.bot, after),
        }
        self._updates.put("my_chat_member", changed, f"chat:{self.id}")

    def commands(self) -> list[str]:
        """The commands this person's menu shows: https://core.telegram.org/bots/api#determining-list-of-commands."""
        language = self.user.get("language_code", "")[:2]
        scopes: list[Json] = [
            {"type": "chat", "chat_id": self.id},
            {"type": "all_private_chats"},
            {"type": "default"},
        ]
        for scope in scopes:
            for code in (language, ""):
                commands: Any = self._world.settings.get(("commands", scope_key(scope), code))
                if commands:
                    return [command["command"] for command in commands]
        return []
