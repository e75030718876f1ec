"""Small ints in lists: permutations and reversals."""

import sys


def fannkuch(n):
    permutation = list(range(n))
    count = [0] * n
    flips_most = checksum = 0
    sign = 1
    while True:
        first = permutation[0]
        if first:
            flipped = permutation[:]
            flips = 0
            while first:
                low, high = 0, first
                while low < high:
                    flipped[low], flipped[high] = flipped[high], flipped[low]
                    low += 1
                    high -= 1
                flips += 1
                first = flipped[0]
            if flips > flips_most:
                flips_most = flips
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
                return checksum, flips_most
            count[i] = 0
            head = permutation[0]
            for j in range(i + 1):
                permutation[j] = permutation[j + 1]
            permutation[i + 1] = head


def run(rounds=120):
    return [fannkuch(7) for _ in range(rounds)][-1]


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
