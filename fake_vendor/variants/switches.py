"""All names that can be switched on."""

from fake_vendor.variants import outages
from fake_vendor.variants.drifts import (
    bodies,
    field_values,
    heads,
    lists,
    paths,
    request_checks,
    response_fields,
    writes,
)
from fake_vendor.variants.harmless import contents, responses, routing, values

SWITCHES = {
    switch.name: switch
    for module in (
        *(paths, heads, bodies, response_fields, field_values, request_checks, lists, writes),
        *(responses, contents, routing, values),
        outages,
    )
    for switch in module.SWITCHES
}
