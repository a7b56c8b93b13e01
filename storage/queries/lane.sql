-- name: lane.keys
SELECT person, public FROM sealed_reader ORDER BY at, person

-- name: lane.set_key
INSERT INTO sealed_reader (person, public, at) VALUES (:person, :public, :at)
ON CONFLICT (person) DO UPDATE SET public = excluded.public, at = excluded.at

-- name: people.forget_reader_key
DELETE FROM sealed_reader WHERE person = :person

-- name: lane.add
INSERT INTO sealed_part (case_id, id, draft, content, at)
VALUES (:case_id, :id, :draft, :content, :at)

-- name: lane.take_back
DELETE FROM sealed_part
WHERE case_id = :case_id AND draft = :draft AND draft <> '' AND id = :id

-- name: lane.forget
DELETE FROM sealed_part WHERE case_id = :case_id AND draft = :draft AND draft <> ''

-- name: lane.send
UPDATE sealed_part SET draft = '' WHERE case_id = :case_id AND draft = :draft

-- name: lane.forget_case
DELETE FROM sealed_part WHERE case_id = :case_id

-- name: lane.tidy
DELETE FROM sealed_part WHERE draft <> '' AND at < :before

-- name: lane.parts
SELECT id, content FROM sealed_part WHERE case_id = :case_id AND draft = '' ORDER BY id

-- name: lane.opening
SELECT asked_by, at, agreed_by FROM sealed_opening WHERE case_id = :case_id

-- name: lane.ask
INSERT INTO sealed_opening (case_id, asked_by, at, agreed_by)
VALUES (:case_id, :asked_by, :at, '')
ON CONFLICT (case_id) DO UPDATE SET asked_by = excluded.asked_by, at = excluded.at, agreed_by = ''

-- name: lane.agree
UPDATE sealed_opening SET agreed_by = :agreed_by
WHERE case_id = :case_id AND asked_by = :asked_by AND at = :at AND agreed_by = ''
