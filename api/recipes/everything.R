library(jsonlite)

incidents <- stream_in(url("http://127.0.0.1:8000/api/v1/incidents?format=ndjson"), simplifyVector = FALSE, verbose = FALSE)
estimates <- read.csv("http://127.0.0.1:8000/api/v1/estimates?format=csv", na.strings = "", encoding = "UTF-8")
cat(length(incidents), "incidents,", nrow(estimates), "estimates\n")
