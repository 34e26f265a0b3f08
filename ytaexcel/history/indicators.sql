-- Values of indicators, and what forbids change in them. Since version 2 of the dataset.

CREATE TABLE indicator_row (
    submission_id TEXT NOT NULL REFERENCES submission ON DELETE CASCADE,
    sheet         TEXT NOT NULL,
    row           INTEGER NOT NULL CHECK (row > 0),
    indicator     TEXT NOT NULL CHECK (indicator <> ''),
    value         REAL,                   -- in the indicator's own unit
    state         TEXT CHECK (state <> ''),
    others        REAL,                   -- of other collaborative areas, in the same unit
    as_of         TEXT CHECK (as_of IS date(as_of, '+0 days')),
    source        TEXT,
    remark        TEXT,
    PRIMARY KEY (submission_id, sheet, row),
    UNIQUE (submission_id, indicator),
    CHECK ((value IS NULL) <> (state IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TRIGGER indicator_row_stays BEFORE UPDATE ON indicator_row
BEGIN SELECT RAISE(ABORT, 'rows are never changed'); END;
CREATE TRIGGER indicator_row_remains BEFORE DELETE ON indicator_row
WHEN OLD.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END;
CREATE TRIGGER indicator_row_is_judged BEFORE INSERT ON indicator_row
WHEN NEW.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows come from judging a submission'); END;
