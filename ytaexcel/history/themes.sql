-- The theme of a note, from the list of its programme. Since version 2 of the dataset.

ALTER TABLE note_row ADD COLUMN theme TEXT CHECK (theme <> '');
