since=$(cat last-change.txt 2>/dev/null || echo 0)
curl -fsS "http://127.0.0.1:8000/api/v1/changes?since=$since&per_page=200" | tee changes.json
grep -o '"last":[0-9]*' changes.json | cut -d: -f2 >last-change.txt
