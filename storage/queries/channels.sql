-- name: channels.state
SELECT version, value FROM channel_state WHERE channel = :channel AND name = :name

-- name: channels.begin
INSERT INTO channel_state (channel, name, version, value)
VALUES (:channel, :name, 1, :value) ON CONFLICT DO NOTHING

-- name: channels.change
UPDATE channel_state SET version = version + 1, value = :value
WHERE channel = :channel AND name = :name AND version = :version

-- name: windows.last
SELECT heard_at, nudged_at FROM reply_window WHERE mark = :mark

-- name: windows.heard
INSERT INTO reply_window (mark, heard_at, nudged_at)
SELECT mark, CAST(:at AS BIGINT), 0 FROM address WHERE mark = :mark
ON CONFLICT (mark) DO UPDATE SET heard_at = excluded.heard_at

-- name: windows.nudged
UPDATE reply_window SET nudged_at = :at WHERE mark = :mark

-- name: windows.release
UPDATE outbox SET held_until = 0
WHERE held_until > 0 AND channel = :channel
  AND person IN (SELECT person FROM address WHERE mark = :mark)
