-- What somebody filled in for another person. Until now nothing could be.

ALTER TABLE response ADD COLUMN assisted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE case_tally ADD COLUMN assisted BIGINT NOT NULL DEFAULT 0;
