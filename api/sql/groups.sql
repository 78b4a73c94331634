-- How many rows each group has: the largest groups, and those of what is not stated whatever their size, with the
-- number of all groups and the version of the data, in one snapshot.
WITH grouped AS MATERIALIZED (
    SELECT COALESCE({first}, {unknown}) AS first, {second} AS second, count(*) AS rows
    FROM {source} {joins} WHERE {conditions}
    GROUP BY 1, 2
),
placed AS (
    SELECT *, row_number() OVER (ORDER BY rows DESC, first, second) AS place FROM grouped
)
SELECT head.groups, head.found, head.sequence, head.changed_at, placed.first, placed.second, placed.rows
FROM (
    SELECT
        (SELECT count(*) FROM grouped) AS groups,
        (SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {conditions} LIMIT {count_limit}) AS matches) AS found,
        (SELECT max(change.sequence) FROM published_change AS change) AS sequence,
        (SELECT change.at FROM published_change AS change ORDER BY change.sequence DESC LIMIT 1) AS changed_at
) AS head
LEFT JOIN placed ON placed.place <= {limit} OR placed.first = {unknown} OR placed.second = {unknown}
ORDER BY placed.place
