"""The archive as open data: records, files, feeds, and what describes them to machines."""
