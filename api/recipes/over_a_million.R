address <- "http://127.0.0.1:8000/api/v1/estimates?affected__gt=1000000&measure=people&format=csv"
claims <- read.csv(address, na.strings = "", encoding = "UTF-8")
for (row in seq_len(nrow(claims))) {
  bounds <- unlist(claims[row, c("low", "best", "high")])
  bounds <- ifelse(is.na(bounds), "-", format(bounds, scientific = FALSE, trim = TRUE))
  cat(paste(claims$incident[row], claims$bound[row], paste(bounds, collapse = " ")))
  cat(":", claims$text[row], "\n")
}
