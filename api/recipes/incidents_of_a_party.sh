page='http://127.0.0.1:8000/api/v1/incidents?party=Facebook&select=id&per_page=100'
while [ -n "$page" ]; do
  answer=$(curl -fsS "$page")
  echo "$answer" | grep -o 'PIKB-[0-9-]*'
  page=$(echo "$answer" | sed -n 's/.*"next":"\([^"]*\)".*/\1/p')
done
