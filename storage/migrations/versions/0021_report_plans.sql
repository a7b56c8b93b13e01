-- Reports that are sent by themselves: who wants which.

CREATE TABLE report_plan (
    person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    unit TEXT NOT NULL,
    months INTEGER NOT NULL, -- 1: each month, 3: each quarter
    since INTEGER NOT NULL, -- the day it was asked for: what ended before is not sent
    PRIMARY KEY (person, unit, months)
) {compact};
