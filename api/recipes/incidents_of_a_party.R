library(jsonlite)

page <- list(`next` = "http://127.0.0.1:8000/api/v1/incidents?party=Facebook&per_page=100")
while (!is.null(page$`next`)) {
  page <- fromJSON(page$`next`, simplifyVector = FALSE)
  for (incident in page$results) cat(incident$id, incident$title, "\n")
}
