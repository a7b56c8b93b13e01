-- What channels keep between runs: tokens, when a person last wrote, messages that wait for them.

CREATE TABLE channel_state (
    channel TEXT NOT NULL, name TEXT NOT NULL,
    version BIGINT NOT NULL,
    value {blob} NOT NULL, -- sealed
    PRIMARY KEY (channel, name)
) {compact};

CREATE TABLE reply_window (
    mark {blob} PRIMARY KEY REFERENCES address (mark) ON DELETE CASCADE,
    heard_at BIGINT NOT NULL,
    nudged_at BIGINT NOT NULL
);

ALTER TABLE outbox ADD COLUMN held_until BIGINT NOT NULL DEFAULT 0;
CREATE INDEX outbox_held ON outbox (person) WHERE held_until > 0;
