"""A test that leaves three objects each time, so that the hunt for leaks has something to find."""

import unittest

left = []


class Leaking(unittest.TestCase):
    def test_leaks(self):
        for _ in range(3):
            left.append(object())


if __name__ == '__main__':
    unittest.main()
