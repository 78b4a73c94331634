-- A page of the change feed with its count and the newest number of all, in one snapshot. `is_gone`: the incident was
-- withdrawn after this change, which therefore keeps its number and type and loses its words.
WITH page AS MATERIALIZED (
    SELECT c.sequence, c.body,
           c.type <> 'incident.withdrawn' AND EXISTS (
               SELECT 1 FROM published_incidentrevision AS today
               WHERE today.incident_id = c.incident_id AND today.valid_to IS NULL AND today.state = 'withdrawn'
           ) AS is_gone
    FROM published_change AS c WHERE {conditions} ORDER BY c.sequence LIMIT {limit}
)
SELECT head.found, head.newest, page.sequence, page.body, page.is_gone
FROM (
    SELECT
        (SELECT count(*) FROM (SELECT 1 FROM published_change AS c WHERE {conditions} LIMIT {count_limit}) AS counted)
            AS found,
        (SELECT max(change.sequence) FROM published_change AS change) AS newest
) AS head
LEFT JOIN page ON TRUE
ORDER BY page.sequence
