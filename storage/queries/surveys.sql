-- name: surveys.all
SELECT name, unit, offered, retired FROM survey ORDER BY name

-- name: surveys.add
INSERT INTO survey (name, unit, offered, retired, changed_at)
VALUES (:name, :unit, 0, 0, :at) ON CONFLICT DO NOTHING

-- name: surveys.offer
UPDATE survey SET offered = :version, retired = 0, changed_at = :at WHERE name = :name
AND EXISTS (SELECT 1 FROM form WHERE form.name = survey.name AND form.version = :version)

-- name: surveys.retire
UPDATE survey SET retired = 1, changed_at = :at WHERE name = :name AND offered > 0 AND retired = 0
