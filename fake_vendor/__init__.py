"""A stand-in for the live API, with drifts, harmless variants and outages that can be switched on by name."""

from fake_vendor.errors import VendorFault
from fake_vendor.vendor import FakeVendor

__all__ = ["FakeVendor", "VendorFault"]
