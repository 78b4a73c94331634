-- The rows of a page from one side of the edge. A list without NULLs, or its first page, has a single branch.
(SELECT r.id AS row_id, {record_id} AS record_id, r.incident_id, {keys}
 FROM {source} WHERE {conditions} ORDER BY {order} LIMIT {limit})
