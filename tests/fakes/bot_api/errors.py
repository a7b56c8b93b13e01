"""How the Bot API says no.

Every refusal is ``{"ok": false, "error_code": …, "description": …}`` with the HTTP status equal to the code
(https://core.telegram.org/bots/api#making-requests). The sentences are those of Telegram's own open server
(https://github.com/tdlib/telegram-bot-api), because clients tell errors apart by their words.
"""

from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """A refusal as Telegram words it."""

    def __init__(
        self,
        code: int,
        description: str,
        *,
        retry_after: int | None = None,
        migrate_to_chat_id: int | None = None,
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to_chat_id = migrate_to_chat_id

    def body(self) -> Json:
        """Return the JSON body, with https://core.telegram.org/bots/api#responseparameters if any."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        parameters = {
            name: value
            for name in ("retry_after", "migrate_to_chat_id")
            if (value := getattr(self, name)) is not None
        }
        return body | ({"parameters": parameters} if parameters else {})


def bad_request(sentence: str) -> ApiError:
    """Word a 400 as Telegram does: lower case after the colon, except for CODES_LIKE_THIS."""
    shouted = len(sentence) > 1 and (sentence[1] == "_" or sentence[1].isupper())
    start = sentence[0] if shouted else sentence[0].lower()
    return ApiError(400, f"Bad Request: {start}{sentence[1:]}")


def forbidden(sentence: str) -> ApiError:
    """Word a 403."""
    return ApiError(403, f"Forbidden: {sentence}")


def too_many_requests(retry_after: int) -> ApiError:
    """Word a 429; the seconds stand in the sentence and in the parameters."""
    sentence = f"Too Many Requests: retry after {retry_after}"
    return ApiError(429, sentence, retry_after=retry_after)


def conflict(sentence: str) -> ApiError:
    """Word a 409: two receivers of one bot's updates."""
    return ApiError(409, f"Conflict: {sentence}")
