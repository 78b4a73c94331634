curl -fsS 'http://127.0.0.1:8000/api/v1/submissions' \
  -H 'Content-Type: application/json' -H 'Idempotency-Key: my-first-article' \
  -d '{"url": "https://news.example/leak", "reason": "First report of how many patients were told."}'
