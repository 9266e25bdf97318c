"""The commands of ``storeflow``, one file per group. Each works whether or not a server runs on the same data."""
