"""Fannkuch: how often can a permutation's head be flipped until it begins with 0?

Small ints, list slices and in-place reversal.  Usage: fannkuch.py [N]
"""

import sys


def fannkuch(n):
    permutation = list(range(n))
    count = [0] * n
    most_flips = checksum = 0
    sign = 1
    while True:
        first = permutation[0]
        if first:
            flipped = permutation[:]
            flips = 0
            while first:
                flipped[:first + 1] = flipped[first::-1]
                flips += 1
                first = flipped[0]
            most_flips = max(most_flips, flips)
            checksum += sign * flips
        if sign == 1:
            permutation[0], permutation[1] = permutation[1], permutation[0]
            sign = -1
            continue
        permutation[1], permutation[2] = permutation[2], permutation[1]
        sign = 1
        for i in range(2, n):
            if count[i] < i:
                count[i] += 1
                break
            if i == n - 1:
                return checksum, most_flips
            count[i] = 0
            permutation[:i + 2] = permutation[1:i + 2] + permutation[:1]


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    checksum, flips = fannkuch(n)
    print(checksum)
    print(f'Pfannkuchen({n}) = {flips}')


if __name__ == '__main__':
    main()
