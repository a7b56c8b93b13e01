-- name: report_plans.all
SELECT person, unit, months, since FROM report_plan ORDER BY person, unit, months

-- name: report_plans.of
SELECT person, unit, months, since FROM report_plan WHERE person = :person ORDER BY unit, months

-- name: report_plans.add
INSERT INTO report_plan (person, unit, months, since) VALUES (:person, :unit, :months, :since)
ON CONFLICT DO NOTHING

-- name: report_plans.end
DELETE FROM report_plan WHERE person = :person
