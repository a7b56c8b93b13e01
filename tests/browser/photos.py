"""Photos as phones take them."""

from __future__ import annotations

from pathlib import Path

from PIL import Image


def photo(folder: Path, name: str, size: tuple[int, int]) -> Path:
    """Take a photo that compresses as badly as a real one."""
    made = folder / name
    Image.effect_noise(size, 90).convert("RGB").save(made, "JPEG", quality=90)
    return made
