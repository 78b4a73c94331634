curl -fsS 'http://127.0.0.1:8000/api/v1/incidents/PIKB-2018-00001/estimates?as_of=2026-11-25&format=csv&select=text,claimant.name,claimed_on'
