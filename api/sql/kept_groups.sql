-- The same for all rows of a resource by one key, from the counts that publication keeps.
WITH grouped AS MATERIALIZED (
    SELECT held.code AS first, NULL::text AS second, held.rows FROM published_groupcount AS held
    WHERE held.resource = {resource} AND held.key = {key} AND held.rows > 0
),
placed AS (
    SELECT *, row_number() OVER (ORDER BY rows DESC, first) AS place FROM grouped
)
SELECT head.groups, head.found, head.sequence, head.changed_at, placed.first, placed.second, placed.rows
FROM (
    SELECT
        (SELECT count(*) FROM grouped) AS groups,
        (SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {conditions} LIMIT {count_limit}) AS matches) AS found,
        (SELECT max(change.sequence) FROM published_change AS change) AS sequence,
        (SELECT change.at FROM published_change AS change ORDER BY change.sequence DESC LIMIT 1) AS changed_at
) AS head
LEFT JOIN placed ON placed.place <= {limit} OR placed.first = {unknown}
ORDER BY placed.place
