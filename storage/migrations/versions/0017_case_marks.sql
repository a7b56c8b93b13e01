-- What figures count of a case: how soon, whether in time, and what its citizen said.

ALTER TABLE case_file ADD COLUMN marks TEXT NOT NULL DEFAULT 'received:0'; -- "acknowledged:3 answered:9 in-time:0"
CREATE INDEX case_state ON case_file (state) WHERE is_open = 1;

CREATE TABLE case_mark (
    grain TEXT NOT NULL, start INTEGER NOT NULL, unit TEXT NOT NULL,
    kind TEXT NOT NULL, category TEXT NOT NULL,
    mark TEXT NOT NULL, number INTEGER NOT NULL, -- how many hours or days; 0 where there is no how many
    n BIGINT NOT NULL,
    PRIMARY KEY (grain, start, unit, kind, category, mark, number)
) {compact};
INSERT INTO case_mark (grain, start, unit, kind, category, mark, number, n)
SELECT 'D', day, unit, kind, category, 'received', 0, COUNT(*) FROM case_file
GROUP BY day, unit, kind, category;
INSERT INTO case_mark (grain, start, unit, kind, category, mark, number, n)
SELECT 'M', start / 100 * 100 + 1, unit, kind, category, mark, number, SUM(n) FROM case_mark
WHERE grain = 'D' GROUP BY start / 100 * 100 + 1, unit, kind, category, mark, number;
INSERT INTO case_mark (grain, start, unit, kind, category, mark, number, n)
SELECT 'Y', start / 10000 * 10000 + 101, unit, kind, category, mark, number, SUM(n) FROM case_mark
WHERE grain = 'D' GROUP BY start / 10000 * 10000 + 101, unit, kind, category, mark, number;
