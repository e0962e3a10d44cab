# Sourced by the other commands: finds Python, makes .venv, installs the hash-locked libraries.
# Index settings (mirror, proxy) are the machine's own: nothing here names one.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
VENV="$ROOT/.venv"
PY="$VENV/bin/python"
export PYTHONPATH="$ROOT" PYTHONUNBUFFERED=1 PYTHONUTF8=1

say() { printf '%s\n' "$*" >&2; }
die() { say "Ошибка: $*"; exit 1; }

find_python() {
    local name
    for name in ${PARTA_PYTHON:-} python3.13 python3.12 python3.11 python3 python3.14; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    die "нужен Python 3.11 или новее. Debian и Ubuntu: apt-get install python3 python3-venv. Другой Python задаёт PARTA_PYTHON."
}

make_venv() {
    "$PY" -m pip --version >/dev/null 2>&1 && return
    local python
    python=$(find_python)
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        die "у $python нет модуля venv. Debian и Ubuntu: apt-get install python3-venv (от имени root), затем повторите команду."
    say "Готовлю окружение Python ($("$python" -V)) в .venv…"
    rm -rf "$VENV"
    "$python" -m venv "$VENV" || die "не получилось создать .venv. Debian и Ubuntu: apt-get install python3-venv"
}

# ensure_venv LOCK: .venv holds exactly what LOCK lists. The stamp is the lock's SHA-256: a second start takes no time.
ensure_venv() {
    local lock=$1 sum stamp="$VENV/.$1.sha256"
    sum=$(sha256sum "$ROOT/$lock" | cut -d' ' -f1)
    if [ -x "$PY" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ]; then
        return
    fi
    make_venv
    say "Устанавливаю библиотеки из $lock (один раз, около минуты)…"
    "$PY" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --only-binary :all: \
        -r "$ROOT/$lock" >&2 || die "библиотеки не установились: причина строкой выше. Нужен доступ к хранилищу пакетов pip."
    printf '%s\n' "$sum" >"$stamp"
}

parta() { stoppable "$PY" -P -m parta "$@"; }

# stoppable COMMAND…: run it so that a signal to this script alone stops it too, instead of leaving it behind.
stoppable() {
    "$@" &
    local child=$!
    trap 'kill "$child" 2>/dev/null; wait "$child"; exit 143' INT TERM
    wait "$child"
    trap - INT TERM
}

# collect_static: static files gathered into $PARTA_HOME/static, only when a source has changed.
collect_static() {
    local stamp="$PARTA_HOME/static.sha256" sum
    sum=$( (cat "$ROOT/requirements.lock"; cd "$ROOT" && find parta/*/static -type f -print0 | sort -z | xargs -0 sha256sum) | sha256sum)
    if [ "$(cat "$stamp" 2>/dev/null)" != "$sum" ] || [ ! -f "$PARTA_HOME/static/staticfiles.json" ]; then
        parta collectstatic --noinput --clear --verbosity 0
        printf '%s\n' "$sum" >"$stamp"
    fi
}

# port_free PORT: whether a server may listen there on loopback.
port_free() {
    "$PY" - "$1" <<'PYTHON'
import socket, sys
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
try:
    listener.bind(("127.0.0.1", int(sys.argv[1])))
except (OSError, OverflowError, ValueError):
    sys.exit(1)
PYTHON
}

need() { # need PACKAGE CHECK…: install a Debian package when the check fails and we may
    local package=$1 log
    shift
    "$@" >/dev/null 2>&1 && return
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null ||
        die "нужен пакет $package. Debian и Ubuntu: apt-get install $package (от имени root)"
    say "Устанавливаю $package…"
    if [ -z "${apt_updated:-}" ]; then
        apt-get update -qq >&2 || true
        apt_updated=1
    fi
    log=$(mktemp)
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >"$log" 2>&1 ||
        { tail -20 "$log" >&2; die "$package не установился"; }
    rm -f "$log"
    "$@" >/dev/null 2>&1 || die "$package установлен, но не годится: $*"
}

need_postgres() { need postgresql bash -c 'ls /usr/lib/postgresql/*/bin/initdb || "$(pg_config --bindir)/initdb" --version'; }
