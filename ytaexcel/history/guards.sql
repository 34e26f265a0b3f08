-- Acts, and what forbids change. Since version 2 of the dataset.

CREATE TABLE act (
    act_id        TEXT PRIMARY KEY CHECK (length(act_id) = 64),
    kind          TEXT NOT NULL,
    sha256        TEXT NOT NULL CHECK (length(sha256) = 64),  -- of the submission, which may not have arrived yet
    programme     TEXT NOT NULL,
    organisation  TEXT NOT NULL,
    "group"       TEXT NOT NULL,
    month         TEXT NOT NULL,
    at            TEXT NOT NULL,
    by            TEXT NOT NULL,
    why           TEXT NOT NULL
) STRICT;

CREATE INDEX act_by_submission ON act (sha256, at);

-- The submission that is being judged just now; empty outside a transaction. Only its rows may come and go.
CREATE TABLE judging (submission_id TEXT PRIMARY KEY) STRICT;

-- When each receipt was last looked at: what has not changed since need not be read again. Not a fact of the archive.
CREATE TABLE receipt_stamp (sha256 TEXT PRIMARY KEY, stamp TEXT NOT NULL) STRICT;

-- How a submission was judged: under which definitions, and what its rows say. Two judgements are equal when these are.
CREATE TABLE judgement (
    submission_id TEXT PRIMARY KEY REFERENCES submission ON DELETE CASCADE,
    definitions   TEXT NOT NULL,          -- hash of the programme's files
    content       TEXT NOT NULL           -- hash of the rows
) STRICT, WITHOUT ROWID;

-- Months as they were assessed, so that a new month costs only itself. Worked out from the rest: may be emptied.
CREATE TABLE assessed_month (
    programme     TEXT NOT NULL,
    month         TEXT NOT NULL,
    part          TEXT NOT NULL,          -- what of the month
    fingerprint   TEXT NOT NULL,          -- of all that it was worked out from
    data          BLOB NOT NULL,
    PRIMARY KEY (programme, month, part)
) STRICT;

CREATE TRIGGER act_stays BEFORE UPDATE ON act BEGIN SELECT RAISE(ABORT, 'an act is never changed'); END;
CREATE TRIGGER act_remains BEFORE DELETE ON act BEGIN SELECT RAISE(ABORT, 'an act is never deleted'); END;

CREATE TRIGGER submission_stays BEFORE UPDATE ON submission
BEGIN SELECT RAISE(ABORT, 'rows are never changed'); END;
CREATE TRIGGER submission_remains BEFORE DELETE ON submission
WHEN OLD.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END;
CREATE TRIGGER submission_is_judged BEFORE INSERT ON submission
WHEN NEW.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows come from judging a submission'); END;

CREATE TRIGGER item_row_stays BEFORE UPDATE ON item_row
BEGIN SELECT RAISE(ABORT, 'rows are never changed'); END;
CREATE TRIGGER item_row_remains BEFORE DELETE ON item_row
WHEN OLD.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END;
CREATE TRIGGER item_row_is_judged BEFORE INSERT ON item_row
WHEN NEW.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows come from judging a submission'); END;

CREATE TRIGGER note_row_stays BEFORE UPDATE ON note_row
BEGIN SELECT RAISE(ABORT, 'rows are never changed'); END;
CREATE TRIGGER note_row_remains BEFORE DELETE ON note_row
WHEN OLD.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END;
CREATE TRIGGER note_row_is_judged BEFORE INSERT ON note_row
WHEN NEW.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows come from judging a submission'); END;

CREATE TRIGGER refused_row_stays BEFORE UPDATE ON refused_row
BEGIN SELECT RAISE(ABORT, 'rows are never changed'); END;
CREATE TRIGGER refused_row_remains BEFORE DELETE ON refused_row
WHEN OLD.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END;
CREATE TRIGGER refused_row_is_judged BEFORE INSERT ON refused_row
WHEN NEW.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows come from judging a submission'); END;

CREATE TRIGGER finding_stays BEFORE UPDATE ON finding
BEGIN SELECT RAISE(ABORT, 'rows are never changed'); END;
CREATE TRIGGER finding_remains BEFORE DELETE ON finding
WHEN OLD.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END;
CREATE TRIGGER finding_is_judged BEFORE INSERT ON finding
WHEN NEW.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows come from judging a submission'); END;
