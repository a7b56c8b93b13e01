"""Groups: who is in, what the bot sees of them, and the day a group becomes a supergroup."""

import re
from collections.abc import Sequence

from .errors import Json
from .formatting import detect_entities
from .people import Person
from .profile import member
from .screens import Screen, Seen, see
from .updates import Updates
from .world import ANONYMOUS_ADMIN, Chat, Post, World


class Group(Screen):
    """A group chat; ids are negative, a supergroup's start with -100."""

    def __init__(
        self, world: World, updates: Updates, chat: Chat, members: Sequence[Person]
    ) -> None:
        super().__init__(world, chat)
        world.chats[chat.id] = chat
        self._updates = updates
        self._people = list(members)
        self.privacy_mode = True  # https://core.telegram.org/bots/features#privacy-mode
        for number, person in enumerate(members):
            chat.members[person.id] = "member" if number else "creator"

    @property
    def chat(self) -> Chat:
        """The chat behind it."""
        return self._chat

    def shows_to_bot(self, post: Post) -> bool:
        """Tell whether the bot is sent this message: in privacy mode only what is meant for it."""
        if self._chat.bot_status in ("left", "kicked"):
            return False
        if not self.privacy_mode or self._chat.bot_status == "administrator":
            return True
        text = post.body.get("text", "")
        name = self._world.bot["username"]
        replied = (
            post.body.get("reply_to_message", {}).get("from", {}).get("id")
            == self._world.bot["id"]
        )
        addressed = re.match(r"/\w+(?:@(\w+))?", text)
        for_us = addressed is not None and addressed.group(1) in (None, name)
        return replied or for_us or f"@{name}" in text

    def add_bot(self, by: Person) -> None:
        """Let somebody add the bot."""
        self._bot_becomes("member", by)
        self._service({"new_chat_members": [self._world.bot]}, by)

    def promote_bot(self, by: Person) -> None:
        """Make the bot an administrator."""
        self._bot_becomes("administrator", by)

    def remove_bot(self, by: Person) -> None:
        """Throw the bot out."""
        self._service({"left_chat_member": self._world.bot}, by)
        self._bot_becomes("kicked", by)

    def promote(self, person: Person) -> None:
        """Make a member an administrator; the bot hears of it only through chat_member updates."""
        self._chat.members[person.id] = "administrator"

    def join(self, person: Person) -> None:
        """Let somebody in."""
        self._chat.members[person.id] = "member"
        self._service({"new_chat_members": [person.user]}, person)

    def leave(self, person: Person) -> None:
        """Let somebody go."""
        self._chat.members.pop(person.id, None)
        self._service({"left_chat_member": person.user}, person)

    def send_anonymously(self, text: str) -> Seen:
        """Write as an administrator who hides behind the group: https://core.telegram.org/bots/api#message."""
        content: Json = {"sender_chat": self._chat.header(), "text": text}
        if entities := detect_entities(text):
            content["entities"] = entities
        self._acted()
        post = self._world.post(self._chat, ANONYMOUS_ADMIN, content)
        if self.shows_to_bot(post):
            self._updates.put("message", post.body, f"chat:{self._chat.id}")
        return see(post)

    def migrate(self, new_id: int | None = None) -> "Group":
        """Become a supergroup: a new id, and a service message in both chats; return the new one."""
        old = self._chat
        new_id = new_id or int(f"-100{abs(old.id) + 1_000_000_000}")
        chat = Chat(new_id, "supergroup", dict(old.profile), bot_status=old.bot_status)
        group = Group(self._world, self._updates, chat, self._people)
        chat.members = dict(old.members)
        by = self._people[0]
        self._service({"migrate_to_chat_id": new_id}, by)
        group._service({"migrate_from_chat_id": old.id}, by)
        old.migrated_to = new_id
        return group

    def _service(self, content: Json, by: Person) -> None:
        self._acted()
        post = self._world.post(self._chat, by.user, content)
        if self._chat.bot_status not in ("left", "kicked"):
            self._updates.put("message", post.body, f"chat:{self._chat.id}")

    def _bot_becomes(self, status: str, by: Person) -> None:
        before, self._chat.bot_status = self._chat.bot_status, status
        changed = {
            "chat": self._chat.header(),
            "from": by.user,
            "date": self._world.now(),
            "old_chat_member": member(self._world.bot, before),
            "new_chat_member": member(self._world.bot, status),
        }
        self._updates.put("my_chat_member", changed, f"chat:{self._chat.id}")
