-- What commands look for each time among the findings of all years. Since version 2 of the dataset.

CREATE INDEX finding_of_decision ON finding (submission_id) WHERE code = 'W010';
