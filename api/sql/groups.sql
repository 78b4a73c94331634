-- How many rows each group has: the largest groups, and those of what is not stated whatever their size, with the
-- number of all groups and the version of the data, in one snapshot. Of very many rows the newest are grouped; how many
-- were is told.
WITH chosen AS MATERIALIZED (
    SELECT r.id FROM {source} WHERE {conditions} ORDER BY {newest} LIMIT {most_rows}
),
grouped AS MATERIALIZED (
    SELECT COALESCE({first}, {unknown}) AS first, {second} AS second, count(*) AS rows
    FROM chosen JOIN {source} ON r.id = chosen.id {joins}
    GROUP BY 1, 2
),
placed AS (
    SELECT *, row_number() OVER (ORDER BY rows DESC, first, second) AS place FROM grouped
)
SELECT head.groups, head.found, head.sequence, head.changed_at, placed.first, placed.second, placed.rows
FROM (
    SELECT
        (SELECT count(*) FROM grouped) AS groups,
        (SELECT count(*) FROM chosen) AS found,
        (SELECT max(change.sequence) FROM published_change AS change) AS sequence,
        (SELECT change.at FROM published_change AS change ORDER BY change.sequence DESC LIMIT 1) AS changed_at
) AS head
LEFT JOIN placed ON placed.place <= {limit} OR placed.first = {unknown} OR placed.second = {unknown}
ORDER BY placed.place
