"""Files of tables: workbooks, CSV and Parquet, read and written."""
