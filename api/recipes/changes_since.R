library(jsonlite)

kept <- "last-change.txt"
since <- if (file.exists(kept)) readLines(kept)[1] else "0"
address <- paste0("http://127.0.0.1:8000/api/v1/changes?per_page=200&since=", since)
while (!is.null(address)) {
  page <- fromJSON(address, simplifyVector = FALSE)
  for (change in page$results) cat(change$sequence, change$type, change$incident, "\n")
  writeLines(format(page$meta$last, scientific = FALSE), kept)
  address <- page$`next`
}
