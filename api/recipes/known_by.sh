curl -fsS 'http://127.0.0.1:8000/api/v1/incidents/PIKB-2018-00001?known_by=2018-03-17&select=headline.text,estimates.text,estimates.claimed_on'
