"""How SQLite is opened so that an acknowledged write survives a power cut (SECURITY.md 3.2, measured)."""

import sqlite3

# Older versions have the WAL-reset bug; WAL with synchronous=NORMAL loses acknowledged writes.
WAL_IS_SAFE_FROM = (3, 51, 3)


def journal_pragmas(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    """PRAGMA statements for a new connection to a SQLite library of this version.

    `secure_delete`: what is erased is overwritten, not only taken out of the index (parta.ops.erasure).
    """
    safe = version >= WAL_IS_SAFE_FROM
    mode = "journal_mode=WAL; PRAGMA synchronous=FULL" if safe else "journal_mode=TRUNCATE; PRAGMA synchronous=EXTRA"
    return f"PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA {mode};"
