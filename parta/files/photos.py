"""Photos are re-encoded: what isn't picture (place, telephone, anything appended) doesn't get in (FILE-04)."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from parta.files.rules.uploads import MOST_PIXELS, FileRefused

LONGEST_SIDE = 3000  # a page of a textbook stays readable
_KEPT = ("transparency", "icc_profile")
_BROKEN = (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError)


def re_encoded(name: str, content: bytes, form: str) -> bytes:
    """The picture alone, turned upright and not larger than needed. `form`: «JPEG» or «PNG»."""
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as image:
            if image.width * image.height > MOST_PIXELS:
                megapixels = MOST_PIXELS // 1_000_000
                raise FileRefused(f"«{name}»: больше {megapixels} мегапикселей. Уменьшите снимок.")
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(image)
            upright.info = {key: value for key, value in upright.info.items() if key in _KEPT}
            found = io.BytesIO()
            upright.save(found, form, **({"quality": 88} if form == "JPEG" else {"optimize": True}))
    except FileRefused:
        raise
    except _BROKEN:
        raise FileRefused(f"«{name}»: картинка повреждена. Откройте её, сохраните заново и повторите.") from None
    return found.getvalue()
