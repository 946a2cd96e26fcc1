"""Loading on a cluster: Dask workers convert shares of the sources into the datasets of a lake."""
