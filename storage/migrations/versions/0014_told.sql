-- What the program does by itself when its time has come, each once.

CREATE TABLE told (
    what TEXT NOT NULL, subject TEXT NOT NULL, mark TEXT NOT NULL, -- which case, person … and which time
    at BIGINT NOT NULL,
    PRIMARY KEY (what, subject, mark)
) {compact};
CREATE INDEX told_at ON told (at);
CREATE INDEX case_due ON case_file (due_at) WHERE due_at IS NOT NULL;
