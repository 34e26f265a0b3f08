-- What was discussed and counts, as it was known at the horizon of known_submission.

-- Every row of a discussion that counts. Of an item the newest is of age 1; what was agreed about no item stands in
-- rows of its own, all of the newest workbook that has any.
CREATE {temporary} VIEW discussed_known AS
SELECT s.programme, s.month, s.organisation, s.file_name, s.columns, d.*,
       dense_rank() OVER (
           PARTITION BY s.programme, s.month, s.organisation, d.item
           ORDER BY s.modified_at DESC, s.sha256 DESC
       ) AS age
FROM discussed_row d JOIN known_submission s USING (submission_id)
WHERE NOT s.is_excluded;

-- Field by field the newest workbook that says something. By whom and by when belong to what was agreed: they count
-- no more once something newer was agreed about the item.
CREATE {temporary} VIEW discussed_in_force AS
WITH said AS (
    SELECT programme, month, organisation, submission_id, sheet, row, item, age, 'status' AS field, status AS value
    FROM discussed_known WHERE status IS NOT NULL
    UNION ALL
    SELECT programme, month, organisation, submission_id, sheet, row, item, age, 'percent_done', percent_done
    FROM discussed_known WHERE percent_done IS NOT NULL
    UNION ALL
    SELECT programme, month, organisation, submission_id, sheet, row, item, age, 'forecast_end', forecast_end
    FROM discussed_known WHERE forecast_end IS NOT NULL
    UNION ALL
    SELECT programme, month, organisation, submission_id, sheet, row, item, age, 'agreed', agreed
    FROM discussed_known WHERE agreed IS NOT NULL
    UNION ALL
    SELECT programme, month, organisation, submission_id, sheet, row, item, age, 'agreed_by', agreed_by
    FROM discussed_known WHERE agreed_by IS NOT NULL
    UNION ALL
    SELECT programme, month, organisation, submission_id, sheet, row, item, age, 'agreed_until', agreed_until
    FROM discussed_known WHERE agreed_until IS NOT NULL
), placed AS (
    SELECT *,
           min(CASE WHEN field = 'agreed' THEN age END) OVER (
               PARTITION BY programme, month, organisation, item
           ) AS agreed_age,
           min(age) OVER (
               PARTITION BY programme, month, organisation, item, field
           ) AS newest
    FROM said
)
SELECT programme, month, organisation, item, field, value, submission_id, sheet, row
FROM placed
WHERE (item <> '' AND age = newest AND (field NOT IN ('agreed_by', 'agreed_until') OR age <= agreed_age))
   OR (item = '' AND age = 1);
