-- name: cases.find
SELECT id, kind, state, category, unit, person, channel, received_at, promised, form_version,
       assisted, version, wrapped, content, identity, entered_at, officer, helpers, same_as,
       about, spoken_for, marks
FROM case_file WHERE mark = :mark

-- name: cases.of
SELECT id, kind, state, category, unit, person, channel, received_at, promised, form_version,
       assisted, version, wrapped, content, identity, entered_at, officer, helpers, same_as,
       about, spoken_for, marks
FROM case_file WHERE person = :person OR (spoken_for <> '' AND ' ' || spoken_for || ' ' LIKE '% ' || :person || ' %')
ORDER BY received_at DESC

-- name: cases.by_id
SELECT id, kind, state, category, unit, person, channel, received_at, promised, form_version,
       assisted, version, wrapped, content, identity, entered_at, officer, helpers, same_as,
       about, spoken_for, marks
FROM case_file WHERE id = :id

-- name: cases.export
SELECT id, kind, state, category, unit, person, channel, received_at, promised, form_version,
       assisted, version, wrapped, content, identity, entered_at, officer, helpers, same_as,
       about, spoken_for, marks
FROM case_file WHERE day BETWEEN :first AND :last AND id > :after ORDER BY id LIMIT :size

-- name: cases.open
SELECT id, kind, state, category, unit, person, channel, received_at, promised, form_version,
       assisted, version, wrapped, content, identity, entered_at, officer, helpers, same_as,
       about, spoken_for, marks
FROM case_file
WHERE is_open = 1 AND (:everywhere = 1 OR unit IN (:units...) OR helpers <> '')
  AND id > :after ORDER BY id LIMIT :size

-- name: cases.standing
SELECT id, kind, state, unit, person, received_at, officer, due_at, helpers, about, spoken_for,
       entered_at, category, marks
FROM case_file
WHERE is_open = 1 AND (:everywhere = 1 OR unit IN (:units...) OR helpers <> '')

-- name: cases.assigned
SELECT id, kind, state, category, unit, person, channel, received_at, promised, form_version,
       assisted, version, wrapped, content, identity, entered_at, officer, helpers, same_as,
       about, spoken_for, marks
FROM case_file
WHERE officer = :person AND is_open = 1 ORDER BY id

-- name: cases.tasks
SELECT officer, kind, COUNT(*) FROM case_file
WHERE officer <> '' AND is_open = 1 AND ' ' || about || ' ' NOT LIKE '% ' || :viewer || ' %'
GROUP BY officer, kind

-- name: cases.followers
SELECT id, kind, state, category, unit, person, channel, received_at, promised, form_version,
       assisted, version, wrapped, content, identity, entered_at, officer, helpers, same_as,
       about, spoken_for, marks
FROM case_file
WHERE same_as = :same_as ORDER BY id

-- name: cases.stands_for
SELECT COUNT(*), COUNT(DISTINCT person) FROM case_file
WHERE same_as = :same_as AND ' ' || about || ' ' NOT LIKE '% ' || :viewer || ' %'

-- name: cases.announced
SELECT id, kind, state, category, unit, person, channel, received_at, promised, form_version,
       assisted, version, wrapped, content, identity, entered_at, officer, helpers, same_as,
       about, spoken_for, marks
FROM case_file
WHERE announced = 1 AND is_open = 1 AND category = :category AND unit IN (:units...)
ORDER BY received_at DESC, id DESC

-- name: cases.limits
SELECT id, kind, state, category, unit, person, channel, received_at, promised, form_version,
       assisted, version, wrapped, content, identity, entered_at, officer, helpers, same_as,
       about, spoken_for, marks
FROM case_file
WHERE is_open = 1 AND due_at < :before AND id > :after
  AND NOT EXISTS (SELECT 1 FROM told t WHERE t.what = :what AND t.subject = case_file.id
                  AND t.mark = CAST(case_file.due_at AS TEXT))
ORDER BY id LIMIT :size

-- name: cases.stayed
SELECT id, kind, state, category, unit, person, channel, received_at, promised, form_version,
       assisted, version, wrapped, content, identity, entered_at, officer, helpers, same_as,
       about, spoken_for, marks
FROM case_file
WHERE is_open = 1 AND state = :state AND entered_at < :before AND id > :after
  AND NOT EXISTS (SELECT 1 FROM told t WHERE t.what = :what AND t.subject = case_file.id
                  AND t.mark = CAST(case_file.entered_at AS TEXT))
ORDER BY id LIMIT :size

-- name: cases.beginning
-- Of what nobody took notice of yet, and of the rest, the last thing there is to tell is another.
SELECT id, kind, state, unit, person, received_at, officer, due_at, helpers, about, spoken_for,
       entered_at, category, marks,
       CASE WHEN EXISTS (SELECT 1 FROM told t WHERE t.what = :what AND t.subject = case_file.id)
            THEN 1 ELSE 0 END
FROM case_file
WHERE is_open = 1 AND state IN (:states...) AND kind IN (:kinds...)
  AND (due_at IS NULL OR due_at >= :now)
  AND NOT EXISTS (SELECT 1 FROM told t WHERE t.what = :what AND t.subject = case_file.id
                  AND t.mark = CASE WHEN ' ' || marks LIKE '% acknowledged:%'
                               THEN CAST(:last AS TEXT) ELSE CAST(:first AS TEXT) END)

-- name: cases.untouched
SELECT id, kind, state, category, unit, person, channel, received_at, promised, form_version,
       assisted, version, wrapped, content, identity, entered_at, officer, helpers, same_as,
       about, spoken_for, marks
FROM case_file
WHERE is_open = 1 AND entered_at < :before AND received_at < :before AND id > :after
  AND NOT EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = case_file.id AND e.at >= :before
                  AND e.actor NOT IN ('timer', case_file.person))
  AND NOT EXISTS (SELECT 1 FROM told t WHERE t.what = :what AND t.subject = case_file.id
                  AND t.mark = CAST(case_file.entered_at AS TEXT))
ORDER BY id LIMIT :size

-- name: cases.happened
SELECT case_id, id FROM case_event WHERE at >= :first AND at < :before ORDER BY id

-- name: cases.about
SELECT id FROM case_file WHERE about <> '' AND ' ' || about || ' ' LIKE '% ' || :person || ' %'

-- name: cases.by_message
SELECT case_id FROM case_message WHERE person = :person AND message = :message

-- name: cases.add
INSERT INTO case_file (id, mark, kind, state, category, unit, person, channel, received_at, day,
                       promised, form_version, assisted, version, wrapped, content, identity,
                       entered_at, officer, helpers, same_as, about, spoken_for, due_at, is_open,
                       announced, marks)
VALUES (:id, :mark, :kind, :state, :category, :unit, :person, :channel, :received_at, :day,
        :promised, :form_version, :assisted, 1, :wrapped, :content, :identity,
        :entered_at, :officer, :helpers, :same_as, :about, :spoken_for, :due_at, :is_open,
        :announced, :marks)

-- name: cases.update
UPDATE case_file
SET kind = :kind, state = :state, category = :category, unit = :unit, promised = :promised,
    version = version + 1, content = :content, identity = :identity, entered_at = :entered_at,
    officer = :officer, helpers = :helpers, same_as = :same_as, about = :about,
    spoken_for = :spoken_for, due_at = :due_at, is_open = :is_open,
    announced = :announced, marks = :marks
WHERE id = :id AND version = :version

-- name: cases.message
INSERT INTO case_message (person, message, case_id) VALUES (:person, :message, :case_id)
ON CONFLICT (person, message) DO UPDATE SET case_id = excluded.case_id

-- name: cases.note
INSERT INTO case_event (case_id, id, at, what, actor, note)
VALUES (:case_id, :id, :at, :what, :actor, :note)

-- name: cases.history
SELECT e.id, e.at, e.what, e.actor, e.note, c.wrapped FROM case_event e
JOIN case_file c ON c.id = e.case_id WHERE e.case_id = :case_id ORDER BY e.id

-- name: cases.evidence
INSERT INTO evidence (id, case_id, channel, kind, origin, mime, content)
VALUES (:id, :case_id, :channel, :kind, :origin, :mime, NULL)

-- name: cases.evidence_key
SELECT c.id, c.wrapped, e.origin, e.mime, e.content FROM evidence e
JOIN case_file c ON c.id = e.case_id WHERE e.id = :id

-- name: cases.files
SELECT id, kind, mime, CASE WHEN content IS NULL THEN 0 ELSE 1 END FROM evidence
WHERE case_id = :case_id ORDER BY id

-- name: cases.store_evidence
UPDATE evidence SET content = :content, mime = :mime WHERE id = :id

-- name: cases.count
INSERT INTO case_tally (grain, start, unit, kind, state, category, n, assisted)
VALUES (:grain, :start, :unit, :kind, :state, :category, :change, :assisted)
ON CONFLICT (grain, start, unit, kind, state, category)
DO UPDATE SET n = case_tally.n + excluded.n, assisted = case_tally.assisted + excluded.assisted

-- name: cases.count_mark
INSERT INTO case_mark (grain, start, unit, kind, category, mark, number, n)
VALUES (:grain, :start, :unit, :kind, :category, :mark, :number, :change)
ON CONFLICT (grain, start, unit, kind, category, mark, number)
DO UPDATE SET n = case_mark.n + excluded.n

-- name: statistics.marks_by_category
SELECT kind, category, mark, number, SUM(n) FROM case_mark
WHERE grain = :grain AND start BETWEEN :first AND :last
  AND (:everywhere = 1 OR unit IN (:units...))
GROUP BY kind, category, mark, number

-- name: statistics.marks_by_unit
SELECT kind, unit, mark, number, SUM(n) FROM case_mark
WHERE grain = :grain AND start BETWEEN :first AND :last
  AND (:everywhere = 1 OR unit IN (:units...))
GROUP BY kind, unit, mark, number

-- name: statistics.cases
SELECT kind, state, category, SUM(n), SUM(assisted) FROM case_tally
WHERE grain = :grain AND start BETWEEN :first AND :last
  AND (:everywhere = 1 OR unit IN (:units...))
GROUP BY kind, state, category

-- name: cases.recount
SELECT unit, kind, state, category, day, COUNT(*), SUM(assisted) FROM case_file
GROUP BY unit, kind, state, category, day

-- name: cases.recount_marks
SELECT unit, kind, category, day, marks, COUNT(*) FROM case_file
GROUP BY unit, kind, category, day, marks

-- name: cases.counted_marks
SELECT grain, start, unit, kind, category, mark, number, n FROM case_mark WHERE n <> 0

-- name: cases.tallies
SELECT grain, start, unit, kind, state, category, n, assisted FROM case_tally
WHERE n <> 0 OR assisted <> 0
