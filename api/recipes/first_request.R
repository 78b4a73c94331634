library(jsonlite)

answer <- fromJSON("http://127.0.0.1:8000/api/v1/incidents?per_page=1", simplifyVector = FALSE)
incident <- answer$results[[1]]
cat(incident$id, incident$title, "\n")
