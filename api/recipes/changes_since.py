import json
from pathlib import Path
from urllib.request import urlopen

kept = Path("last-change.txt")
since = kept.read_text().strip() if kept.exists() else "0"
address = f"http://127.0.0.1:8000/api/v1/changes?since={since}&per_page=200"
while address:
    with urlopen(address) as answer:
        page = json.load(answer)
    for change in page["results"]:
        print(change["sequence"], change["type"], change["incident"])
    kept.write_text(str(page["meta"]["last"]))
    address = page["next"]
