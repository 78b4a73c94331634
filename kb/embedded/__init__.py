"""What a machine with nothing but Python needs to run the whole: a PostgreSQL of its own and a supervisor.

binaries      which PostgreSQL programs to use
accounts      which account the database runs under
data_folder   the folder that holds everything: marker, lock, secrets, remembered ports
guardian      the process that outlives a killed launcher and ends what it left behind
processes     starting, watching and stopping children
postgres      a database cluster: create, start, prepare
run           `python -m kb.embedded.run -- COMMAND`: a command with a throw-away PostgreSQL around it
"""
