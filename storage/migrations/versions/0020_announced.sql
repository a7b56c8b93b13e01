-- Matters that people are told are known; under which title is sealed with the case.

ALTER TABLE case_file ADD COLUMN announced INTEGER NOT NULL DEFAULT 0;
CREATE INDEX case_announced ON case_file (category) WHERE announced = 1;
