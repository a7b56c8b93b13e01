-- name: pictures.keep
INSERT INTO picture (id, mark, until, content)
VALUES (:id, (SELECT mark FROM address WHERE mark = :mark), :until, :content)
ON CONFLICT (id) DO UPDATE SET until = excluded.until

-- name: pictures.find
SELECT content FROM picture WHERE id = :id AND until > :now

-- name: pictures.forget
DELETE FROM picture WHERE until <= :now
