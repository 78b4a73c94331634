import json
from urllib.request import urlopen

INCIDENT = "http://127.0.0.1:8000/api/v1/incidents/PIKB-2018-00001"


def headline(query):
    with urlopen(f"{INCIDENT}?select=headline{query}") as answer:
        told = json.load(answer)["headline"]
    return told["text"] if told else "no number had been claimed"


print("2018-03-17:", headline("&known_by=2018-03-17"))
print("today:", headline(""))
