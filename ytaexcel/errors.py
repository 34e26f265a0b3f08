"""The package's exceptions: faults of ours or of the definitions, never of the data that groups send.

Each carries one sentence that says what is wrong and what to do; `cli` prints it and exits with 2.
"""


class YtaexcelError(Exception):
    """Base of all exceptions that this package raises on purpose."""


class UsageError(YtaexcelError):
    """The call cannot be carried out as asked."""


class WorkspaceError(YtaexcelError):
    """A workspace is missing, incomplete or not writable."""


class DefinitionError(YtaexcelError):
    """A file in `schemas/` says something that cannot hold; `problems` has one sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(self.problems)


class StoreError(YtaexcelError):
    """The archive or the database cannot be read or written."""


class ReadOnlyError(StoreError):
    """The database can be read, and nothing can be written into it."""


class WritingError(YtaexcelError):
    """A workbook could not be written as it was meant."""


class ProcessError(YtaexcelError):
    """A process that does part of the work cannot be started."""
