-- name: groups.of_chat
SELECT id, mark, channel, chat, unit, language, made_at FROM unit_group WHERE mark = :mark

-- name: groups.all
SELECT id, mark, channel, chat, unit, language, made_at FROM unit_group ORDER BY made_at, id

-- name: groups.of_case
-- Those of its units, and those that show it from before.
SELECT g.id, g.mark, g.channel, g.chat, g.unit, g.language, g.made_at, c.version
FROM unit_group g LEFT JOIN group_card c ON c.group_id = g.id AND c.case_id = :case_id
WHERE g.unit IN (:units...) OR c.case_id IS NOT NULL
ORDER BY g.made_at, g.id

-- name: groups.bind
INSERT INTO unit_group (id, mark, channel, chat, unit, language, made_at)
VALUES (:id, :mark, :channel, :chat, :unit, :language, :at)
ON CONFLICT (mark) DO UPDATE
SET id = excluded.id, chat = excluded.chat, unit = excluded.unit,
    language = excluded.language, made_at = excluded.made_at

-- name: groups.unbind
DELETE FROM unit_group WHERE id = :id

-- name: groups.forget_cards
DELETE FROM group_card WHERE group_id = :id

-- name: groups.forget_messages
-- Where a chat is now, messages are numbered anew.
UPDATE group_card SET message = NULL
WHERE group_id IN (SELECT id FROM unit_group WHERE mark = :before)

-- name: groups.move
UPDATE unit_group SET mark = :mark, chat = :chat
WHERE mark = :before AND NOT EXISTS (SELECT 1 FROM unit_group WHERE mark = :mark)

-- name: groups.drop
DELETE FROM unit_group WHERE mark = :before

-- name: groups.show
INSERT INTO group_card (group_id, case_id, version, message)
SELECT id, CAST(:case_id AS TEXT), CAST(:version AS BIGINT), NULL FROM unit_group WHERE id = :id
ON CONFLICT (group_id, case_id) DO UPDATE SET version = excluded.version
WHERE group_card.version <= excluded.version

-- name: groups.card
SELECT g.mark, g.channel, g.chat, c.message
FROM unit_group g JOIN group_card c ON c.group_id = g.id
WHERE g.id = :id AND c.case_id = :case_id

-- name: groups.shown
UPDATE group_card SET message = :message
WHERE group_id = :id AND case_id = :case_id
  AND EXISTS (SELECT 1 FROM unit_group WHERE id = :id AND mark = :mark)

-- name: groups.forget_case
DELETE FROM group_card WHERE case_id = :case_id
