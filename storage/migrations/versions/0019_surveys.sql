-- Surveys that came from workbooks: whose they are, and which version citizens get.

CREATE TABLE survey (
    name TEXT NOT NULL PRIMARY KEY,
    unit TEXT NOT NULL,
    offered INTEGER NOT NULL DEFAULT 0, -- 0: none yet
    retired INTEGER NOT NULL DEFAULT 0,
    changed_at BIGINT NOT NULL
) {compact};
