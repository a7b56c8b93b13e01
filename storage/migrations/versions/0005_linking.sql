-- One person at several addresses: codes that link them, invitations, notices that may go elsewhere.

ALTER TABLE person ADD COLUMN roles TEXT NOT NULL DEFAULT '';  -- by invitation, between blanks
ALTER TABLE person ADD COLUMN linked INTEGER NOT NULL DEFAULT 0; -- 1: has several addresses
ALTER TABLE address ADD COLUMN heard_at BIGINT NOT NULL DEFAULT 0; -- kept for linked people only

-- Whom a person was before: erasing the person erases those in a restored backup too.
CREATE TABLE former (
    mark {blob} PRIMARY KEY, -- of their tombstone
    person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE
);
CREATE INDEX former_person ON former (person);

CREATE TABLE link_code (
    mark {blob} PRIMARY KEY, -- keyed one-way mark of the code
    person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE, -- who made it ...
    address {blob} NOT NULL REFERENCES address (mark) ON DELETE CASCADE, -- ... and where
    roles TEXT NOT NULL, -- what they may do
    until BIGINT NOT NULL,
    guest TEXT REFERENCES person (id) ON DELETE CASCADE, -- who typed it ...
    guest_address {blob} REFERENCES address (mark) ON DELETE CASCADE -- ... and where
);
CREATE INDEX link_code_person ON link_code (person);
CREATE INDEX link_code_address ON link_code (address);
CREATE INDEX link_code_guest ON link_code (guest);
CREATE INDEX link_code_guest_address ON link_code (guest_address);

CREATE TABLE invitation (
    id TEXT PRIMARY KEY,
    mark {blob} NOT NULL UNIQUE, -- keyed one-way mark of the code
    role TEXT NOT NULL,
    made_at BIGINT NOT NULL, until BIGINT NOT NULL,
    used_at BIGINT NOT NULL, -- 0: not yet
    channel TEXT NOT NULL, -- where it was used
    person TEXT REFERENCES person (id) ON DELETE SET NULL
);
CREATE INDEX invitation_person ON invitation (person);

-- Channels number messages each in their own way, and one person may now use several.
UPDATE case_message
SET message = (SELECT f.channel FROM case_file f WHERE f.id = case_message.case_id)
              || ':' || message;

ALTER TABLE outbox ADD COLUMN notice INTEGER NOT NULL DEFAULT 0; -- 1: may go elsewhere
DROP INDEX outbox_merge;
CREATE UNIQUE INDEX outbox_merge ON outbox (person, channel, merge) WHERE merge IS NOT NULL;
