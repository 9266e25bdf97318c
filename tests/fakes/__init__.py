"""Servers on loopback that behave as the services that Storeflow speaks to, with state and faults on demand."""
