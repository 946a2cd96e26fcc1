"""The lake: what was loaded as Parquet datasets on storage, each a Delta table.

It needs the extra `newsdb[cluster]`.
"""
