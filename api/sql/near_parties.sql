-- Parties in whose names the words stand almost, nearest first; the index is walked from the nearest on.
WITH near AS (
    SELECT n.code, n.name, n.folded, n.folded <->> {folded} AS distance
    FROM published_name AS n WHERE n.kind = 'party'
    ORDER BY n.folded <->> {folded}, n.folded, n.code LIMIT 30
),
best AS (
    SELECT DISTINCT ON (code) * FROM near WHERE distance <= 1 - {likeness} ORDER BY code, distance, folded
)
SELECT best.code, best.name, 3, counted.rows
FROM best
LEFT JOIN published_groupcount AS counted
    ON counted.resource = 'incidents' AND counted.key = 'party' AND counted.code = best.code
ORDER BY best.distance, counted.rows DESC NULLS LAST, best.code LIMIT {limit}
