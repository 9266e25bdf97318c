"""Storeflow: workflows for online stores that their owners draw themselves."""

__version__ = "0.1.0"
