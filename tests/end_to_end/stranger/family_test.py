"""Ana, who has begun a family on a server of this test's own, and Ben, whom she may invite."""

import unittest

import grpc

import family
import household
import programs


class FamilyTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = household.Household()
        cls.addClassCleanup(cls.home.close)

    def setUp(self):
        self.ana = self.new_family("Ana")

    def new_family(self, name):
        return family.begin(self.home.new_client(), name, programs.zone_at_noon())

    def join_as_partner(self):
        return family.join(self.home.new_client(), self.ana, "Ben")

    def another_device_of(self, replica):
        return family.join_as_own_device(self.home.new_client(), replica)

    def assert_refused(self, code, call, *arguments):
        with self.assertRaises(grpc.RpcError) as raised:
            call(*arguments)
        self.assertEqual(raised.exception.code(), code, raised.exception.details())
