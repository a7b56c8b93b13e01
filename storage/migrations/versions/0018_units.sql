-- Changes made in the chat to the tree of units, laid over what the office pack says.

CREATE TABLE unit_change (
    number INTEGER PRIMARY KEY, -- 1, 2, 3 …: of two made at once one is made again
    at BIGINT NOT NULL, action TEXT NOT NULL,
    starts INTEGER NOT NULL, -- yyyymmdd
    units TEXT NOT NULL, -- JSON: what some units are from then on
    void INTEGER NOT NULL -- it was taken back
);
