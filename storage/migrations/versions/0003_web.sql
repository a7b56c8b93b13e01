-- What the web chat keeps for browsers that are away: what the bot said, and files on their way.

CREATE TABLE mailbox (
    mark {blob} NOT NULL, -- of the address
    id TEXT NOT NULL,
    seq BIGINT NOT NULL, -- rises with each change in a mailbox; about the time of it
    at BIGINT NOT NULL, -- when it was first said
    payload {blob} NOT NULL, -- sealed
    attached {blob}, -- sealed
    PRIMARY KEY (mark, id)
);
CREATE UNIQUE INDEX mailbox_order ON mailbox (mark, seq);
CREATE INDEX mailbox_age ON mailbox (seq);

CREATE TABLE upload (
    mark {blob} NOT NULL, -- of the address
    id TEXT NOT NULL,
    at BIGINT NOT NULL,
    whole INTEGER NOT NULL,
    fetched_at BIGINT NOT NULL, -- 0: not yet
    PRIMARY KEY (mark, id)
) {compact};

CREATE TABLE upload_part (
    mark {blob} NOT NULL, id TEXT NOT NULL, part INTEGER NOT NULL,
    content {blob} NOT NULL, -- sealed
    PRIMARY KEY (mark, id, part),
    FOREIGN KEY (mark, id) REFERENCES upload (mark, id) ON DELETE CASCADE
);
