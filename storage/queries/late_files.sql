-- name: late_files.by_id
SELECT id, unit, version, content FROM late_file WHERE id = :id

-- name: late_files.known
SELECT id, unit, version, content FROM late_file WHERE mark IN (:marks...)

-- name: late_files.owing
SELECT id, unit, version, content FROM late_file
WHERE owes = :owes AND due_at <= :before ORDER BY due_at, id LIMIT :size

-- name: late_files.add
INSERT INTO late_file (id, mark, unit, due_at, owes, version, content)
VALUES (:id, :mark, :unit, :due_at, :owes, 1, :content) ON CONFLICT DO NOTHING

-- name: late_files.update
UPDATE late_file SET due_at = :due_at, owes = :owes, content = :content, version = version + 1
WHERE id = :id AND version = :version

-- name: late_files.all
SELECT id FROM late_file WHERE id > :after ORDER BY id LIMIT :size

-- name: late_files.erase
DELETE FROM late_file WHERE id = :id

-- name: late_imports.keep
INSERT INTO late_import (id, unit, at, content) VALUES (:id, :unit, :at, :content)
ON CONFLICT (id) DO UPDATE SET at = excluded.at, content = excluded.content

-- name: late_imports.open
SELECT unit, content FROM late_import WHERE id = :id

-- name: late_imports.take
DELETE FROM late_import WHERE id = :id

-- name: late_imports.forget
DELETE FROM late_import WHERE at < :before

-- name: rating_tokens.find
SELECT mark, unit, proc, desk, until, used FROM rating_token WHERE mark = :mark

-- name: rating_tokens.add
INSERT INTO rating_token (mark, unit, proc, desk, until, used)
VALUES (:mark, :unit, :proc, :desk, :until, 0)
ON CONFLICT (mark) DO UPDATE SET proc = excluded.proc, desk = excluded.desk

-- name: rating_tokens.use
UPDATE rating_token SET used = 1 WHERE mark = :mark AND used = 0

-- name: rating_tokens.drop
DELETE FROM rating_token WHERE mark = :mark

-- name: rating_tokens.forget
DELETE FROM rating_token WHERE until < :day
