"""The public pages: what the API says, for people to read. They ask the API's own functions and decide nothing."""
