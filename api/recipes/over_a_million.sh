curl -fsS 'http://127.0.0.1:8000/api/v1/estimates?affected__gt=1000000&measure=people&format=csv&select=incident,text,low,best,high,bound'
