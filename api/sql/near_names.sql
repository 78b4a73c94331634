-- Names in which the words stand almost, the nearest first; the index finds what is beyond the threshold that was set.
-- Of incidents only so many are looked at: a word of very many titles is near to all of these alike.
WITH best AS (
    SELECT DISTINCT ON (n.code) n.code, n.name, n.folded <->> {folded} AS distance
    FROM (SELECT * FROM published_name WHERE kind = {kind} AND folded %> {folded} LIMIT {looked_at}) AS n
    ORDER BY n.code, distance, n.folded
)
SELECT best.code, best.name, 3, counted.rows
FROM best
LEFT JOIN published_groupcount AS counted
    ON counted.resource = 'incidents' AND counted.key = 'party' AND counted.code = best.code
ORDER BY best.distance, counted.rows DESC NULLS LAST, best.code DESC LIMIT {limit}
