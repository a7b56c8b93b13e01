-- name: people.arrive
SELECT
    (SELECT 1 FROM event WHERE channel = :channel AND id = :event),
    p.id, p.language, p.roles, p.linked, c.id, c.version, c.state,
    (SELECT COUNT(*) FROM conversation w WHERE w.person = p.id AND w.held = 0),
    a.reachable, a.board
FROM (SELECT 1 AS one) always
LEFT JOIN address a ON a.mark = :mark
LEFT JOIN person p ON p.id = a.person
LEFT JOIN conversation c ON c.person = p.id AND c.held = 1

-- name: people.known
SELECT p.id, p.language, p.roles, p.linked FROM address a JOIN person p ON p.id = a.person WHERE a.mark = :mark

-- name: people.by_id
SELECT language, roles, linked FROM person WHERE id = :id

-- name: event.add
INSERT INTO event (channel, id, at) VALUES (:channel, :id, :at) ON CONFLICT DO NOTHING

-- name: event.seen
SELECT 1 FROM event WHERE channel = :channel AND id = :id

-- name: event.forget
DELETE FROM event WHERE at < :before

-- name: people.add
INSERT INTO person (id, language, made_at) VALUES (:id, :language, :at) ON CONFLICT DO NOTHING

-- name: people.add_address
INSERT INTO address (mark, person, channel, account, reachable, changed_at)
VALUES (:mark, :person, :channel, :account, 1, :at) ON CONFLICT DO NOTHING

-- name: people.choose_language
UPDATE person SET language = :language WHERE id = :id

-- name: people.reachable
UPDATE address SET reachable = :reachable, changed_at = :at WHERE mark = :mark

-- name: people.show
UPDATE address SET board = :board WHERE mark = :mark

-- name: people.addresses
SELECT channel, account, mark FROM address WHERE person = :person ORDER BY channel

-- name: people.consents
SELECT purpose, version, given, at FROM consent WHERE person = :person ORDER BY at

-- name: people.consent
INSERT INTO consent (person, at, purpose, version, given)
VALUES (:person, :at, :purpose, :version, :given)
ON CONFLICT (person, at, purpose) DO UPDATE SET version = excluded.version, given = excluded.given

-- name: people.delete
DELETE FROM person WHERE id = :person

-- name: people.delete_outbox
DELETE FROM outbox WHERE person = :person

-- name: people.delete_attempts
DELETE FROM attempt WHERE person = :person

-- name: people.delete_messages
DELETE FROM case_message WHERE person = :person

-- name: people.cut_cases_loose
-- The version goes on, so that whoever has read the identity before cannot write it back.
UPDATE case_file
SET person = '', version = version + 1,
    identity = CASE WHEN EXISTS (SELECT 1 FROM legal_hold h WHERE h.case_id = case_file.id)
               THEN identity END
WHERE person = :person

-- name: people.leave_tasks
UPDATE case_file SET officer = '', version = version + 1 WHERE officer = :person

-- name: people.leave_representing
UPDATE case_file SET spoken_for = TRIM(REPLACE(' ' || spoken_for || ' ', ' ' || :person || ' ', ' ')), version = version + 1
WHERE spoken_for <> '' AND ' ' || spoken_for || ' ' LIKE '% ' || :person || ' %'

-- name: people.all
SELECT id FROM person WHERE id > :after ORDER BY id LIMIT :size

-- name: people.tombstones
SELECT mark, at FROM tombstone

-- name: people.tombstone
INSERT INTO tombstone (mark, at) VALUES (:mark, :at) ON CONFLICT DO NOTHING

-- name: conversations.waiting
SELECT id, state FROM conversation WHERE person = :person AND held = 0 ORDER BY touched_at DESC

-- name: conversations.update
UPDATE conversation SET state = :state, touched_at = :at, version = version + 1, held = :held
WHERE person = :person AND id = :id AND version = :version

-- name: conversations.take_up
INSERT INTO conversation (person, id, held, version, touched_at, state)
VALUES (:person, :id, 1, 1, :at, :state)
ON CONFLICT (person, id) DO UPDATE
SET held = 1, version = conversation.version + 1, touched_at = excluded.touched_at,
    state = excluded.state

-- name: conversations.put_aside
INSERT INTO conversation (person, id, held, version, touched_at, state)
VALUES (:person, :id, 0, 1, :at, :state)
ON CONFLICT (person, id) DO UPDATE
SET held = 0, version = conversation.version + 1, touched_at = excluded.touched_at,
    state = excluded.state

-- name: conversations.close
DELETE FROM conversation WHERE person = :person AND id = :id AND version = :version

-- name: conversations.drop
DELETE FROM conversation WHERE person = :person AND id = :id

-- name: conversations.abandon
DELETE FROM conversation WHERE person = :person AND held = 1
