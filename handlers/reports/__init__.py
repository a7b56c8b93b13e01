"""What is written and drawn for people to take away: charts, papers, posters and workbooks."""

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
