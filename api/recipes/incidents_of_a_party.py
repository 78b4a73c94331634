import json
import time
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

API = "http://127.0.0.1:8000/api/v1"
HEADERS = {"User-Agent": "my-study/1.0 (me@university.example)"}  # add "Authorization": "Bearer pikb_…" for more


def ask(address):
    while True:
        try:
            with urlopen(Request(address, headers=HEADERS)) as answer:
                return json.load(answer)
        except HTTPError as error:
            if error.code not in (429, 503):
                raise SystemExit(json.load(error)["detail"]) from error
            time.sleep(int(error.headers["Retry-After"]))


def records(path, **filters):
    page = {"next": f"{API}/{path}?{urlencode(filters)}"}
    while page["next"]:
        page = ask(page["next"])
        yield from page["results"]


for incident in records("incidents", party="Facebook", per_page=100):
    print(incident["id"], incident["title"])
