"""Writes the demo school (parta.ops.demo, pure data) into the database, with its history.

`make(at=…)` makes the whole school up to the instant; `extend(at=…)` fills the lessons held since. Both are one
transaction. What was made is found by its `Change` («ops.make_demo»), whose payload names the year and the numbers
of pupils, staff and journals by their keys in the data. Decision 0003 says why there is no table for it.
"""

from parta.ops.demo_school.making import extend, make
from parta.ops.demo_school.signins import SignIn, signins
from parta.ops.demo_school.state import Demo, NotTheDemo, standing

__all__ = ["Demo", "NotTheDemo", "SignIn", "extend", "make", "signins", "standing"]
