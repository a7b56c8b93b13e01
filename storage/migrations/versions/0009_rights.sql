-- Rights over one's own data, and the end of what an office keeps: requests, legal holds, what is gone.

CREATE TABLE data_request (
    id TEXT PRIMARY KEY, -- the number the person was told
    person TEXT NOT NULL, -- empty once erased
    what TEXT NOT NULL,
    at BIGINT NOT NULL,
    answer_by INTEGER, due INTEGER, -- the law's last days; NULL: the office names none
    done_at BIGINT NOT NULL,
    outcome TEXT NOT NULL
);
CREATE INDEX data_request_person ON data_request (person);

CREATE TABLE legal_hold (
    case_id TEXT PRIMARY KEY REFERENCES case_file (id),
    event TEXT NOT NULL, -- of the case's history, which has the reason
    at BIGINT NOT NULL
) {compact};

ALTER TABLE case_file ADD COLUMN emptied_at BIGINT; -- NULL: its words are still there
ALTER TABLE tally ADD COLUMN gone BIGINT NOT NULL DEFAULT 0; -- of n: answers that are no longer kept
ALTER TABLE tally ADD COLUMN gone_flagged BIGINT NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN person TEXT NOT NULL DEFAULT ''; -- whose it is; empty: older than this
