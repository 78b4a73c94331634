import json
from urllib.request import urlopen

with urlopen("http://127.0.0.1:8000/api/v1/incidents?group_by=cause") as answer:
    groups = json.load(answer)["groups"]
for group in groups:
    print(group["count"], group["label"])
