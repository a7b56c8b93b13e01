-- name: letters.by_id
SELECT id, kind, agency, case_id, late_file, state, year, number, made_at, version, content
FROM letter WHERE id = :id

-- name: letters.of_case
SELECT id, kind, agency, case_id, late_file, state, year, number, made_at, version, content
FROM letter WHERE case_id = :case_id AND case_id <> '' ORDER BY made_at, id

-- name: letters.of_late_file
SELECT id, kind, agency, case_id, late_file, state, year, number, made_at, version, content
FROM letter WHERE late_file = :late_file AND late_file <> '' ORDER BY made_at, id

-- name: letters.waiting
SELECT id, kind, agency, case_id, late_file, state, year, number, made_at, version, content
FROM letter WHERE state = 'draft' AND agency IN (:agencies...) ORDER BY made_at, id LIMIT :size

-- name: letters.add
INSERT INTO letter (id, kind, agency, case_id, late_file, state, year, number, apology, made_at,
                    version, content)
VALUES (:id, :kind, :agency, :case_id, :late_file, :state, :year, :number, :apology, :made_at,
        1, :content)

-- name: letters.update
UPDATE letter SET state = :state, year = :year, number = :number, apology = :apology,
       content = :content, version = version + 1
WHERE id = :id AND version = :version AND content IS NOT NULL

-- name: letters.last_number
SELECT last FROM letter_register WHERE agency = :agency AND year = :year

-- name: letters.take_number
-- Only the next one, so that of two who sign at once one is run again, and no number is left out.
INSERT INTO letter_register (agency, year, last) VALUES (:agency, :year, :number)
ON CONFLICT (agency, year) DO UPDATE SET last = excluded.last
WHERE letter_register.last = excluded.last - 1

-- name: letters.forget_of_case
UPDATE letter SET content = NULL, version = version + 1,
       state = CASE WHEN state = 'draft' THEN 'dropped' ELSE state END
WHERE case_id = :case_id AND case_id <> '' AND content IS NOT NULL

-- name: letters.forget_of_late_file
UPDATE letter SET content = NULL, version = version + 1,
       state = CASE WHEN state = 'draft' THEN 'dropped' ELSE state END
WHERE late_file = :late_file AND late_file <> '' AND content IS NOT NULL

-- name: people.forget_letters
-- Before the cases are cut loose: they say whose letters they are. What a hold keeps stays.
UPDATE letter SET content = NULL, version = version + 1,
       state = CASE WHEN state = 'draft' THEN 'dropped' ELSE state END
WHERE content IS NOT NULL AND case_id IN (
    SELECT c.id FROM case_file c WHERE c.person = :person
    AND NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.case_id = c.id))

-- name: letters.catch_up
-- Whoever was erased while the hold stood.
UPDATE letter SET content = NULL, version = version + 1,
       state = CASE WHEN state = 'draft' THEN 'dropped' ELSE state END
WHERE case_id = :case_id AND content IS NOT NULL
  AND EXISTS (SELECT 1 FROM case_file c WHERE c.id = :case_id AND c.person = '')

-- name: letters.late
INSERT INTO lateness (subject, unit, day, apology)
VALUES (:subject, :unit, :day, COALESCE((
    SELECT MAX(apology) FROM letter
    WHERE (case_id = :subject OR late_file = :subject) AND apology > 0), 0))
ON CONFLICT (subject) DO NOTHING

-- name: letters.apologised
UPDATE lateness SET apology = :apology WHERE subject = :subject AND apology = 0

-- name: letters.lateness
SELECT apology, COUNT(*) FROM lateness
WHERE day BETWEEN :first AND :last AND (:everywhere = 1 OR unit IN (:units...))
  AND NOT (subject IN (:besides...))
GROUP BY apology
