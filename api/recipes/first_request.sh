curl -fsS 'http://127.0.0.1:8000/api/v1/incidents?per_page=1&select=id,title,headline.text'
