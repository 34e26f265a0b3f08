-- What organisations set for themselves: own windows and criticality of items. Since version 2 of the dataset.

CREATE TABLE own_window_row (
    submission_id TEXT NOT NULL REFERENCES submission ON DELETE CASCADE,
    sheet         TEXT NOT NULL,
    row           INTEGER NOT NULL CHECK (row > 0),
    item          TEXT NOT NULL CHECK (item <> ''),
    own_start     TEXT CHECK (own_start IS date(own_start, '+0 days')),
    own_end       TEXT CHECK (own_end IS date(own_end, '+0 days')),
    own_critical  TEXT CHECK (own_critical IN ('yes', 'no')),
    reason        TEXT NOT NULL,
    withdrawn     INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
    PRIMARY KEY (submission_id, sheet, row),
    UNIQUE (submission_id, item),
    CHECK (withdrawn = 1 OR (reason <> '' AND coalesce(own_start, own_end, own_critical) IS NOT NULL)),
    CHECK (own_start IS NULL OR own_end IS NULL OR own_start <= own_end OR withdrawn = 1)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER own_window_row_stays BEFORE UPDATE ON own_window_row
BEGIN SELECT RAISE(ABORT, 'rows are never changed'); END;
CREATE TRIGGER own_window_row_remains BEFORE DELETE ON own_window_row
WHEN OLD.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END;
CREATE TRIGGER own_window_row_is_judged BEFORE INSERT ON own_window_row
WHEN NEW.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows come from judging a submission'); END;

-- What an organisation's own item is: its name, what its programme asks for beside it (field -> text), its window. How far it is stands in item_row, as of any other.
CREATE TABLE own_item_row (
    submission_id TEXT NOT NULL REFERENCES submission ON DELETE CASCADE,
    sheet         TEXT NOT NULL,
    row           INTEGER NOT NULL CHECK (row > 0),
    item          TEXT NOT NULL CHECK (item <> ''),
    name          TEXT NOT NULL,
    details       TEXT NOT NULL CHECK (json_valid(details)),
    own_start     TEXT CHECK (own_start IS date(own_start, '+0 days')),
    own_end       TEXT CHECK (own_end IS date(own_end, '+0 days')),
    dropped       INTEGER NOT NULL CHECK (dropped IN (0, 1)),
    PRIMARY KEY (submission_id, sheet, row),
    UNIQUE (submission_id, item),
    CHECK (dropped = 1 OR name <> ''),
    CHECK (own_start IS NULL OR own_end IS NULL OR own_start <= own_end)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER own_item_row_stays BEFORE UPDATE ON own_item_row
BEGIN SELECT RAISE(ABORT, 'rows are never changed'); END;
CREATE TRIGGER own_item_row_remains BEFORE DELETE ON own_item_row
WHEN OLD.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END;
CREATE TRIGGER own_item_row_is_judged BEFORE INSERT ON own_item_row
WHEN NEW.submission_id NOT IN (SELECT submission_id FROM judging)
BEGIN SELECT RAISE(ABORT, 'rows come from judging a submission'); END;
