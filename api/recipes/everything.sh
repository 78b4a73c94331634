curl -fsS -o incidents.ndjson 'http://127.0.0.1:8000/api/v1/incidents?format=ndjson'
curl -fsS -o estimates.csv 'http://127.0.0.1:8000/api/v1/estimates?format=csv'
wc -l incidents.ndjson
wc -l estimates.csv
