"""All names that can be switched on."""

from fake_vendor import outages
from fake_vendor.drifts import bodies, credentials, fields, headers, paths, requests, statuses, values
from fake_vendor.harmless import contents, refusals, travel

SWITCHES = {
    switch.name: switch
    for module in (
        *(paths, statuses, bodies, fields, values, requests, credentials, headers),
        *(travel, contents, refusals),
        outages,
    )
    for switch in module.SWITCHES
}
