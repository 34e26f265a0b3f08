"""The demonstration: invents what the sources do not say, plays the groups, fills real workbooks.

`invention` completes a copied programme, `plan` says what each group sends, `fill` types it into the real
templates. `simulate` sends the workbooks the way of all workbooks.
"""

from ytaexcel.demo.fill import Job, fill, fill_all
from ytaexcel.demo.filling import Filling
from ytaexcel.demo.invention import invent
from ytaexcel.demo.plan import languages, plan_month
from ytaexcel.demo.simulate import Demonstration, simulate

__all__ = [
    "Demonstration",
    "Filling",
    "Job",
    "fill",
    "fill_all",
    "invent",
    "languages",
    "plan_month",
    "simulate",
]
