-- name: mailbox.add
INSERT INTO mailbox (mark, id, seq, at, payload, attached)
VALUES (
    :mark, :id,
    COALESCE(
        (SELECT MAX(seq) + 1 FROM mailbox WHERE mark = :mark AND seq >= CAST(:at AS BIGINT)),
        CAST(:at AS BIGINT)
    ),
    CAST(:at AS BIGINT), :payload, :attached
)
ON CONFLICT (mark, id) DO NOTHING

-- name: mailbox.owed
-- First, so that of two processes one waits for the other: the one that sends and the one that erases.
DELETE FROM outbox WHERE id = :id

-- name: postgres.mailbox_alone
-- One process at a time for each mailbox, to its commit: else a number lower than one that a browser
-- has seen could come to light after it, and never be asked for.
SELECT pg_advisory_xact_lock(hashtextextended(encode(:mark, 'hex'), 0))

-- name: mailbox.show_again
INSERT INTO mailbox (mark, id, seq, at, payload, attached)
VALUES (
    :mark, :id,
    COALESCE(
        (SELECT MAX(seq) + 1 FROM mailbox WHERE mark = :mark AND seq >= CAST(:at AS BIGINT)),
        CAST(:at AS BIGINT)
    ),
    CAST(:at AS BIGINT), :payload, :attached
)
ON CONFLICT (mark, id) DO UPDATE
SET seq = excluded.seq, payload = excluded.payload
-- A picture is not replaced by words.
WHERE mailbox.attached IS NULL

-- name: mailbox.trim
DELETE FROM mailbox WHERE mark = :mark AND seq <= (
    SELECT seq FROM mailbox WHERE mark = :mark ORDER BY seq DESC LIMIT 1 OFFSET :kept
)

-- name: mailbox.after
SELECT seq, id, at, payload FROM mailbox
WHERE mark = :mark AND seq > :seq ORDER BY seq LIMIT :size

-- name: mailbox.file
SELECT payload, attached FROM mailbox
WHERE mark = :mark AND id = :id AND attached IS NOT NULL

-- name: postgres.mailbox_newest
SELECT decode(mark, 'hex'), (SELECT MAX(seq) FROM mailbox WHERE mailbox.mark = decode(open.mark, 'hex'))
FROM json_array_elements_text(:marks::json) AS open (mark)

-- name: mailbox.forget
DELETE FROM mailbox WHERE seq < :before

-- name: mailbox.erase
DELETE FROM mailbox WHERE mark IN (SELECT mark FROM address WHERE person = :person)

-- name: uploads.begin
INSERT INTO upload (mark, id, at, whole, fetched_at) VALUES (:mark, :id, :at, 0, 0)

-- name: uploads.part
INSERT INTO upload_part (mark, id, part, content) VALUES (:mark, :id, :part, :content)

-- name: uploads.finish
UPDATE upload SET whole = 1 WHERE mark = :mark AND id = :id

-- name: uploads.drop
DELETE FROM upload WHERE mark = :mark AND id = :id

-- name: uploads.read
SELECT p.part, p.content FROM upload u JOIN upload_part p ON p.mark = u.mark AND p.id = u.id
WHERE u.mark = :mark AND u.id = :id AND u.whole = 1 ORDER BY p.part

-- name: uploads.fetched
UPDATE upload SET fetched_at = :at WHERE mark = :mark AND id = :id AND fetched_at = 0

-- name: uploads.forget
DELETE FROM upload WHERE at < :before
OR (whole = 0 AND at < :done) OR (fetched_at > 0 AND fetched_at < :done)

-- name: mailbox.forget_since
DELETE FROM mailbox WHERE at >= :since
AND mark IN (SELECT mark FROM address WHERE person = :person)

-- name: mailbox.empty
DELETE FROM mailbox WHERE mark = :mark

-- name: uploads.erase
DELETE FROM upload WHERE person = :person
OR (person IS NULL AND mark IN (SELECT mark FROM address WHERE person = :person))

-- name: uploads.stay
UPDATE upload SET person = :person WHERE mark = :mark AND person IS NULL
