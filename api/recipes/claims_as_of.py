import json
from urllib.request import urlopen

with urlopen("http://127.0.0.1:8000/api/v1/incidents/PIKB-2018-00001?as_of=2026-11-25") as answer:
    incident = json.load(answer)
for claim in incident["estimates"]:
    quote = claim["evidence"][0]["quote"]
    print(f"{claim['claimed_on'] or 'undated'}: {claim['text']} – “{quote}”")
