"""What the dataset keeps of assessed months, so that a new month costs only itself; it can be worked out anew."""

from contextlib import suppress
from dataclasses import dataclass

from ytaexcel.errors import ReadOnlyError
from ytaexcel.history.database import Database


@dataclass(frozen=True, slots=True)
class AssessedMonths:
    """Each month in its parts, and each part under the fingerprint of all that it was worked out from."""

    file: Database
    is_of_now: bool
    """False in a look back, in which nothing is kept."""

    def since(self, programme: str, month: str, part: str) -> dict[str, tuple[str, bytes]]:
        """Month -> fingerprint and what is kept of that part, of all months from that one on."""
        rows = self.file.connection.execute(
            "SELECT month, fingerprint, data FROM assessed_month WHERE programme = ? AND month >= ? AND part = ?",
            [programme, month, part],
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def fingerprints(self, programme: str, part: str) -> dict[str, str]:
        """Month -> fingerprint of what is kept of that part of it."""
        rows = self.file.connection.execute(
            "SELECT month, fingerprint FROM assessed_month WHERE programme = ? AND part = ?",
            [programme, part],
        )
        return dict(rows.fetchall())

    def recall(self, programme: str, month: str, part: str) -> bytes:
        """What is kept of a part of a month. Raises `KeyError` where there is nothing."""
        row = self.file.connection.execute(
            "SELECT data FROM assessed_month WHERE programme = ? AND month = ? AND part = ?",
            [programme, month, part],
        ).fetchone()
        if row is None:
            raise KeyError(month)
        return bytes(row[0])

    def keep(self, programme: str, month: str, part: str, fingerprint: str, data: bytes) -> bool:
        """Keeps a part of an assessed month in the place of what was kept of it.

        False, and nothing is kept, in a look back and where nothing can be written.
        """
        if self.is_of_now:
            with suppress(ReadOnlyError), self.file.transaction() as cursor:
                cursor.execute(
                    "INSERT OR REPLACE INTO assessed_month VALUES (?, ?, ?, ?, ?)",
                    [programme, month, part, fingerprint, data],
                )
                return True
        return False
