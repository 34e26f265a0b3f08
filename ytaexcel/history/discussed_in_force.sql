-- What was discussed and counts, as it was known at the horizon of known_submission.

-- Every row of a discussion that counts. Of an item the newest is of age 1; what was agreed about no item stands in
-- rows of its own, all of the newest workbook that has any.
CREATE {temporary} VIEW discussed_known AS
SELECT s.programme, s.month, s.organisation, s.file_name, s.columns, d.*,
       dense_rank() OVER (
           PARTITION BY s.programme, s.month, s.organisation, d.item
           ORDER BY s.modified_at DESC, s.sha256 DESC
       ) AS age
FROM known_submission s JOIN discussed_row d USING (submission_id)
WHERE s.is_discussion AND NOT s.is_excluded;

-- Field by field the newest workbook that says something. By whom and by when belong to what was agreed: they count
-- no more once something newer was agreed about the item. One window to a query and no unions of rows: only then
-- SQLite looks at the month that is asked for, and at no other.
CREATE {temporary} VIEW discussed_in_force AS
SELECT programme, month, organisation, item, field, value, submission_id, sheet, row
FROM (
    SELECT *,
           min(CASE WHEN value IS NOT NULL THEN age END) OVER (
               PARTITION BY programme, month, organisation, item, field
           ) AS newest
    FROM (
        SELECT k.*, f.field,
               CASE f.field
                   WHEN 'status' THEN k.status
                   WHEN 'percent_done' THEN k.percent_done
                   WHEN 'forecast_end' THEN k.forecast_end
                   WHEN 'agreed' THEN k.agreed
                   WHEN 'agreed_by' THEN k.agreed_by
                   ELSE k.agreed_until
               END AS value
        FROM (
            SELECT *,
                   min(CASE WHEN agreed IS NOT NULL THEN age END) OVER (
                       PARTITION BY programme, month, organisation, item
                   ) AS agreed_age
            FROM discussed_known
        ) k CROSS JOIN (
            SELECT 'status' AS field UNION ALL SELECT 'percent_done' UNION ALL SELECT 'forecast_end'
            UNION ALL SELECT 'agreed' UNION ALL SELECT 'agreed_by' UNION ALL SELECT 'agreed_until'
        ) f
    )
)
WHERE value IS NOT NULL
  AND (item = '' AND age = 1
    OR item <> '' AND age = newest AND (field NOT IN ('agreed_by', 'agreed_until') OR age <= agreed_age));
