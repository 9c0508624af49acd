"""What can happen: acts, rows, texts, messengers."""

from bot import aiogram_light

aiogram_light.install()
