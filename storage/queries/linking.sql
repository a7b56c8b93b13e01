-- name: people.accounts
SELECT channel, account, mark, reachable FROM address WHERE person = :person
ORDER BY reachable DESC, heard_at DESC, changed_at DESC, mark

-- name: people.heard
UPDATE address SET heard_at = :at WHERE mark = :mark

-- name: people.count_addresses
UPDATE person
SET linked = CASE WHEN (SELECT COUNT(*) FROM address WHERE person = :id) > 1 THEN 1 ELSE 0 END
WHERE id = :id

-- name: people.entomb_former
INSERT INTO tombstone (mark, at)
SELECT mark, CAST(:at AS BIGINT) FROM former WHERE person = :person
ON CONFLICT DO NOTHING

-- name: sqlite.hold_person
UPDATE person SET id = id WHERE id = :id

-- name: postgres.hold_person
-- Against foreign keys too: nobody begins a conversation while what there is moves elsewhere.
SELECT id FROM person WHERE id = :id FOR UPDATE

-- name: links.find
SELECT l.mark, l.person, l.roles, p.language, a.channel, a.account, l.address
FROM link_code l JOIN person p ON p.id = l.person JOIN address a ON a.mark = l.address
WHERE l.mark = :mark AND l.guest IS NULL AND l.until > :now

-- name: links.asked
SELECT l.mark, l.person, l.roles, p.language, a.channel, a.account, l.address, l.guest,
       g.channel, g.account, l.guest_address
FROM link_code l JOIN person p ON p.id = l.person JOIN address a ON a.mark = l.address
JOIN address g ON g.mark = l.guest_address
WHERE l.person = :host AND l.until > :now

-- name: links.typed
SELECT l.mark, l.person, l.roles, p.language, a.channel, a.account, l.address, l.guest,
       g.channel, g.account, l.guest_address
FROM link_code l JOIN person p ON p.id = l.person JOIN address a ON a.mark = l.address
JOIN address g ON g.mark = l.guest_address
WHERE l.guest = :guest AND l.until > :now

-- name: links.void
DELETE FROM link_code WHERE person = :host

-- name: links.make
INSERT INTO link_code (mark, person, address, roles, until, guest, guest_address)
VALUES (:mark, :host, :address, :roles, :until, NULL, NULL)

-- name: links.retract
-- Whoever types another code has given up the one before.
DELETE FROM link_code WHERE guest = :guest AND mark <> :mark

-- name: links.take
UPDATE link_code SET guest = :guest, guest_address = :guest_address, until = :until
WHERE mark = :mark AND guest IS NULL AND until > :now

-- name: links.drop
DELETE FROM link_code WHERE mark = :mark

-- name: links.use
DELETE FROM link_code WHERE mark = :mark AND guest = :guest

-- name: links.forget
DELETE FROM link_code WHERE until < :before

-- name: links.roles
SELECT roles FROM person WHERE id = :id

-- name: links.at_odds
-- Whoever a case is about does not become one person with those who sent it.
SELECT 1 FROM case_file
WHERE about <> '' AND (
    (' ' || about || ' ' LIKE '% ' || :host || ' %'
     AND ' ' || person || ' ' || spoken_for || ' ' LIKE '% ' || :guest || ' %')
    OR (' ' || about || ' ' LIKE '% ' || :guest || ' %'
        AND ' ' || person || ' ' || spoken_for || ' ' LIKE '% ' || :host || ' %'))
LIMIT 1

-- name: links.conversations
SELECT id, version, held, state FROM conversation WHERE person = :person

-- name: links.move_conversation
UPDATE conversation SET person = :host, held = :held, state = :state, version = version + 1
WHERE person = :guest AND id = :id AND version = :version

-- name: links.all_moved
UPDATE person SET id = id
WHERE id = :guest AND NOT EXISTS (SELECT 1 FROM conversation WHERE person = :guest)

-- name: links.move_addresses
UPDATE address SET person = :host WHERE person = :guest

-- name: links.move_consents
INSERT INTO consent (person, at, purpose, version, given)
SELECT CAST(:host AS TEXT), at, purpose, version, given FROM consent WHERE person = :guest
ON CONFLICT DO NOTHING

-- name: links.move_plans
INSERT INTO report_plan (person, unit, months, since)
SELECT CAST(:host AS TEXT), unit, months, since FROM report_plan WHERE person = :guest
ON CONFLICT DO NOTHING

-- name: links.move_cases
-- The version goes on, so that whoever has read a case before does not write its owner back.
UPDATE case_file SET person = :host, version = version + 1 WHERE person = :guest

-- name: links.move_tasks
UPDATE case_file SET officer = :host, version = version + 1 WHERE officer = :guest

-- name: links.move_about
UPDATE case_file SET about = TRIM(REPLACE(' ' || about || ' ', ' ' || :guest || ' ', ' ' || :host || ' ')), version = version + 1
WHERE about <> '' AND ' ' || about || ' ' LIKE '% ' || :guest || ' %'

-- name: links.move_speaking
UPDATE case_file SET spoken_for = TRIM(REPLACE(' ' || spoken_for || ' ', ' ' || :guest || ' ', ' ' || :host || ' ')), version = version + 1
WHERE spoken_for <> '' AND ' ' || spoken_for || ' ' LIKE '% ' || :guest || ' %'

-- name: links.move_messages
UPDATE case_message SET person = :host WHERE person = :guest

-- name: links.move_outbox
UPDATE outbox SET person = :host, merge = NULL WHERE person = :guest

-- name: links.move_uploads
UPDATE upload SET person = :host WHERE person = :guest

-- name: links.move_former
UPDATE former SET person = :host WHERE person = :guest

-- name: links.add_former
INSERT INTO former (mark, person) VALUES (:mark, :host) ON CONFLICT DO NOTHING

-- name: links.move_invitations
UPDATE invitation
SET person = CASE WHEN person = :guest THEN :host ELSE person END,
    maker = CASE WHEN maker = :guest THEN :host ELSE maker END
WHERE person = :guest OR maker = :guest

-- name: links.adopt
UPDATE person
SET roles = :roles,
    language = COALESCE(language, (SELECT g.language FROM person g WHERE g.id = :guest))
WHERE id = :host AND roles = :before

-- name: links.separate
UPDATE address SET person = :fresh, heard_at = 0, board = NULL
WHERE mark = :mark AND person = :person
  AND EXISTS (SELECT 1 FROM address other WHERE other.person = :person AND other.mark <> :mark)

-- name: links.forget_address
DELETE FROM link_code WHERE address = :mark OR guest_address = :mark

-- name: invitations.find
SELECT id, role, made_at, until, used_at, channel, name, maker, person FROM invitation
WHERE mark = :mark AND used_at = 0 AND until > :now

-- name: invitations.all
SELECT id, role, made_at, until, used_at, channel, name, maker, person FROM invitation
ORDER BY made_at, id

-- name: invitations.add
INSERT INTO invitation (id, mark, role, made_at, until, used_at, channel, person, name, maker)
VALUES (:id, :mark, :role, :made_at, :until, 0, '', NULL, :name, :maker)

-- name: invitations.staff
SELECT i.id, i.name, p.id, p.language, p.roles, p.linked
FROM invitation i JOIN person p ON p.id = i.person ORDER BY i.made_at, i.id

-- name: invitations.use
UPDATE invitation SET used_at = :at, channel = :channel, person = :person
WHERE id = :id AND used_at = 0 AND until > :at

-- name: invitations.roles
SELECT role FROM invitation WHERE person = :person AND id <> :id

-- name: invitations.drop
-- As it was read: who takes it up at the same moment keeps no role that stands nowhere.
DELETE FROM invitation WHERE id = :id AND COALESCE(person, '') = :person

-- name: invitations.erase
-- Those they took up say their name.
DELETE FROM invitation WHERE person = :person OR (maker = :person AND used_at = 0)

-- name: invitations.cut_loose
UPDATE invitation SET maker = '' WHERE maker = :person

-- name: invitations.keeps
UPDATE person SET roles = :roles WHERE id = :id AND roles = :roles

-- name: invitations.grant
UPDATE person SET roles = :roles WHERE id = :id AND roles = :before

-- name: invitations.forget
DELETE FROM invitation WHERE used_at = 0 AND until < :before
