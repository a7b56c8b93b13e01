-- What channels without buttons and without uploads need: lists to type from, pictures to be fetched.

ALTER TABLE address ADD COLUMN board {blob}; -- sealed; what typing from the last lists presses

CREATE TABLE picture (
    id {blob} PRIMARY KEY, -- keyed mark of the name in its address on the web
    mark {blob} REFERENCES address (mark) ON DELETE CASCADE,
    until BIGINT NOT NULL,
    content {blob} NOT NULL -- sealed
);
CREATE INDEX picture_until ON picture (until);
CREATE INDEX picture_mark ON picture (mark);
