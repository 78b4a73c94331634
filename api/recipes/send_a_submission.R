library(httr2)

kept <- request("http://127.0.0.1:8000/api/v1/submissions") |>
  req_headers("Idempotency-Key" = "my-first-article") |>
  req_body_json(list(url = "https://news.example/leak", reason = "First report of how many patients were told.")) |>
  req_perform() |>
  resp_body_json()
cat(kept$state, kept$url, "\n")
