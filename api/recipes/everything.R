library(jsonlite)

lines <- readLines("http://127.0.0.1:8000/api/v1/incidents?format=ndjson", encoding = "UTF-8")
incidents <- lapply(lines, fromJSON, simplifyVector = FALSE)
estimates <- read.csv("http://127.0.0.1:8000/api/v1/estimates?format=csv", na.strings = "", encoding = "UTF-8")
cat(length(incidents), "incidents,", nrow(estimates), "estimates\n")
