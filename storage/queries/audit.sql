-- name: audit.add
INSERT INTO audit (id, at, actor, action, subject, mark)
VALUES (:id, :at, :actor, :action, :subject, :mark)

-- name: audit.unchained
SELECT id, at, actor, action, subject, mark, seq, link FROM audit
WHERE seq IS NULL AND id > :after ORDER BY id LIMIT :size

-- name: audit.last
SELECT seq, link FROM audit WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1

-- name: audit.at
SELECT link FROM audit WHERE seq = :seq

-- name: audit.chain
UPDATE audit SET seq = :seq, link = :link WHERE id = :id AND seq IS NULL

-- name: audit.chained
SELECT id, at, actor, action, subject, mark, seq, link FROM audit
WHERE seq >= :first ORDER BY seq LIMIT :size

-- name: audit.newest
SELECT id, at, actor, action, subject FROM audit
WHERE id >= :first AND id < :before ORDER BY id DESC LIMIT :size

-- name: audit.subjects
SELECT id, unit, kind, about, person || ' ' || spoken_for FROM case_file WHERE id IN (:ids...)
UNION ALL
SELECT l.id, COALESCE(c.unit, l.agency), COALESCE(c.kind, ''), COALESCE(c.about, ''),
       COALESCE(c.person || ' ' || c.spoken_for, '')
FROM letter l LEFT JOIN case_file c ON c.id = l.case_id WHERE l.id IN (:ids...)
UNION ALL
SELECT id, unit, '', '', '' FROM late_file WHERE id IN (:ids...)

-- name: audit.count
SELECT COUNT(*) FROM audit

-- name: checkpoints.last
SELECT n, lines, link, at, signature FROM audit_checkpoint ORDER BY n DESC LIMIT 1

-- name: checkpoints.after
SELECT n, lines, link, at, signature FROM audit_checkpoint WHERE n > :after ORDER BY n LIMIT :size

-- name: checkpoints.add
INSERT INTO audit_checkpoint (n, lines, link, at, signature)
VALUES (:n, :lines, :link, :at, :signature) ON CONFLICT DO NOTHING

-- name: postgres.sole
SELECT pg_try_advisory_lock(7809644627822061427)
