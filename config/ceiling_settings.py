"""Settings of the bench's bare view (parta/ops/bench/ceiling.py), which bounds what the product could reach."""

from config.settings import *  # noqa: F403

MIDDLEWARE = []
ROOT_URLCONF = "parta.ops.bench.ceiling"
SILENCED_SYSTEM_CHECKS = ["parta.E001"]  # it shows nothing of anybody, and declares no audience
