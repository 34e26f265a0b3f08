-- Rows in = accepted + refused, proved row by row.

DROP VIEW IF EXISTS lost_rows;

-- Rows of a submission that were counted are there: nothing is lost between counting and keeping. A row of an own item
-- may say both what it is and how far it is.
CREATE VIEW lost_rows AS
SELECT submission_id FROM submission s
WHERE rows_accepted <> (
          SELECT count(*) FROM (
              SELECT sheet, row FROM item_row i WHERE i.submission_id = s.submission_id
              UNION SELECT sheet, row FROM own_item_row o WHERE o.submission_id = s.submission_id
          ))
                     + (SELECT count(*) FROM note_row n WHERE n.submission_id = s.submission_id)
                     + (SELECT count(*) FROM indicator_row v WHERE v.submission_id = s.submission_id)
                     + (SELECT count(*) FROM decision_row d WHERE d.submission_id = s.submission_id)
                     + (SELECT count(*) FROM own_window_row o WHERE o.submission_id = s.submission_id)
                     + (SELECT count(*) FROM discussed_row d WHERE d.submission_id = s.submission_id)
   OR rows_refused <> (SELECT count(*) FROM refused_row r WHERE r.submission_id = s.submission_id);
