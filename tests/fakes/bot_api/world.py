"""What Telegram remembers: people, chats, messages, files, button presses.

Plain state and its rules, without sockets: methods change it for the bot, people change it for people.
"""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from .errors import ApiError, Json, bad_request, forbidden
from .media import Files

# An administrator who hides behind the group: https://core.telegram.org/bots/api#message, sender_chat
ANONYMOUS_ADMIN = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
CALLBACK_LIFETIME = 150.0  # seconds; the server forgets queries after that


@dataclass
class Post:
    """A message where it stands now; ``body`` is the API's Message."""

    body: Json
    by_bot: bool
    revision: int
    reply_markup: Json | None = None  # also reply keyboards, which a Message does not show
    deleted: bool = False

    @property
    def editable(self) -> bool:
        """Tell whether the bot may edit it: its own, and no reply keyboard came with it.

        "it is currently only possible to edit messages without reply_markup or with inline keyboards"
        - https://core.telegram.org/bots/api#updating-messages
        """
        return self.by_bot and (
            self.reply_markup is None or "inline_keyboard" in self.reply_markup
        )


@dataclass
class Chat:
    """A private chat, a group or a supergroup."""

    id: int
    kind: str
    profile: Json
    started: bool = False  # private: the person wrote first
    blocked: bool = False
    deactivated: bool = False
    bot_status: str = "member"  # groups: member, administrator, left, kicked
    members: dict[int, str] = field(default_factory=dict)  # groups: user id to status
    migrated_to: int | None = None
    posts: dict[int, Post] = field(default_factory=dict)

    @property
    def private(self) -> bool:
        """Tell whether this is a chat with one person."""
        return self.kind == "private"

    def header(self) -> Json:
        """Return the API's Chat."""
        return {"id": self.id, "type": self.kind} | self.profile


@dataclass
class Press:
    """A press on an inline button, and how the bot answered it."""

    id: str
    user_id: int
    data: str
    message_id: int
    at: float
    answer: Json | None = None

    @property
    def answered(self) -> bool:
        """Tell whether the button stopped spinning."""
        return self.answer is not None


class Pulse:
    """Wakes everybody who waits for something to change."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    def beat(self) -> None:
        """Say that something changed."""
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def wait(self) -> None:
        """Wait for the next change."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        await future


class World:
    """Everything the fake remembers about one bot and its people."""

    def __init__(self, token: str, username: str) -> None:
        self.clock: Callable[[], float] = time.time
        self.changed = Pulse()
        self.bot: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Lắng Nghe",
            "username": username,
        }
        self.users: dict[int, Json] = {}
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.callback_lifetime = CALLBACK_LIFETIME
        self.files = Files()
        self.settings: dict[tuple[str, str, str], object] = {}
        self.revision = 0
        self._shared_ids = itertools.count(1)
        self._supergroup_ids: dict[int, itertools.count[int]] = {}
        self._serial = itertools.count(1)

    def now(self) -> int:
        """Return Unix time in seconds, the API's Date."""
        return int(self.clock())

    def serial(self) -> int:
        """Return a number never given before, for ids."""
        return next(self._serial)

    def next_message_id(self, chat: Chat) -> int:
        """Number messages as Telegram does: supergroups each for itself, all other chats together."""
        if chat.kind == "supergroup":
            return next(self._supergroup_ids.setdefault(chat.id, itertools.count(1)))
        return next(self._shared_ids)

    def post(self, chat: Chat, sender: Json, content: Json, markup: Json | None = None) -> Post:
        """Put a new message into a chat."""
        body: Json = {
            "message_id": self.next_message_id(chat),
            "from": sender,
            "chat": chat.header(),
        }
        body |= {"date": self.now()} | content
        if markup and "inline_keyboard" in markup:
            body["reply_markup"] = markup
        self.revision += 1
        post = Post(body, sender["id"] == self.bot["id"], self.revision, markup)
        chat.posts[body["message_id"]] = post
        self.changed.beat()
        return post

    def touch(self, post: Post) -> None:
        """Say that a message looks different now."""
        self.revision += 1
        post.revision = self.revision
        self.changed.beat()

    def find_chat(self, chat_id: int | str) -> Chat:
        """Find a chat the bot may ask about."""
        if isinstance(chat_id, str):
            # Only public groups and channels are found by name, never people
            names = (chat for chat in self.chats.values() if not chat.private)
            chat = next((c for c in names if c.profile.get("username") == chat_id[1:]), None)
        else:
            chat = self.chats.get(chat_id)
        if chat is None or (chat.private and not chat.started and not self._met_in_group(chat.id)):
            raise bad_request("chat not found")
        return chat

    def _met_in_group(self, user_id: int) -> bool:
        return any(user_id in chat.members for chat in self.chats.values())

    def chat_to_write_to(self, chat_id: int | str) -> Chat:
        """Find a chat the bot may write to now, or raise why not."""
        chat = self.find_chat(chat_id)
        if refusal := _refusal(chat):
            raise refusal
        return chat

    def find_post(self, chat: Chat, message_id: int | None, purpose: str) -> Post:
        """Find a message that still exists, or raise "message to <purpose> not found"."""
        if message_id is None:
            raise bad_request("message identifier is not specified")
        post = chat.posts.get(message_id)
        if post is None or post.deleted:
            raise bad_request(f"message to {purpose} not found")
        return post


def _refusal(chat: Chat) -> ApiError | None:
    if chat.migrated_to is not None:
        sentence = "Bad Request: group chat was upgraded to a supergroup chat"
        return ApiError(400, sentence, migrate_to_chat_id=chat.migrated_to)
    if chat.private:
        if chat.deactivated:
            return forbidden("user is deactivated")
        if chat.blocked:
            return forbidden("bot was blocked by the user")
        return None if chat.started else forbidden("bot can't initiate conversation with a user")
    if chat.bot_status == "kicked":
        return forbidden(f"bot was kicked from the {chat.kind} chat")
    if chat.bot_status == "left":
        return forbidden(f"bot is not a member of the {chat.kind} chat")
    return None
