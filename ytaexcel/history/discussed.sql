-- What was discussed, and what forbids change of it. Since version 2 of the dataset.

-- The submissions that are workbooks of a discussion, refused ones too.
CREATE TABLE discussion (
    submission_id TEXT PRIMARY KEY REFERENCES submission ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE discussed_row (
    submission_id TEXT NOT NULL REFERENCES discussion ON DELETE CASCADE,
    sheet         TEXT NOT NULL,
    row           INTEGER NOT NULL CHECK (row > 0),
    item          TEXT NOT NULL,          -- '' = agreed with the organisation, about no item
    status        TEXT CHECK (status IN ('not_started', 'started', 'done', 'not_applicable')),
    percent_done  REAL CHECK (percent_done BETWEEN 0 AND 100),
    forecast_end  TEXT CHECK (forecast_end IS date(forecast_end, '+0 days')),
    agreed        TEXT CHECK (agreed <> ''),
    agreed_by     TEXT CHECK (agreed_by <> ''),
    agreed_until  TEXT CHECK (agreed_until IS date(agreed_until, '+0 days')),
    PRIMARY KEY (submission_id, sheet, row),
    CHECK (item <> '' OR coalesce(status, percent_done, forecast_end) IS NULL),
    CHECK (coalesce(status, percent_done, forecast_end, agreed, agreed_by, agreed_until) IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX discussed_once ON discussed_row (submission_id, item) WHERE item <> '';

CREATE TRIGGER discussion_stays BEFORE UPDATE ON discussion
BEGIN SELECT RAISE(ABORT, 'rows are never changed'); END;
CREATE TRIGGER discussion_remains BEFORE DELETE ON discussion
WHEN OLD.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END;
CREATE TRIGGER discussion_is_judged BEFORE INSERT ON discussion
WHEN NEW.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows come from judging a submission'); END;

CREATE TRIGGER discussed_row_stays BEFORE UPDATE ON discussed_row
BEGIN SELECT RAISE(ABORT, 'rows are never changed'); END;
CREATE TRIGGER discussed_row_remains BEFORE DELETE ON discussed_row
WHEN OLD.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END;
CREATE TRIGGER discussed_row_is_judged BEFORE INSERT ON discussed_row
WHEN NEW.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows come from judging a submission'); END;
