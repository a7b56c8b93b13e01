-- The whole schema, in both dialects: {blob} is BLOB or BYTEA, {compact} is WITHOUT ROWID or nothing.
-- Times are UTC milliseconds, days are local dates written yyyymmdd. "sealed" is encrypted.

CREATE TABLE meta (name TEXT PRIMARY KEY, value {blob} NOT NULL) {compact};

CREATE TABLE event (
    channel TEXT NOT NULL, id TEXT NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (channel, id)
) {compact};
CREATE INDEX event_at ON event (at);

CREATE TABLE person (id TEXT PRIMARY KEY, language TEXT, made_at BIGINT NOT NULL) {compact};

CREATE TABLE address (
    mark {blob} PRIMARY KEY, -- keyed one-way mark of channel and account
    person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    channel TEXT NOT NULL,
    account {blob} NOT NULL, -- sealed
    reachable INTEGER NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX address_person ON address (person);

CREATE TABLE consent (
    person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    at BIGINT NOT NULL, purpose TEXT NOT NULL, version INTEGER NOT NULL, given INTEGER NOT NULL,
    PRIMARY KEY (person, at, purpose)
) {compact};

CREATE TABLE conversation (
    person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    held INTEGER NOT NULL, -- 1: the one being held now; 0: put aside
    version INTEGER NOT NULL,
    touched_at BIGINT NOT NULL,
    state {blob} NOT NULL, -- sealed
    PRIMARY KEY (person, id)
);
CREATE UNIQUE INDEX conversation_held ON conversation (person) WHERE held = 1;

CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    channel TEXT NOT NULL,
    payload {blob} NOT NULL, -- sealed
    attached {blob}, -- sealed
    merge TEXT,
    due BIGINT,
    claimed_by TEXT,
    claimed_until BIGINT NOT NULL
);
CREATE INDEX outbox_person ON outbox (person, id);
CREATE UNIQUE INDEX outbox_merge ON outbox (person, merge) WHERE merge IS NOT NULL;

CREATE TABLE undelivered (
    id TEXT PRIMARY KEY, person TEXT NOT NULL, channel TEXT NOT NULL,
    why TEXT NOT NULL, at BIGINT NOT NULL
);

CREATE TABLE job (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL,
    payload {blob} NOT NULL, -- sealed
    tries INTEGER NOT NULL, due BIGINT NOT NULL, claimed_until BIGINT NOT NULL,
    given_up TEXT
);

CREATE TABLE quarantine (
    channel TEXT NOT NULL, event TEXT NOT NULL, error TEXT NOT NULL, at BIGINT NOT NULL,
    payload {blob} NOT NULL, -- sealed
    PRIMARY KEY (channel, event)
);

CREATE TABLE attempt (
    person TEXT NOT NULL, what TEXT NOT NULL, at BIGINT NOT NULL, id TEXT NOT NULL,
    PRIMARY KEY (person, what, at, id)
) {compact};

CREATE TABLE audit (
    id TEXT PRIMARY KEY, at BIGINT NOT NULL,
    actor TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL
);

CREATE TABLE form (
    name TEXT NOT NULL, version INTEGER NOT NULL, mark TEXT NOT NULL,
    definition TEXT NOT NULL, published_at BIGINT NOT NULL,
    PRIMARY KEY (name, version)
);

CREATE TABLE office_record (
    kind TEXT NOT NULL, id TEXT NOT NULL, seen_at BIGINT NOT NULL,
    definition TEXT NOT NULL, -- empty: it left the pack
    PRIMARY KEY (kind, id, seen_at)
);

CREATE TABLE response (
    id TEXT PRIMARY KEY,
    form TEXT NOT NULL, version INTEGER NOT NULL,
    unit TEXT NOT NULL, proc TEXT NOT NULL, desk TEXT NOT NULL,
    channel TEXT NOT NULL, source TEXT NOT NULL,
    respondent TEXT NOT NULL,
    submitted_at BIGINT NOT NULL, day INTEGER NOT NULL,
    seconds DOUBLE PRECISION NOT NULL,
    flags TEXT NOT NULL,
    answers {blob} NOT NULL -- sealed
);
CREATE INDEX response_respondent ON response (form, respondent, unit, proc, submitted_at);
CREATE INDEX response_day ON response (form, day, id);

CREATE TABLE tally (
    form TEXT NOT NULL, grain TEXT NOT NULL, start INTEGER NOT NULL,
    unit TEXT NOT NULL, question TEXT NOT NULL, name TEXT NOT NULL, source TEXT NOT NULL,
    n BIGINT NOT NULL, flagged BIGINT NOT NULL,
    PRIMARY KEY (form, grain, start, unit, question, name, source)
) {compact};

CREATE TABLE case_file (
    id TEXT PRIMARY KEY,
    mark {blob} NOT NULL UNIQUE, -- keyed one-way mark of the tracking code
    kind TEXT NOT NULL, state TEXT NOT NULL, category TEXT NOT NULL, unit TEXT NOT NULL,
    person TEXT NOT NULL, channel TEXT NOT NULL,
    received_at BIGINT NOT NULL, day INTEGER NOT NULL, promised INTEGER,
    form_version INTEGER NOT NULL, assisted INTEGER NOT NULL, version INTEGER NOT NULL,
    wrapped {blob} NOT NULL, -- the case's own key, sealed with the master key
    content {blob} NOT NULL, -- sealed with the case's key, as all below
    identity {blob}
);
CREATE INDEX case_person ON case_file (person, received_at);
CREATE INDEX case_day ON case_file (day, id);

CREATE TABLE case_event (
    case_id TEXT NOT NULL REFERENCES case_file (id), id TEXT NOT NULL,
    at BIGINT NOT NULL, what TEXT NOT NULL, actor TEXT NOT NULL, note {blob} NOT NULL,
    PRIMARY KEY (case_id, id)
);

CREATE TABLE case_message (
    person TEXT NOT NULL, message TEXT NOT NULL, case_id TEXT NOT NULL REFERENCES case_file (id),
    PRIMARY KEY (person, message)
) {compact};

CREATE TABLE evidence (
    id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES case_file (id),
    channel TEXT NOT NULL, kind TEXT NOT NULL,
    origin {blob} NOT NULL, -- sealed: what the channel fetches it by
    mime TEXT NOT NULL, content {blob}
);
CREATE INDEX evidence_case ON evidence (case_id);

CREATE TABLE case_tally (
    grain TEXT NOT NULL, start INTEGER NOT NULL, unit TEXT NOT NULL,
    kind TEXT NOT NULL, state TEXT NOT NULL, category TEXT NOT NULL, n BIGINT NOT NULL,
    PRIMARY KEY (grain, start, unit, kind, state, category)
) {compact};

CREATE TABLE tombstone (mark {blob} PRIMARY KEY, at BIGINT NOT NULL);
