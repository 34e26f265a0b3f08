-- Decisions of bodies about items, and what forbids change in them. Since version 2 of the dataset.

CREATE TABLE decision_row (
    submission_id TEXT NOT NULL REFERENCES submission ON DELETE CASCADE,
    sheet         TEXT NOT NULL,
    row           INTEGER NOT NULL CHECK (row > 0),
    item          TEXT NOT NULL CHECK (item <> ''),
    body          TEXT NOT NULL CHECK (body <> ''),
    state         TEXT NOT NULL CHECK (state IN ('not_prepared', 'prepared', 'on_agenda', 'approved', 'returned')),
    decided_on    TEXT CHECK (decided_on IS date(decided_on, '+0 days')),    -- the day of the meeting
    reference     TEXT,
    version       TEXT,                   -- of the document that the body decides on
    next_review   TEXT CHECK (next_review IS date(next_review, '+0 days')),
    remark        TEXT,
    PRIMARY KEY (submission_id, sheet, row),
    UNIQUE (submission_id, item, body),
    CHECK (state NOT IN ('on_agenda', 'approved') OR decided_on IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER decision_row_stays BEFORE UPDATE ON decision_row
BEGIN SELECT RAISE(ABORT, 'rows are never changed'); END;
CREATE TRIGGER decision_row_remains BEFORE DELETE ON decision_row
WHEN OLD.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END;
CREATE TRIGGER decision_row_is_judged BEFORE INSERT ON decision_row
WHEN NEW.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows come from judging a submission'); END;
