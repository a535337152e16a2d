"""What the compiler and the linker put into both programs against their own faults; and systemd, around the server."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import programs
import standing

PROGRAMS = (programs.SERVER_PROGRAM, programs.CLIENT_PROGRAM)
# Of ten; what it may do at all keeps it from none.
MOST_EXPOSURE = 1.5


def said_by(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class ProgramTest(unittest.TestCase):
    def of_each(self, *command):
        for program in PROGRAMS:
            with self.subTest(program=pathlib.Path(program).name):
                yield said_by(*command, program)

    def test_it_is_loaded_at_an_address_nobody_knows(self):
        for dynamic in self.of_each("readelf", "-dW"):
            self.assertRegex(dynamic, r"FLAGS_1\b.*\bPIE\b")

    def test_what_the_loader_has_filled_in_is_read_only(self):
        for dynamic in self.of_each("readelf", "-lWd"):
            self.assertIn("GNU_RELRO", dynamic)
            self.assertRegex(dynamic, r"FLAGS\b.*\bBIND_NOW\b")

    def test_no_memory_is_both_written_and_run(self):
        for segments in self.of_each("readelf", "-lW"):
            flags = [line for line in segments.splitlines() if " LOAD " in line or "GNU_STACK" in line]
            self.assertTrue(flags)
            for line in flags:
                self.assertNotIn("RWE", line)

    def test_a_smashed_stack_ends_it(self):
        for symbols in self.of_each("nm", "-D"):
            self.assertIn("__stack_chk_fail", symbols)

    def test_only_marked_places_are_jumped_to(self):
        for code in self.of_each("objdump", "-d", "--no-show-raw-insn", "--disassemble=main"):
            self.assertRegex(code, r"<main>:\n[^\n]*\bendbr64\b")

    @unittest.skipUnless(os.environ["TOWARD_BUILD_TYPE"] == "Release", "only what is optimised can be checked")
    def test_the_c_library_checks_sizes(self):
        for symbols in self.of_each("nm", "-D"):
            self.assertRegex(symbols, r"__(memcpy|snprintf|vsnprintf|read|fprintf|memset|strcpy)_chk")


class UnitTest(unittest.TestCase):
    def setUp(self):
        directory = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, directory)
        self.unit = directory / "toward-server.service"
        self.unit.write_text(
            standing.shipped(
                "systemd/toward-server.service", {"/usr/local/bin/toward-server": programs.SERVER_PROGRAM}
            )
        )

    def test_systemd_understands_all_of_it(self):
        checked = subprocess.run(["systemd-analyze", "verify", "--man=no", self.unit], capture_output=True, text=True)
        self.assertEqual((checked.returncode, checked.stderr), (0, ""))

    def test_little_is_left_to_a_server_that_was_taken_over(self):
        command = ["systemd-analyze", "security", "--offline=yes", f"--threshold={int(MOST_EXPOSURE * 10)}", self.unit]
        judged = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(judged.returncode, 0, judged.stdout[-200:])


if __name__ == "__main__":
    unittest.main()
