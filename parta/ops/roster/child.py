"""The process that parses uploads: `python -m parta.ops.roster.child` reads a request and answers once.

It limits itself before it reads a byte, so a bomb ends this process and nothing else. Both directions are
pickles: the request comes from the parent, the answer is taken apart by `read.Answers`, which knows only rows.
"""

import gc
import pickle
import resource
import sys

from parta.ops.roster import limits
from parta.ops.roster.rows import HeadingsUnknown, RosterRefused


def _limit_self() -> None:
    seconds = int(limits.WALL_SECONDS) + 1
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY_BYTES, limits.MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold personal data
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _answer(request: bytes) -> tuple[str, object]:
    from parta.ops.roster import consents, plans, sources  # after the limits: they load the workbook reader

    what, files, options = pickle.loads(request)
    try:
        if what == "consents":
            return "done", consents.parse(files)
        if what == "plan":
            return "done", plans.parse(files)
        if what == "preview":
            return "done", sources.preview(files)
        return "done", sources.read(files, options)
    except HeadingsUnknown as refusal:
        return "unknown", str(refusal)
    except RosterRefused as refusal:
        return "refused", str(refusal)


def main() -> None:
    _limit_self()
    gc.disable()  # rows are many and none are rings: looking for rings took a third of the time
    answer = pickle.dumps(_answer(sys.stdin.buffer.read()), protocol=pickle.HIGHEST_PROTOCOL)
    if len(answer) > limits.RESULT_BYTES:
        raise MemoryError
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
