-- One-stop files that are late or about to be, and one-time links to rate a transaction.

CREATE TABLE late_file (
    id TEXT PRIMARY KEY,
    mark TEXT NOT NULL UNIQUE, -- of the centre and the file's number, hexadecimal
    unit TEXT NOT NULL,
    due_at BIGINT NOT NULL, -- the promised day begins
    owes INTEGER NOT NULL, -- while it is not returned: 1 an apology, 2 to be counted once late, 0
    version INTEGER NOT NULL,
    content {blob} NOT NULL -- sealed: number, name, address, telephone, days, reason
);
CREATE INDEX late_file_due ON late_file (due_at);
CREATE INDEX late_file_owing ON late_file (owes, due_at) WHERE owes > 0;

CREATE TABLE late_import ( -- a list that waits for its officer's yes
    id TEXT PRIMARY KEY, unit TEXT NOT NULL, at BIGINT NOT NULL,
    content {blob} NOT NULL -- sealed
);

CREATE TABLE rating_token ( -- leads to no file and to no answer
    mark {blob} PRIMARY KEY, -- of the code
    unit TEXT NOT NULL, proc TEXT NOT NULL, desk TEXT NOT NULL,
    until INTEGER NOT NULL, -- yyyymmdd
    used INTEGER NOT NULL
) {compact};
