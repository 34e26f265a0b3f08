-- The dataset: a projection of the archive by the schemas. Facts that must hold are constraints here.
-- Dates are ISO texts; times are UTC, ISO 8601. Rows are never changed (guards.sql): a submission that is judged
-- anew is taken out whole and put in anew, in one transaction.

CREATE TABLE submission (
    submission_id TEXT PRIMARY KEY CHECK (length(submission_id) = 16),
    sha256        TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64 AND substr(sha256, 1, 16) = submission_id),
    programme     TEXT NOT NULL,
    month         TEXT NOT NULL CHECK (month = '' OR month IS strftime('%Y-%m', month || '-01', '+0 days')),
    organisation  TEXT NOT NULL,
    "group"       TEXT NOT NULL,
    language      TEXT NOT NULL,
    received_at   TEXT NOT NULL,
    modified_at   TEXT NOT NULL,          -- '' where the file does not say
    file_name     TEXT NOT NULL,
    folder_month  TEXT,
    outcome       TEXT NOT NULL CHECK (outcome IN ('accepted', 'partly_accepted', 'refused')),
    rows_in       INTEGER NOT NULL,
    rows_accepted INTEGER NOT NULL CHECK (rows_accepted >= 0),
    rows_refused  INTEGER NOT NULL CHECK (rows_refused >= 0),
    rows_ignored  INTEGER NOT NULL CHECK (rows_ignored >= 0),
    columns       TEXT NOT NULL CHECK (json_valid(columns)),  -- sheet -> field -> column letters
    CHECK (rows_in = rows_accepted + rows_refused),
    CHECK (outcome <> 'accepted' OR rows_refused = 0),
    CHECK (outcome <> 'refused' OR rows_accepted = 0)
) STRICT;

CREATE TABLE item_row (
    submission_id TEXT NOT NULL REFERENCES submission ON DELETE CASCADE,
    sheet         TEXT NOT NULL,
    row           INTEGER NOT NULL CHECK (row > 0),
    item          TEXT NOT NULL CHECK (item <> ''),
    no_change     INTEGER NOT NULL CHECK (no_change IN (0, 1)),
    status        TEXT CHECK (status IN ('not_started', 'started', 'done', 'not_applicable')),
    percent_done  REAL CHECK (percent_done BETWEEN 0 AND 100),
    forecast_end  TEXT CHECK (forecast_end IS date(forecast_end, '+0 days')),
    red_flag      INTEGER NOT NULL CHECK (red_flag IN (0, 1)),
    texts         TEXT NOT NULL CHECK (json_valid(texts)),    -- field -> text, in the order of the fields
    PRIMARY KEY (submission_id, sheet, row),
    UNIQUE (submission_id, item),
    CHECK (status IS NOT NULL OR no_change = 1)
) STRICT, WITHOUT ROWID;

CREATE TABLE note_row (
    submission_id TEXT NOT NULL REFERENCES submission ON DELETE CASCADE,
    sheet         TEXT NOT NULL,
    row           INTEGER NOT NULL CHECK (row > 0),
    kind          TEXT NOT NULL,
    text          TEXT NOT NULL CHECK (text <> ''),
    item          TEXT NOT NULL,          -- '' = the group as a whole
    scope         TEXT,
    likelihood    INTEGER CHECK (likelihood BETWEEN 1 AND 5),
    effect        INTEGER CHECK (effect BETWEEN 1 AND 5),
    shareable     INTEGER NOT NULL CHECK (shareable IN (0, 1)),
    PRIMARY KEY (submission_id, sheet, row)
) STRICT, WITHOUT ROWID;

CREATE TABLE refused_row (
    submission_id TEXT NOT NULL REFERENCES submission ON DELETE CASCADE,
    sheet         TEXT NOT NULL,
    row           INTEGER NOT NULL CHECK (row > 0),
    item          TEXT NOT NULL,          -- '' where it is not known
    typed         TEXT NOT NULL CHECK (json_valid(typed)),    -- field -> what stood in the cell
    PRIMARY KEY (submission_id, sheet, row)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
    submission_id TEXT NOT NULL REFERENCES submission ON DELETE CASCADE,
    number        INTEGER NOT NULL,       -- worst first
    code          TEXT NOT NULL,
    severity      TEXT NOT NULL CHECK (severity IN ('error', 'warning', 'info')),
    sheet         TEXT NOT NULL,
    cell          TEXT NOT NULL,
    item          TEXT NOT NULL,
    found         TEXT NOT NULL CHECK (json_valid(found)),    -- the values that the message names
    PRIMARY KEY (submission_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX submission_by_month ON submission (programme, month, organisation, "group");
