-- name: outbox.add
INSERT INTO outbox (id, person, channel, payload, attached, merge, due, claimed_by, claimed_until)
VALUES (:id, :person, :channel, :payload, :attached, :merge, :due, NULL, 0)

-- name: outbox.may_go_elsewhere
UPDATE outbox SET notice = 1 WHERE id = :id

-- name: outbox.replace
DELETE FROM outbox WHERE person = :person AND channel = :channel AND merge = :merge

-- name: outbox.pending
SELECT id, person, channel, payload, attached, merge, due FROM outbox
WHERE held_until <= :now AND channel IN (:channels...) ORDER BY id LIMIT :size

-- name: outbox.claim
UPDATE outbox SET claimed_by = :process, claimed_until = :until
WHERE id IN (
    SELECT o.id FROM outbox o
    -- A claim that ends later than any could was made by a clock that has been set back since.
    WHERE (o.claimed_by IS NULL OR o.claimed_until < :now OR o.claimed_until > :latest)
      AND o.held_until <= :now AND o.channel IN (:channels...)
      AND NOT EXISTS (
          SELECT 1 FROM outbox earlier
          WHERE earlier.person = o.person AND earlier.id < o.id AND earlier.held_until <= :now
            -- Messages wait only for those that go the same way, see `bot.outbox`.
            AND earlier.channel = o.channel AND earlier.notice = o.notice
      )
    ORDER BY o.id LIMIT :size
    FOR UPDATE SKIP LOCKED
)
RETURNING id, person, channel, payload, attached, merge, due

-- name: outbox.hold
UPDATE outbox SET held_until = :until, claimed_by = NULL, claimed_until = 0 WHERE id = :id

-- name: outbox.sent
DELETE FROM outbox WHERE id = :id

-- name: outbox.failed
INSERT INTO undelivered (id, person, channel, why, at)
SELECT id, person, channel, :why, :at FROM outbox WHERE id = :id
ON CONFLICT DO NOTHING

-- name: outbox.forget_failed
DELETE FROM undelivered WHERE at < :before

-- name: outbox.waiting
SELECT COUNT(*) FROM outbox

-- name: jobs.add
INSERT INTO job (id, kind, payload, tries, due, claimed_until, given_up, person)
VALUES (:id, :kind, :payload, 0, 0, 0, NULL, :person)

-- name: jobs.due
SELECT id, kind, payload, tries FROM job
WHERE given_up IS NULL AND (due <= :now OR due > :latest)
  AND (claimed_until <= :now OR claimed_until > :latest)
ORDER BY due, id LIMIT :size

-- name: jobs.claim
UPDATE job SET claimed_until = :until
WHERE id = :id AND (claimed_until <= :now OR claimed_until > :latest) AND given_up IS NULL

-- name: jobs.done
DELETE FROM job WHERE id = :id

-- name: jobs.again
UPDATE job SET tries = tries + 1, due = :due, claimed_until = 0 WHERE id = :id

-- name: jobs.give_up
UPDATE job SET tries = tries + 1, given_up = :error WHERE id = :id

-- name: jobs.forget
-- The last claim says when a job was given up.
DELETE FROM job WHERE given_up IS NOT NULL AND claimed_until < :before

-- name: quarantine.add
INSERT INTO quarantine (channel, event, error, at, payload, mark)
VALUES (:channel, :event, :error, :at, :payload, :mark)
ON CONFLICT (channel, event) DO UPDATE SET error = excluded.error, at = excluded.at

-- name: quarantine.erase
DELETE FROM quarantine WHERE mark IN (SELECT mark FROM address WHERE person = :person)

-- name: quarantine.forget
DELETE FROM quarantine WHERE at < :before

-- name: quarantine.count
SELECT COUNT(*) FROM quarantine

-- name: attempts.add
INSERT INTO attempt (person, what, at, id) VALUES (:person, :what, :at, :id)

-- name: attempts.count
SELECT COUNT(*) FROM attempt WHERE person = :person AND what = :what AND at >= :since

-- name: attempts.forget
DELETE FROM attempt WHERE person = :person AND what = :what AND at < :before

-- name: attempts.forget_all
DELETE FROM attempt WHERE at < :before OR at > :after
