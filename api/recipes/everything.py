import csv
import json
from urllib.request import urlretrieve

urlretrieve("http://127.0.0.1:8000/api/v1/incidents?format=ndjson", "incidents.ndjson")
urlretrieve("http://127.0.0.1:8000/api/v1/estimates?format=csv", "estimates.csv")

with open("incidents.ndjson", encoding="utf-8") as lines:
    incidents = [json.loads(line) for line in lines]
with open("estimates.csv", encoding="utf-8", newline="") as table:
    estimates = list(csv.DictReader(table))
print(len(incidents), "incidents,", len(estimates), "estimates")
