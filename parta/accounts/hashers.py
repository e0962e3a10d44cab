"""Argon2id with the parameters of ARCHITECTURE.md: 19 MiB, two passes, one lane."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class SchoolArgon2(Argon2PasswordHasher):
    memory_cost = 19456  # KiB
    time_cost = 2
    parallelism = 1


class DemoArgon2(SchoolArgon2):
    """Passwords of the demo school. Known only to a product that runs as the demo, so elsewhere they open nothing."""

    algorithm = "demo-argon2"


class QuickArgon2(SchoolArgon2):
    """For tests only."""

    memory_cost = 64
    time_cost = 1
