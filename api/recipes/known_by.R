library(jsonlite)

incident <- "http://127.0.0.1:8000/api/v1/incidents/PIKB-2018-00001"
headline <- function(query) {
  told <- fromJSON(paste0(incident, "?select=headline", query), simplifyVector = FALSE)$headline
  if (is.null(told)) "no number had been claimed" else told$text
}
cat("2018-03-17:", headline("&known_by=2018-03-17"), "\n")
cat("today:", headline(""), "\n")
