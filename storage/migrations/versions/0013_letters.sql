-- Letters, their registers of numbers, and what was late with or without an apology.

CREATE TABLE letter (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    agency TEXT NOT NULL,
    case_id TEXT NOT NULL, -- empty: of no case
    late_file TEXT NOT NULL, -- empty: of no one-stop file
    state TEXT NOT NULL,
    year INTEGER NOT NULL, number INTEGER NOT NULL, -- 0: not signed off
    apology INTEGER NOT NULL, -- for lateness, signed off: 1 in time, 2 too late; else 0
    made_at BIGINT NOT NULL,
    version INTEGER NOT NULL,
    content {blob} -- sealed: addressee, dates, words; NULL once they are forgotten
);
CREATE INDEX letter_case ON letter (case_id) WHERE case_id <> '';
CREATE INDEX letter_file ON letter (late_file) WHERE late_file <> '';
CREATE INDEX letter_waiting ON letter (agency, made_at) WHERE state = 'draft';
CREATE UNIQUE INDEX letter_number ON letter (agency, year, number) WHERE number > 0;

CREATE TABLE letter_register (
    agency TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (agency, year)
) {compact};

CREATE TABLE lateness ( -- a line for each case or file that was late; names nobody
    subject TEXT PRIMARY KEY, unit TEXT NOT NULL,
    day INTEGER NOT NULL, -- that was promised, yyyymmdd
    apology INTEGER NOT NULL -- 0: none
) {compact};
CREATE INDEX lateness_day ON lateness (day, unit, apology);
