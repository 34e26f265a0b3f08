"""ytaexcel: monthly situation-picture workbooks in, one dataset, consolidated workbooks out.

The modules stand in the order of the data's way (see docs/architecture.md); each imports only what
stands before it, and only `cli` knows all.
"""

__version__ = "0.1.0"
