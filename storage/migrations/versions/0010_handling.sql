-- How cases stand, for those who handle them; and who those are.

ALTER TABLE case_file ADD COLUMN officer TEXT NOT NULL DEFAULT ''; -- whose task it is
ALTER TABLE case_file ADD COLUMN helpers TEXT NOT NULL DEFAULT ''; -- co-ordinating units, between blanks
ALTER TABLE case_file ADD COLUMN about TEXT NOT NULL DEFAULT ''; -- officers, between blanks: for them there is no such case
ALTER TABLE case_file ADD COLUMN spoken_for TEXT NOT NULL DEFAULT ''; -- people who speak for those who sent it
ALTER TABLE case_file ADD COLUMN same_as TEXT NOT NULL DEFAULT ''; -- the case whose answer is its own
ALTER TABLE case_file ADD COLUMN entered_at BIGINT NOT NULL DEFAULT 0; -- when it came into its state
ALTER TABLE case_file ADD COLUMN due_at BIGINT; -- end of the time that runs; NULL: none does
ALTER TABLE case_file ADD COLUMN is_open INTEGER NOT NULL DEFAULT 1; -- 0: closed by the office
UPDATE case_file SET entered_at = received_at;
CREATE INDEX case_open ON case_file (is_open, unit);
CREATE INDEX case_officer ON case_file (officer) WHERE officer <> '';
CREATE INDEX case_about ON case_file (about) WHERE about <> '';
CREATE INDEX case_spoken_for ON case_file (spoken_for) WHERE spoken_for <> '';
CREATE INDEX case_same ON case_file (same_as) WHERE same_as <> '';

ALTER TABLE invitation ADD COLUMN name {blob}; -- sealed: of whom it is for
