"""The survey with aiogram 3, as its documentation would write it.

FSM on MemoryStorage (nothing survives a restart), updates through SimpleRequestHandler. Its default is
``handle_in_background=True``: 200 at once, handling afterwards. ``--foreground`` handles before answering.
"""

import argparse
import asyncio

import uvloop
from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

QUESTIONS = 5
router = Router()


class Survey(StatesGroup):
    asking = State()
    review = State()


def scale(number: int) -> InlineKeyboardMarkup:
    labels = ("Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng")
    rows = [
        [InlineKeyboardButton(text=label, callback_data=f"q{number}:{5 - i}")]
        for i, label in enumerate(labels)
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


@router.message(Command("danhgia"))
async def begin(message: Message, state: FSMContext) -> None:
    await state.set_state(Survey.asking)
    await state.set_data({})
    await message.answer(f"Câu 1/{QUESTIONS}: bạn có hài lòng không?", reply_markup=scale(1))


@router.callback_query(Survey.asking, F.data.startswith("q"))
async def answer(query: CallbackQuery, state: FSMContext) -> None:
    assert query.data is not None
    assert isinstance(query.message, Message)
    await query.answer()
    question, _, value = query.data.partition(":")
    answers = await state.update_data({question: value})
    following = int(question[1:]) + 1
    if following <= QUESTIONS:
        text = f"Câu {following}/{QUESTIONS}: bạn có hài lòng không?"
        await query.message.edit_text(text, reply_markup=scale(following))
        return
    await state.set_state(Survey.review)
    lines = "\n".join(f"{name}: {chosen}" for name, chosen in answers.items())
    send = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="Gửi", callback_data="submit")]]
    )
    await query.message.edit_text(f"Xem lại:\n{lines}", reply_markup=send)


@router.callback_query(Survey.review, F.data == "submit")
async def submit(query: CallbackQuery, state: FSMContext) -> None:
    assert isinstance(query.message, Message)
    await query.answer()
    await state.clear()
    await query.message.edit_text("Cảm ơn bạn!")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--api-url", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--foreground", action="store_true", help="handle before answering 200")
    parser.add_argument("--uvloop", action="store_true")
    options = parser.parse_args()
    (uvloop.run if options.uvloop else asyncio.run)(serve(options))


async def serve(options: argparse.Namespace) -> None:
    bot = Bot(
        options.token, session=AiohttpSession(api=TelegramAPIServer.from_base(options.api_url))
    )
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.include_router(router)
    server = web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=not options.foreground)
    handler.register(server, path="/telegram")
    setup_application(server, dispatcher, bot=bot)
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", options.port).start()
    await bot.set_webhook(f"http://127.0.0.1:{options.port}/telegram")
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    main()
