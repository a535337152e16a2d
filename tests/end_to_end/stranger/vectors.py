"""The cases of tests/vectors."""

import json
import os
import pathlib

import keys

_VECTORS = pathlib.Path(os.environ["TOWARD_SOURCE_DIR"]) / "tests" / "vectors"


def each_case(file, cases):
    """Runs a test once for every case, under the case's name; there is at least one."""
    with open(_VECTORS / file, encoding="utf-8") as opened:
        listed = json.load(opened)[cases]
    assert listed, f"{file} has no {cases}"

    def decorate(test):
        def run(self):
            for case in listed:
                with self.subTest(case["name"]):
                    test(self, case)

        return run

    return decorate


def as_bytes(case, name):
    return bytes.fromhex(case[name])


def all_bytes(case, *names):
    return [as_bytes(case, name) for name in names]


def device(case):
    return keys.DeviceKeys(*all_bytes(case, "sign_seed", "box_seed"))
