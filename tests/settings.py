"""Settings of the tests: the product's own, with a data folder of their own that goes away afterwards."""

import atexit
import os
import shutil
import tempfile

if "PARTA_TEST_HOME" not in os.environ:  # set for the worker processes of xdist and for commands that tests start
    os.environ["PARTA_TEST_HOME"] = tempfile.mkdtemp(prefix="parta-tests-")
    atexit.register(shutil.rmtree, os.environ["PARTA_TEST_HOME"], ignore_errors=True)
# A folder for each worker: they have databases of their own, so the same numbers mean other people.
os.environ["PARTA_HOME"] = os.path.join(os.environ["PARTA_TEST_HOME"], os.environ.get("PYTEST_XDIST_WORKER", "main"))
for name in ("PARTA_DEMO", "PARTA_DEBUG", "PARTA_HOSTS", "PARTA_TLS", "PARTA_SECRET_KEY", "PARTA_SECOND_FACTOR"):
    os.environ.pop(name, None)

from config.settings import *  # noqa: E402, F403
