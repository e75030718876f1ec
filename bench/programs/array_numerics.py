"""Numbers in array.array and bytearray: a Fourier transform, a filter, a dithered picture, counts."""

import math
import sys
from array import array


def transform(real: array, imaginary: array) -> None:
    """The fast Fourier transform in place; the length is a power of two."""
    n = len(real)
    j = 0
    for i in range(1, n):
        bit = n >> 1
        while j & bit:
            j ^= bit
            bit >>= 1
        j |= bit
        if i < j:
            real[i], real[j] = real[j], real[i]
            imaginary[i], imaginary[j] = imaginary[j], imaginary[i]
    size = 2
    while size <= n:
        half = size // 2
        angle = -2 * math.pi / size
        step_r, step_i = math.cos(angle), math.sin(angle)
        for start in range(0, n, size):
            wr, wi = 1.0, 0.0
            for k in range(start, start + half):
                tr = wr * real[k + half] - wi * imaginary[k + half]
                ti = wr * imaginary[k + half] + wi * real[k + half]
                real[k + half] = real[k] - tr
                imaginary[k + half] = imaginary[k] - ti
                real[k] += tr
                imaginary[k] += ti
                wr, wi = wr * step_r - wi * step_i, wr * step_i + wi * step_r
        size *= 2


def smooth(samples: array, weights: array) -> array:
    result = array('d', bytes(8 * len(samples)))
    middle = len(weights) // 2
    for i in range(middle, len(samples) - middle):
        total = 0.0
        for j, weight in enumerate(weights):
            total += weight * samples[i + j - middle]
        result[i] = total
    return result


def dither(grey: bytearray, width: int, height: int) -> int:
    """Black and white by error diffusion, in place; how many pixels became white."""
    error = array('i', [0] * (width * height + width + 2))
    white = 0
    for y in range(height):
        for x in range(width):
            at = y * width + x
            wanted = grey[at] + error[at] // 16
            if wanted >= 128:
                grey[at] = 255
                white += 1
                rest = wanted - 255
            else:
                grey[at] = 0
                rest = wanted
            error[at + 1] += rest * 7
            error[at + width - 1] += rest * 3
            error[at + width] += rest * 5
            error[at + width + 1] += rest
    return white


def histogram(data: bytes) -> array:
    counts = array('l', [0] * 256)
    for byte in data:
        counts[byte] += 1
    return counts


def run(rounds: int = 170):
    answer = 0.0
    white = most = 0
    weights = array('d', [0.1, 0.2, 0.4, 0.2, 0.1])
    for n in range(1, rounds + 1):
        real = array('d', (math.sin(i * n / 10) for i in range(512)))
        imaginary = array('d', bytes(8 * 512))
        transform(real, imaginary)
        answer += smooth(real, weights)[17] + imaginary[3]
        picture = bytearray((x * y * n) >> 3 & 255 for y in range(40) for x in range(48))
        most += max(histogram(picture))
        white += dither(picture, 48, 40)
    return round(answer, 6), white, most


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
