-- name: responses.last_at
SELECT MAX(submitted_at) FROM response
WHERE form = :form AND respondent = :respondent AND unit = :unit AND proc = :procedure

-- name: responses.count_since
SELECT COUNT(*) FROM response
WHERE form = :form AND respondent = :respondent AND submitted_at > :since

-- name: responses.add
INSERT INTO response (id, form, version, unit, proc, desk, channel, source, respondent,
                      submitted_at, day, seconds, flags, assisted, answers)
VALUES (:id, :form, :version, :unit, :procedure, :desk, :channel, :source, :respondent,
        :submitted_at, :day, :seconds, :flags, :assisted, :answers)

-- name: responses.count
INSERT INTO tally (form, grain, start, unit, question, name, source, n, flagged)
VALUES (:form, :grain, :start, :unit, :question, :name, :source, 1, :flagged)
ON CONFLICT (form, grain, start, unit, question, name, source)
DO UPDATE SET n = tally.n + 1, flagged = tally.flagged + excluded.flagged

-- name: responses.export
SELECT id, version, unit, proc, desk, channel, source, respondent, submitted_at, seconds, flags,
       assisted, answers
FROM response
WHERE form = :form AND day BETWEEN :first AND :last AND id > :after
ORDER BY id LIMIT :size

-- name: responses.all
SELECT id, form, version, unit, proc, desk, channel, source, respondent, submitted_at, seconds,
       flags, assisted, answers
FROM response WHERE id > :after ORDER BY id LIMIT :size

-- name: statistics.answers
SELECT question, name, SUM(n), SUM(flagged) FROM tally
WHERE form = :form AND grain = :grain AND start BETWEEN :first AND :last AND question <> ''
  AND (:everywhere = 1 OR unit IN (:units...))
GROUP BY question, name

-- name: statistics.responses
SELECT COALESCE(SUM(CASE name WHEN '' THEN n END), 0),
       COALESCE(SUM(CASE name WHEN '' THEN flagged END), 0),
       COALESCE(SUM(CASE name WHEN 'assisted' THEN n - flagged END), 0)
FROM tally
WHERE form = :form AND grain = :grain AND start BETWEEN :first AND :last AND question = ''
  AND (:everywhere = 1 OR unit IN (:units...))

-- name: statistics.by_unit
SELECT unit, question, name, SUM(n), SUM(flagged) FROM tally
WHERE form = :form AND grain = :grain AND start BETWEEN :first AND :last AND question <> ''
  AND (:everywhere = 1 OR unit IN (:units...))
GROUP BY unit, question, name

-- name: statistics.by_source
SELECT source, question, name, SUM(n), SUM(flagged) FROM tally
WHERE form = :form AND grain = :grain AND start BETWEEN :first AND :last AND question <> ''
  AND (:everywhere = 1 OR unit IN (:units...))
GROUP BY source, question, name

-- name: statistics.trend
SELECT start, question, name, SUM(n), SUM(flagged) FROM tally
WHERE form = :form AND grain = :grain AND start BETWEEN :first AND :last AND question <> ''
  AND (:everywhere = 1 OR unit IN (:units...))
GROUP BY start, question, name

-- name: statistics.recount
SELECT form, grain, start, unit, question, name, source, n - gone, flagged - gone_flagged FROM tally
