import json
from urllib.request import urlopen

with urlopen("http://127.0.0.1:8000/api/v1/incidents?per_page=1") as answer:
    incident = json.load(answer)["results"][0]
print(incident["id"], incident["title"])
