-- name: retention.first_day
SELECT MIN(day) FROM case_file

-- name: retention.case_evidence
-- Cases that are over whose last event is long ago; the second column tells those that are held.
SELECT c.id, h.case_id FROM case_file c LEFT JOIN legal_hold h ON h.case_id = c.id
WHERE c.day BETWEEN :first AND :last AND c.received_at < :before AND c.state IN (:ended...)
  AND EXISTS (SELECT 1 FROM evidence v WHERE v.case_id = c.id)
  AND NOT EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = c.id AND e.at >= :before
                  AND e.what NOT IN ('held', 'released'))

-- name: retention.case_identity
SELECT c.id, h.case_id FROM case_file c LEFT JOIN legal_hold h ON h.case_id = c.id
WHERE c.day BETWEEN :first AND :last AND c.received_at < :before AND c.state IN (:ended...)
  AND (c.identity IS NOT NULL OR c.person <> '')
  AND NOT EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = c.id AND e.at >= :before
                  AND e.what NOT IN ('held', 'released'))

-- name: retention.case_content
SELECT c.id, h.case_id FROM case_file c LEFT JOIN legal_hold h ON h.case_id = c.id
WHERE c.day BETWEEN :first AND :last AND c.received_at < :before AND c.state IN (:ended...)
  AND c.emptied_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = c.id AND e.at >= :before
                  AND e.what NOT IN ('held', 'released'))

-- name: retention.touch
-- Apart from the next, which then sees a hold that was placed while this one waited.
UPDATE case_file SET version = version + 1 WHERE id = :case_id

-- name: retention.is_free
UPDATE case_file SET id = id
WHERE id = :case_id AND NOT EXISTS (SELECT 1 FROM legal_hold WHERE case_id = :case_id)

-- name: retention.forget_origins
UPDATE evidence SET origin = :none WHERE case_id = :case_id

-- name: retention.forget_messages
DELETE FROM case_message
WHERE case_id = :case_id AND person = (SELECT person FROM case_file WHERE id = :case_id)

-- name: retention.cut_history_loose
UPDATE case_event SET actor = ''
WHERE case_id = :case_id
  AND actor = (SELECT person FROM case_file WHERE id = :case_id AND person <> '')

-- name: retention.strip_case
UPDATE case_file SET identity = NULL, person = '' WHERE id = :case_id

-- name: retention.delete_evidence
DELETE FROM evidence WHERE case_id = :case_id

-- name: retention.delete_history
DELETE FROM case_event WHERE case_id = :case_id

-- name: retention.empty_case
UPDATE case_file SET emptied_at = :at, mark = :mark, wrapped = :wrapped, content = :content
WHERE id = :case_id

-- name: retention.next_form
SELECT MIN(form) FROM response WHERE form > :after

-- name: retention.answers
SELECT id, form, version, unit, proc, desk, channel, source, respondent, submitted_at, seconds,
       flags, assisted, answers
FROM response WHERE form = :form AND day < :day ORDER BY day, id LIMIT :size OFFSET :skipped

-- name: retention.delete_answers
DELETE FROM response WHERE id = :id

-- name: retention.gone.count
-- Behind the others, in one order for all processes, as every counter.
UPDATE tally SET gone = gone + :n, gone_flagged = gone_flagged + :flagged
WHERE form = :form AND grain = :grain AND start = :start AND unit = :unit
  AND question = :question AND name = :name AND source = :source

-- name: retention.respondents
SELECT id FROM response
WHERE form = :form AND respondent > '' AND submitted_at < :before LIMIT :size

-- name: retention.strip_answers
UPDATE response SET respondent = '' WHERE id IN (:ids...)

-- name: retention.drafts
SELECT person, id, touched_at FROM conversation
WHERE (person, id) > (:person, :id) ORDER BY person, id LIMIT :size

-- name: retention.delete_draft
DELETE FROM conversation WHERE person = :person AND id = :id AND touched_at < :before

-- name: retention.delete_requests
DELETE FROM data_request WHERE done_at < :before

-- name: retention.kept_case_evidence
SELECT COUNT(*), MIN(c.received_at), 0 FROM case_file c
WHERE EXISTS (SELECT 1 FROM evidence v WHERE v.case_id = c.id)

-- name: retention.kept_case_identity
SELECT COUNT(*), MIN(received_at), 0 FROM case_file WHERE identity IS NOT NULL OR person <> ''

-- name: retention.kept_case_content
SELECT COUNT(*), MIN(received_at), 0 FROM case_file WHERE emptied_at IS NULL

-- name: retention.kept_survey_answers_delete
SELECT COUNT(*), MIN(submitted_at), SUM(CASE WHEN day < :day THEN 1 ELSE 0 END) FROM response

-- name: retention.kept_survey_answers_strip
SELECT COUNT(*), MIN(submitted_at), SUM(CASE WHEN submitted_at < :before THEN 1 ELSE 0 END)
FROM response WHERE respondent > ''

-- name: retention.kept_drafts
SELECT COUNT(*), MIN(touched_at), SUM(CASE WHEN touched_at < :before THEN 1 ELSE 0 END)
FROM conversation

-- name: retention.kept_requests
SELECT COUNT(*), MIN(done_at), SUM(CASE WHEN done_at < :before THEN 1 ELSE 0 END) FROM data_request

-- name: retention.late_files
SELECT id FROM late_file WHERE due_at < :before LIMIT :size

-- name: retention.kept_late_files
SELECT COUNT(*), MIN(due_at), SUM(CASE WHEN due_at < :before THEN 1 ELSE 0 END) FROM late_file

-- name: retention.kept_events
SELECT COUNT(*), MIN(at), SUM(CASE WHEN at < :before THEN 1 ELSE 0 END) FROM event

-- name: retention.kept_attempts
SELECT COUNT(*), MIN(at), SUM(CASE WHEN at < :before THEN 1 ELSE 0 END) FROM attempt

-- name: retention.kept_set_aside
SELECT COUNT(*), MIN(at), SUM(CASE WHEN at < :before THEN 1 ELSE 0 END) FROM quarantine

-- name: retention.kept_failures
SELECT COUNT(*), MIN(at), SUM(CASE WHEN at < :before THEN 1 ELSE 0 END)
FROM (SELECT at FROM undelivered
      UNION ALL SELECT claimed_until FROM job WHERE given_up IS NOT NULL) AS failed

-- name: retention.kept_mailbox
SELECT COUNT(*), MIN(seq), SUM(CASE WHEN seq < :before THEN 1 ELSE 0 END) FROM mailbox

-- name: retention.kept_uploads
SELECT COUNT(*), MIN(at), SUM(CASE WHEN at < :before THEN 1 ELSE 0 END) FROM upload

-- name: retention.kept_audit
SELECT COUNT(*), MIN(at), SUM(CASE WHEN at < :before THEN 1 ELSE 0 END) FROM audit
