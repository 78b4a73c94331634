import json
from urllib.request import urlopen

with urlopen("http://127.0.0.1:8000/api/v1/estimates?affected__gt=1000000&measure=people") as answer:
    page = json.load(answer)
for claim in page["results"]:
    bounds = [str(claim[name] if claim[name] is not None else "-") for name in ("low", "best", "high")]
    print(claim["incident"], claim["bound"], *bounds, end=f": {claim['text']}\n")
