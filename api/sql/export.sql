-- All rows of a list in order, each with the version of the data that this snapshot shows.
SELECT
    (SELECT max(change.sequence) FROM published_change AS change) AS sequence,
    (SELECT change.at FROM published_change AS change ORDER BY change.sequence DESC LIMIT 1) AS changed_at,
    {record_id} AS record_id,
    r.incident_id,
    r.body
FROM {source} WHERE {conditions} ORDER BY {order}
