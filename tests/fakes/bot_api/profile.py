"""Methods about the bot itself, chats and files: https://core.telegram.org/bots/api#setmycommands and on."""

import re
from collections.abc import Callable
from typing import Any

from .errors import Json, bad_request
from .fields import words
from .formatting import utf16_length
from .media import MAX_DOWNLOAD
from .world import Chat, World

MAX_COMMANDS = 100  # https://core.telegram.org/bots/api#setmycommands
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")  # https://core.telegram.org/bots/api#botcommand
_SCOPES: dict[str, set[str]] = {
    "default": {"type"},
    "all_private_chats": {"type"},
    "all_group_chats": {"type"},
    "all_chat_administrators": {"type"},
    "chat": {"type", "chat_id"},
    "chat_administrators": {"type", "chat_id"},
    "chat_member": {"type", "chat_id", "user_id"},
}
# method ending: field, longest, what the server says when it is longer
_TEXTS = {
    "MyName": ("name", 64, "BOT_TITLE_INVALID"),
    "MyDescription": ("description", 512, "BOT_DESCRIPTION_INVALID"),
    "MyShortDescription": ("short_description", 120, "BOT_SHORT_DESCRIPTION_INVALID"),
}
_RIGHTS = words(
    "can_be_edited can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members"
    " can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories"
    " can_delete_stories"
)


def get_me(world: World, _: Json) -> Json:
    """https://core.telegram.org/bots/api#getme."""
    name = world.settings.get(("MyName", "", ""), world.bot["first_name"])
    abilities = (
        "can_join_groups",
        "supports_inline_queries",
        "can_connect_to_business",
        "has_main_web_app",
    )
    return (
        world.bot
        | {"first_name": name, "can_read_all_group_messages": False}
        | dict.fromkeys(abilities, False)
    )


def _language(fields: Json) -> str:
    code: str = fields.get("language_code", "")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def _scope(world: World, fields: Json) -> str:
    scope = fields.get("scope") or {"type": "default"}
    members = _SCOPES.get(scope.get("type", ""))
    if members is None:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    if set(scope) != members:
        raise bad_request("can't parse BotCommandScope: wrong fields specified")
    if "chat_id" in scope:
        world.find_chat(scope["chat_id"])
    return scope_key(scope)


def scope_key(scope: Json) -> str:
    """Name a scope for the table of settings."""
    return ":".join(str(scope[name]) for name in ("type", "chat_id", "user_id") if name in scope)


def set_my_commands(world: World, fields: Json) -> bool:
    """https://core.telegram.org/bots/api#setmycommands."""
    commands = fields["commands"]
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not isinstance(command, dict) or set(command) != {"command", "description"}:
            raise bad_request(
                "can't parse BotCommand: expected an Object with command and description"
            )
        if not _COMMAND.fullmatch(str(command["command"])):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= utf16_length(str(command["description"])) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.settings["commands", _scope(world, fields), _language(fields)] = commands
    return True


def delete_my_commands(world: World, fields: Json) -> bool:
    """https://core.telegram.org/bots/api#deletemycommands."""
    world.settings.pop(("commands", _scope(world, fields), _language(fields)), None)
    return True


def get_my_commands(world: World, fields: Json) -> object:
    """https://core.telegram.org/bots/api#getmycommands."""
    return world.settings.get(("commands", _scope(world, fields), _language(fields)), [])


def _setter(what: str) -> Callable[[World, Json], bool]:
    name, longest, complaint = _TEXTS[what]

    def set_text(world: World, fields: Json) -> bool:
        text = fields.get(name, "")
        if utf16_length(text) > longest:
            raise bad_request(complaint)
        world.settings[what, "", _language(fields)] = text
        return True

    return set_text


def _getter(what: str) -> Callable[[World, Json], Json]:
    def get_text(world: World, fields: Json) -> Json:
        return {_TEXTS[what][0]: world.settings.get((what, "", _language(fields)), "")}

    return get_text


def set_chat_menu_button(world: World, fields: Json) -> bool:
    """https://core.telegram.org/bots/api#setchatmenubutton."""
    button = fields.get("menu_button", {"type": "default"})
    expected = {"type", "text", "web_app"} if button.get("type") == "web_app" else {"type"}
    if button.get("type") not in ("commands", "web_app", "default") or set(button) != expected:
        raise bad_request("can't parse menu button: unsupported type or fields specified")
    world.settings["menu_button", _private_chat(world, fields), ""] = button
    return True


def get_chat_menu_button(world: World, fields: Json) -> object:
    """https://core.telegram.org/bots/api#getchatmenubutton."""
    return world.settings.get(
        ("menu_button", _private_chat(world, fields), ""), {"type": "default"}
    )


def _private_chat(world: World, fields: Json) -> str:
    if "chat_id" not in fields:
        return ""
    if not world.find_chat(fields["chat_id"]).private:
        raise bad_request("menu button can be set only in private chats")
    return str(fields["chat_id"])


def get_chat(world: World, fields: Json) -> Json:
    """https://core.telegram.org/bots/api#getchat, with the fields ChatFullInfo cannot do without."""
    chat = world.find_chat(fields["chat_id"])
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    required = {
        "accent_color_id": 1,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
    return chat.header() | required


def get_chat_member(world: World, fields: Json) -> Json:
    """https://core.telegram.org/bots/api#getchatmember."""
    chat = world.find_chat(fields["chat_id"])
    user_id = fields["user_id"]
    if user_id == world.bot["id"]:
        return member(world.bot, chat.bot_status)
    user = world.users.get(user_id)
    if user is None or (not chat.private and user_id not in chat.members):
        raise bad_request("user not found" if user is None else "PARTICIPANT_ID_INVALID")
    return member(user, "member" if chat.private else chat.members[user_id])


def get_chat_administrators(world: World, fields: Json) -> list[Json]:
    """https://core.telegram.org/bots/api#getchatadministrators."""
    chat = world.find_chat(fields["chat_id"])
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    ranks = {
        user_id: status
        for user_id, status in chat.members.items()
        if status in ("creator", "administrator")
    }
    return [member(world.users[user_id], status) for user_id, status in ranks.items()]


def member(user: Json, status: str) -> Json:
    """Return the API's ChatMember: https://core.telegram.org/bots/api#chatmember."""
    described: Json = {"user": user, "status": status}
    if status in ("creator", "administrator"):
        described["is_anonymous"] = False
    if status == "administrator":
        described |= dict.fromkeys(_RIGHTS, True)
    if status == "kicked":
        described["until_date"] = 0
    return described


def leave_chat(world: World, fields: Json) -> bool:
    """https://core.telegram.org/bots/api#leavechat."""
    chat: Chat = world.chat_to_write_to(fields["chat_id"])
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    chat.bot_status = "left"
    return True


def get_file(world: World, fields: Json) -> Json:
    """https://core.telegram.org/bots/api#getfile."""
    stored = world.files.find(fields["file_id"])
    if stored.size > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return stored.header() | {"file_path": stored.path}


PROFILE: dict[str, Callable[[World, Json], Any]] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "deleteMyCommands": delete_my_commands,
    "getMyCommands": get_my_commands,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "leaveChat": leave_chat,
    "getFile": get_file,
    **{f"set{what}": _setter(what) for what in _TEXTS},
    **{f"get{what}": _getter(what) for what in _TEXTS},
}
