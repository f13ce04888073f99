"""All names that can be switched on."""

from fake_vendor.variants import outages
from fake_vendor.variants.drifts import (
    bodies,
    field_values,
    headers,
    paths,
    request_checks,
    response_fields,
    statuses,
)
from fake_vendor.variants.harmless import contents, refusals, travel

SWITCHES = {
    switch.name: switch
    for module in (
        *(paths, statuses, bodies, response_fields, field_values, request_checks, headers),
        *(travel, contents, refusals),
        outages,
    )
    for switch in module.SWITCHES
}
