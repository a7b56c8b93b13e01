-- The audit as a chain: each line proves itself, follows the one before, and is certified now and then.

ALTER TABLE audit ADD COLUMN mark {blob}; -- keyed proof of the line; NULL: older than this
ALTER TABLE audit ADD COLUMN seq BIGINT; -- its place in the chain, from 1 on; NULL: not chained yet
ALTER TABLE audit ADD COLUMN link {blob}; -- keyed proof of the line and of the link before
CREATE UNIQUE INDEX audit_seq ON audit (seq) WHERE seq IS NOT NULL;
CREATE INDEX audit_unchained ON audit (id) WHERE seq IS NULL;

CREATE TABLE audit_checkpoint (
    n BIGINT PRIMARY KEY, -- from 1 on
    lines BIGINT NOT NULL, -- how long the chain was
    link {blob} NOT NULL, -- of its last line
    at BIGINT NOT NULL,
    signature {blob} NOT NULL -- Ed25519, of all of these
);
