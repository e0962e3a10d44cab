"""Jobs at the same instant, each on a connection of its own. The fixture `database_of_a_school` goes with it."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections


def at_once(*jobs: Callable[[], Any], timeout: float = 60) -> list[Any]:
    """Run the jobs in threads that start together; their results in order.

    An error of a job is raised here. `timeout`: seconds each may take.
    """
    gate = threading.Barrier(len(jobs))
    results: list[Any] = [None] * len(jobs)

    def run(index: int) -> None:
        try:
            gate.wait(timeout=20)
            results[index] = jobs[index]()
        except BaseException as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[index]) for index in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=timeout)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return results
