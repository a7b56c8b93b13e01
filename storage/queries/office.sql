-- name: meta.get
SELECT value FROM meta WHERE name = :name

-- name: meta.claim
INSERT INTO meta (name, value) VALUES (:name, :value) ON CONFLICT DO NOTHING

-- name: forms.all
SELECT name, version, mark, definition FROM form ORDER BY name, version

-- name: forms.add
INSERT INTO form (name, version, mark, definition, published_at)
VALUES (:name, :version, :mark, :definition, :at) ON CONFLICT DO NOTHING

-- name: office.records
SELECT o.kind, o.id, o.definition FROM office_record o
WHERE o.seen_at = (
    SELECT MAX(l.seen_at) FROM office_record l WHERE l.kind = o.kind AND l.id = o.id
)

-- name: office.add
INSERT INTO office_record (kind, id, seen_at, definition) VALUES (:kind, :id, :at, :definition)
ON CONFLICT (kind, id, seen_at) DO UPDATE SET definition = excluded.definition

-- name: office.history
SELECT seen_at, definition FROM office_record WHERE kind = :kind AND id = :id ORDER BY seen_at

-- name: unit_changes.all
SELECT number, at, action, starts, units, void FROM unit_change ORDER BY number

-- name: unit_changes.revision
SELECT COUNT(*) + COALESCE(SUM(void), 0) FROM unit_change

-- name: unit_changes.add
INSERT INTO unit_change (number, at, action, starts, units, void)
VALUES (:number, :at, :action, :starts, :units, 0) ON CONFLICT DO NOTHING

-- name: unit_changes.take_back
UPDATE unit_change SET void = 1 WHERE number = :number AND void = 0

-- name: sqlite.has_schema
SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'

-- name: postgres.has_schema
SELECT COUNT(*) FROM information_schema.tables
WHERE table_schema = current_schema() AND table_name = 'alembic_version'

-- name: schema.version
SELECT version_num FROM alembic_version

-- name: postgres.tables
SELECT table_name FROM information_schema.tables
WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name

-- name: postgres.served
SELECT COUNT(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'langnghe'

-- name: postgres.look_again
SELECT pg_stat_clear_snapshot()
