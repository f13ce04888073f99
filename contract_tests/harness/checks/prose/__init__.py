"""The vendor's docs page compared with its OpenAPI document; this needs no network."""
