-- name: told.of
SELECT subject, mark FROM told WHERE what = :what AND mark = :mark

-- name: told.add
INSERT INTO told (what, subject, mark, at) VALUES (:what, :subject, :mark, :at) ON CONFLICT DO NOTHING

-- name: told.forget
DELETE FROM told WHERE at < :before

-- name: told.erase
DELETE FROM told WHERE subject = :person
