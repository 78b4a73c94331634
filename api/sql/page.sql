-- One page of a list in one statement: ids by index with the limit inside, then the ready bodies of these rows alone.
-- `head` is always one row, so that the count and the version of the data come even with an empty page, all from one
-- snapshot. The count stops at its cap, and is not made at all while the last one made for these conditions still
-- holds: PostgreSQL runs a subquery only in the branch that it takes, and counting costs more than the page. The instant
-- is text, because it stands in every row and is read once.
WITH page AS MATERIALIZED ({page})
SELECT
    head.found,
    head.sequence,
    head.changed_at::text,
    page.row_id,
    page.record_id,
    page.incident_id,
    {key_texts} AS keys,
    stored.body
FROM (
    SELECT
        CASE WHEN (SELECT (change.sequence, change.at) = ({counted_at}::bigint, {counted_from}::timestamptz)
                   FROM published_change AS change ORDER BY change.sequence DESC LIMIT 1)
            THEN {counted}::bigint
            ELSE (SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {conditions} LIMIT {count_limit}) AS matches)
        END AS found,
        (SELECT max(change.sequence) FROM published_change AS change) AS sequence,
        (SELECT change.at FROM published_change AS change ORDER BY change.sequence DESC LIMIT 1) AS changed_at
) AS head
LEFT JOIN page ON TRUE
LEFT JOIN {table} AS stored ON stored.id = page.row_id
ORDER BY {order}
