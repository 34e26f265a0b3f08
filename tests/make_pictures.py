"""Makes the two pictures of the README from a demonstration: `make pictures`. Needs LibreOffice and pdftoppm."""

import shutil
import sys
import tempfile
from pathlib import Path

import looks
from ytaexcel.demo import simulate
from ytaexcel.workspace import shipped_programmes

TARGET = Path(__file__).parent.parent / "docs" / "pictures"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        language = "fi"
        made = simulate(
            folder / "demo", shipped_programmes()[0], 6, 23, 1, language, 2, lambda *_: lambda: None
        )
        filled = next(
            each.source.path
            for each in made.submissions
            if each.outcome == "accepted" and each.identity.language == language and len(each.accepted) > 60
        )
        TARGET.mkdir(exist_ok=True)
        shutil.copy(looks.pictures(made.report, folder, pages=1)[0], TARGET / "ministry.png")
        shutil.copy(looks.pictures(filled, folder, pages=2)[1], TARGET / "template.png")
    sys.stdout.write(f"{TARGET / 'ministry.png'}\n{TARGET / 'template.png'}\n")


if __name__ == "__main__":
    main()
