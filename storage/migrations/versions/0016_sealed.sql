-- The sealed lane: what only two of the named readers together can open.

CREATE TABLE sealed_reader (
    person TEXT PRIMARY KEY,
    public {blob} NOT NULL, -- the reader's public key, sealed: nobody puts another in its place
    at BIGINT NOT NULL
);

CREATE TABLE sealed_part (
    case_id TEXT NOT NULL, id TEXT NOT NULL,
    draft TEXT NOT NULL, -- the conversation it is told in; empty once it was sent
    at BIGINT NOT NULL,
    content {blob} NOT NULL, -- sealed to the readers' own keys
    PRIMARY KEY (case_id, id)
);
CREATE INDEX sealed_part_draft ON sealed_part (at) WHERE draft <> '';

CREATE TABLE sealed_opening (
    case_id TEXT PRIMARY KEY,
    asked_by TEXT NOT NULL, at BIGINT NOT NULL,
    agreed_by TEXT NOT NULL -- empty: nobody yet
) {compact};
