"""The survey with python-telegram-bot, as its documentation would write it.

ConversationHandler with persistence and PicklePersistence, its own httpx client, and a custom webhook: its
built-in server needs tornado, so this follows its customwebhookbot example - put the update on
``application.update_queue``, answer 200 at once - with aiohttp for the server. Updates are handled one after
another, which ConversationHandler asks for.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path
from typing import Any

import uvloop
from aiohttp import web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    PicklePersistence,
)

QUESTIONS = 5
REVIEW = QUESTIONS + 1


def scale(number: int) -> InlineKeyboardMarkup:
    labels = ("Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng")
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(label, callback_data=f"q{number}:{5 - i}")]
            for i, label in enumerate(labels)
        ]
    )


async def begin(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    assert update.message is not None
    assert context.user_data is not None
    context.user_data["answers"] = {}
    await update.message.reply_text(
        f"Câu 1/{QUESTIONS}: bạn có hài lòng không?", reply_markup=scale(1)
    )
    return 1


async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    query = update.callback_query
    assert query is not None
    assert query.data is not None
    assert context.user_data is not None
    await query.answer()
    question, _, value = query.data.partition(":")
    context.user_data["answers"][question] = value
    following = int(question[1:]) + 1
    if following <= QUESTIONS:
        text = f"Câu {following}/{QUESTIONS}: bạn có hài lòng không?"
        await query.edit_message_text(text, reply_markup=scale(following))
        return following
    lines = "\n".join(f"{name}: {chosen}" for name, chosen in context.user_data["answers"].items())
    send = InlineKeyboardMarkup([[InlineKeyboardButton("Gửi", callback_data="submit")]])
    await query.edit_message_text(f"Xem lại:\n{lines}", reply_markup=send)
    return REVIEW


async def submit(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    query = update.callback_query
    assert query is not None
    assert context.user_data is not None
    await query.answer()
    context.bot_data.setdefault("submitted", []).append(context.user_data.pop("answers"))
    await query.edit_message_text("Cảm ơn bạn!")
    return ConversationHandler.END


def build(token: str, api_url: str, memory: Path) -> Application[Any, Any, Any, Any, Any, Any]:
    application = (
        Application.builder()
        .token(token)
        .base_url(f"{api_url}/bot")
        .updater(None)
        .persistence(PicklePersistence(memory))
        .build()
    )
    states: dict[object, list[Any]] = {
        number: [CallbackQueryHandler(answer, pattern=f"^q{number}:")]
        for number in range(1, QUESTIONS + 1)
    }
    states[REVIEW] = [CallbackQueryHandler(submit, pattern="^submit$")]
    application.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("danhgia", begin)],
            states=states,
            fallbacks=[CommandHandler("danhgia", begin)],
            name="survey",
            persistent=True,
        )
    )
    return application


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--api-url", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--uvloop", action="store_true")
    options = parser.parse_args()
    (uvloop.run if options.uvloop else asyncio.run)(serve(options))


async def serve(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        application = build(options.token, options.api_url, Path(folder, "memory.pickle"))

        async def receive(request: web.Request) -> web.Response:
            await application.update_queue.put(
                Update.de_json(await request.json(), application.bot)
            )
            return web.Response()

        server = web.Application()
        server.router.add_post("/telegram", receive)
        runner = web.AppRunner(server, access_log=None)
        async with application:
            await application.start()
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", options.port).start()
            await application.bot.set_webhook(f"http://127.0.0.1:{options.port}/telegram")
            print("ready", flush=True)
            await asyncio.Event().wait()


if __name__ == "__main__":
    main()
