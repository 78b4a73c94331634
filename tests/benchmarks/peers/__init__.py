"""What this API is measured beside: an ordinary serializer API over plain tables, and a bare asynchronous server."""
