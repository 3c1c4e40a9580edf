"""Tables as spreadsheets and other programs write them, for whoever reads any: CSV and XLSX as rows of text."""
