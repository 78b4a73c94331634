library(jsonlite)

groups <- fromJSON("http://127.0.0.1:8000/api/v1/incidents?group_by=cause")$groups
cat(paste(groups$count, groups$label), sep = "\n")
