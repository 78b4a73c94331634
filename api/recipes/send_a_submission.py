import json
from urllib.request import Request, urlopen

letter = {"url": "https://news.example/leak", "reason": "First report of how many patients were told."}
headers = {"Content-Type": "application/json", "Idempotency-Key": "my-first-article"}
request = Request("http://127.0.0.1:8000/api/v1/submissions", data=json.dumps(letter).encode(), headers=headers)
with urlopen(request) as answer:
    kept = json.load(answer)
print(kept["state"], kept["url"])
