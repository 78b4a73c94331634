-- Adds what rows count for to the kept counts: {incidents} and {records} are SELECTs of (id, sign), +1 for rows that
-- became current and -1 for rows that ceased to be. The same groups as published.groups names one by one.
INSERT INTO published_groupcount AS held (resource, key, code, rows)
SELECT moved.resource, moved.key, moved.code, sum(moved.sign)
FROM (
    SELECT 'incidents' AS resource, facet.name AS key, COALESCE(term.code, {unknown}) AS code, moving.sign
    FROM ({incidents}) AS moving(id, sign)
    CROSS JOIN unnest({facets}::text[]) AS facet(name)
    LEFT JOIN published_incidentterm AS term ON term.revision_id = moving.id AND term.facet = facet.name
    UNION ALL
    SELECT 'incidents', own.name, COALESCE(own.code, {unknown}), moving.sign
    FROM ({incidents}) AS moving(id, sign)
    JOIN published_incidentrevision AS r ON r.id = moving.id
    CROSS JOIN LATERAL (VALUES
        ('status', r.status::text),
        ('veracity', r.veracity::text),
        ('occurred', to_char(r.occurred_earliest, 'YYYY')),
        ('first_public', to_char(r.first_public_earliest, 'YYYY'))
    ) AS own(name, code)
    UNION ALL
    SELECT r.resource, coded.name, COALESCE(one.code, {unknown}), moving.sign
    FROM ({records}) AS moving(id, sign)
    JOIN published_record AS r ON r.id = moving.id
    JOIN (VALUES {code_keys}) AS coded(resource, name) ON coded.resource = r.resource
    LEFT JOIN LATERAL (
        SELECT substr(carried.code, length(coded.name) + 2) AS code FROM unnest(r.codes) AS carried(code)
        WHERE starts_with(carried.code, coded.name || ':')
    ) AS one ON TRUE
    UNION ALL
    SELECT r.resource, dated.name, COALESCE(to_char(r.sort_on, 'YYYY'), {unknown}), moving.sign
    FROM ({records}) AS moving(id, sign)
    JOIN published_record AS r ON r.id = moving.id
    JOIN (VALUES {year_keys}) AS dated(resource, name) ON dated.resource = r.resource
) AS moved
GROUP BY 1, 2, 3
HAVING sum(moved.sign) <> 0
ORDER BY 1, 2, 3
ON CONFLICT (resource, key, code) DO UPDATE SET rows = held.rows + EXCLUDED.rows
