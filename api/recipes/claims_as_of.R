library(jsonlite)

incident <- fromJSON("http://127.0.0.1:8000/api/v1/incidents/PIKB-2018-00001?as_of=2026-11-25", simplifyVector = FALSE)
for (claim in incident$estimates) {
  day <- if (is.null(claim$claimed_on)) "undated" else claim$claimed_on
  cat(sprintf("%s: %s – “%s”\n", day, claim$text, claim$evidence[[1]]$quote))
}
