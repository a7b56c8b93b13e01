-- name: requests.add
INSERT INTO data_request (id, person, what, at, answer_by, due, done_at, outcome)
VALUES (:id, :person, :what, :at, :answer_by, :due, :done_at, :outcome) ON CONFLICT DO NOTHING

-- name: requests.page
SELECT id, what, at, answer_by, due, done_at, outcome FROM data_request
WHERE id > :after ORDER BY id LIMIT :size

-- name: requests.of
SELECT id, what, at, answer_by, due, done_at, outcome FROM data_request
WHERE person = :person ORDER BY at, id

-- name: people.cut_requests_loose
UPDATE data_request SET person = '' WHERE person = :person

-- name: links.move_requests
UPDATE data_request SET person = :host WHERE person = :guest

-- name: links.move_jobs
UPDATE job SET person = :host WHERE person = :guest

-- name: people.delete_jobs
DELETE FROM job WHERE person = :person

-- name: people.delete_undelivered
DELETE FROM undelivered WHERE person = :person

-- name: people.cut_histories_loose
-- Before the cases themselves: they say whose history it is.
UPDATE case_event SET actor = '' WHERE actor = :person
AND case_id IN (SELECT id FROM case_file WHERE person = :person)

-- name: people.forget_origins
-- What a file was fetched by names, on some channels, whose it was.
UPDATE evidence SET origin = :none
WHERE case_id IN (SELECT id FROM case_file WHERE person = :person)

-- name: holds.place
INSERT INTO legal_hold (case_id, event, at)
SELECT id, CAST(:event AS TEXT), CAST(:at AS BIGINT) FROM case_file WHERE id = :case_id
ON CONFLICT DO NOTHING

-- name: holds.release
DELETE FROM legal_hold WHERE case_id = :case_id

-- name: holds.catch_up
-- Whoever was erased while the hold stood is erased here too.
UPDATE case_file SET identity = NULL, version = version + 1 WHERE id = :case_id AND person = ''

-- name: holds.of
SELECT c.id, c.kind, c.state, c.category, c.unit, c.person, c.channel, c.received_at, c.promised,
       c.form_version, c.assisted, c.version, c.wrapped, c.content, c.identity,
       c.entered_at, c.officer, c.helpers, c.same_as, c.about, c.spoken_for, c.marks, e.id, e.note
FROM case_file c JOIN legal_hold h ON h.case_id = c.id
JOIN case_event e ON e.case_id = c.id AND e.id = h.event
WHERE c.person = :person ORDER BY c.received_at

-- name: holds.all
SELECT c.id, c.kind, c.state, c.category, c.unit, c.person, c.channel, c.received_at, c.promised,
       c.form_version, c.assisted, c.version, c.wrapped, c.content, c.identity,
       c.entered_at, c.officer, c.helpers, c.same_as, c.about, c.spoken_for, c.marks, e.id, e.note
FROM legal_hold h JOIN case_file c ON c.id = h.case_id
JOIN case_event e ON e.case_id = c.id AND e.id = h.event
WHERE c.id > :after ORDER BY c.id LIMIT :size
