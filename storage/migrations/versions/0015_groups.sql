-- Officers' groups that are told of the cases of a unit, and what stands there of each case.

CREATE TABLE unit_group (
    id TEXT NOT NULL UNIQUE,
    mark {blob} PRIMARY KEY, -- of the chat, as an address has it
    channel TEXT NOT NULL,
    chat {blob} NOT NULL, -- sealed
    unit TEXT NOT NULL,
    language TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX unit_group_unit ON unit_group (unit);

CREATE TABLE group_card (
    group_id TEXT NOT NULL, case_id TEXT NOT NULL,
    version BIGINT NOT NULL, -- of the case, as the card shows it or is about to
    message TEXT, -- the platform's id of it, NULL before it was sent
    PRIMARY KEY (group_id, case_id)
) {compact};
CREATE INDEX group_card_case ON group_card (case_id);
