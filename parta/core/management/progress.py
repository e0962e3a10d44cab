"""Progress of long work on a terminal; where the output goes elsewhere, one plain line for each stage."""

import sys
from typing import TextIO

WIDTH = 24


class Progress:
    """Called with (stage, share from 0 to 1). On a terminal one line is redrawn; `close()` ends it."""

    def __init__(self, stream: TextIO | None = None):
        self.stream = stream or sys.stderr
        self.drawn = self.stream.isatty()
        self.stage = ""
        self.shown = ""

    def __call__(self, stage: str, share: float) -> None:
        if not self.drawn:
            if stage != self.stage:
                print(f"{stage}…", file=self.stream, flush=True)
        else:
            self._draw(f"{_bar(share)} {stage}…")
        self.stage = stage

    def close(self) -> None:
        if self.drawn:
            self._draw("")

    def _draw(self, text: str) -> None:
        if text == self.shown:
            return
        self.stream.write(f"\r{text.ljust(len(self.shown))}\r{text}")
        self.stream.flush()
        self.shown = text


def _bar(share: float) -> str:
    """«[######------------------]  25%»"""
    share = min(1.0, max(0.0, share))
    full = round(share * WIDTH)
    return f"[{'#' * full}{'-' * (WIDTH - full)}] {share:4.0%}"
