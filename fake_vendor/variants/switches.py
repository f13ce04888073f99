"""All names that can be switched on."""

from fake_vendor.variants import outages
from fake_vendor.variants.drifts import (
    bodies,
    field_values,
    heads,
    paths,
    request_checks,
    response_fields,
)
from fake_vendor.variants.harmless import contents, responses, routing

SWITCHES = {
    switch.name: switch
    for module in (
        *(paths, heads, bodies, response_fields, field_values, request_checks),
        *(responses, contents, routing),
        outages,
    )
    for switch in module.SWITCHES
}
