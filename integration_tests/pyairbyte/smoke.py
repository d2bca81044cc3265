"""Runs PyAirbyte's smoke tests against one destination and prints the outcome as one line of JSON.

Called as `smoke.py <name> <executable> <config file> <strategy>`. With the strategy `smoke` it is PyAirbyte's own
`destination-smoke-test`, which leaves the write strategy to PyAirbyte; any other one is used for the same scenarios.
"""

import json
import sys
import warnings

warnings.filterwarnings("ignore")

import airbyte as ab
from airbyte._util.destination_smoke_tests import (
    _sanitize_error,
    generate_namespace,
    get_smoke_test_source,
    run_destination_smoke_test,
)


def write(destination: ab.Destination, strategy: str) -> str | None:
    """Writes all scenarios in one sync, as the pages of the connectors show it; returns the error, if there is one."""
    source = get_smoke_test_source(scenarios="all", namespace=generate_namespace())
    try:
        destination.write(source, cache=False, state_cache=ab.new_local_cache("states"), write_strategy=strategy)
    except Exception as thrown:  # noqa: BLE001 - every failure is an outcome
        return _sanitize_error(thrown)
    return None


def main(name: str, executable: str, config_file: str, strategy: str) -> None:
    with open(config_file, encoding="utf-8") as file:
        config = json.load(file)
    destination = ab.get_destination(name, config=config, local_executable=executable)
    destination.check()
    if strategy == "smoke":
        error = run_destination_smoke_test(destination=destination, scenarios="all").error
    else:
        error = write(destination, strategy)
    print("\n" + json.dumps({"error": error}))


if __name__ == "__main__":
    main(*sys.argv[1:])
