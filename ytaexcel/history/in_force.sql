-- What counts, as it was known at {horizon}: made once for good (far in the future) and once for each look back.

-- A submission is known from the moment when it was received, or accepted by a decision.
CREATE {temporary} VIEW known_submission AS
SELECT * FROM (
    SELECT s.*,
           max(s.received_at, coalesce((
               SELECT max(a.at) FROM act a WHERE a.sha256 = s.sha256 AND a.kind = 'accept-as'
           ), '')) AS known_from,
           coalesce((
               SELECT a.kind FROM act a
               WHERE a.sha256 = s.sha256 AND a.kind IN ('exclude', 'reinstate') AND a.at <= '{horizon}'
               ORDER BY a.at DESC, a.act_id DESC LIMIT 1
           ), 'reinstate') = 'exclude' AS is_excluded,
           s.submission_id IN (SELECT submission_id FROM discussion) AS is_discussion
    FROM submission s
) WHERE known_from <= '{horizon}';

-- The value of an item in a month is that of the newest submission in which its row was accepted.
CREATE {temporary} VIEW item_in_force AS
SELECT * FROM (
    SELECT s.programme, s.month, s.organisation, s."group", i.*,
           row_number() OVER (
               PARTITION BY s.programme, s.month, s.organisation, i.item
               ORDER BY s.modified_at DESC, s.sha256 DESC
           ) AS place
    FROM item_row i JOIN known_submission s USING (submission_id)
    WHERE NOT s.is_excluded
) WHERE place = 1;

-- The notes of a group in a month are those of the newest submission that has any.
CREATE {temporary} VIEW note_in_force AS
SELECT * FROM (
    SELECT s.programme, s.month, s.organisation, s."group", s.language, n.*,
           dense_rank() OVER (
               PARTITION BY s.programme, s.month, s.organisation, s."group"
               ORDER BY s.modified_at DESC, s.sha256 DESC
           ) AS place
    FROM note_row n JOIN known_submission s USING (submission_id)
    WHERE NOT s.is_excluded
) WHERE place = 1;

-- The value of an indicator in a month is that of the newest submission in which its row was accepted.
CREATE {temporary} VIEW indicator_in_force AS
SELECT * FROM (
    SELECT s.programme, s.month, s.organisation, s."group", v.*,
           row_number() OVER (
               PARTITION BY s.programme, s.month, s.organisation, v.indicator
               ORDER BY s.modified_at DESC, s.sha256 DESC
           ) AS place
    FROM indicator_row v JOIN known_submission s USING (submission_id)
    WHERE NOT s.is_excluded
) WHERE place = 1;

-- What a body decided about an item, as a month tells it, is that of the newest submission in which its row was accepted.
CREATE {temporary} VIEW decision_in_force AS
SELECT * FROM (
    SELECT s.programme, s.month, s.organisation, s."group", d.*,
           row_number() OVER (
               PARTITION BY s.programme, s.month, s.organisation, d.item, d.body
               ORDER BY s.modified_at DESC, s.sha256 DESC
           ) AS place
    FROM decision_row d JOIN known_submission s USING (submission_id)
    WHERE NOT s.is_excluded
) WHERE place = 1;

-- What was set for an item in a month is that of the newest submission in which its row was accepted. It holds until
-- a later month changes or withdraws it.
CREATE {temporary} VIEW own_window_set AS
SELECT * FROM (
    SELECT s.programme, s.month, s.organisation, s."group", o.*,
           row_number() OVER (
               PARTITION BY s.programme, s.month, s.organisation, o.item
               ORDER BY s.modified_at DESC, s.sha256 DESC
           ) AS place
    FROM own_window_row o JOIN known_submission s USING (submission_id)
    WHERE NOT s.is_excluded
) WHERE place = 1;

-- What an organisation's own item is, likewise.
CREATE {temporary} VIEW own_item_set AS
SELECT * FROM (
    SELECT s.programme, s.month, s.organisation, s."group", o.*,
           row_number() OVER (
               PARTITION BY s.programme, s.month, s.organisation, o.item
               ORDER BY s.modified_at DESC, s.sha256 DESC
           ) AS place
    FROM own_item_row o JOIN known_submission s USING (submission_id)
    WHERE NOT s.is_excluded
) WHERE place = 1;
