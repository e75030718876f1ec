/** The Python programs that the browser tests look at. Short, so that all of a file is on the screen. */

export const hot = `def dot(a, b):
    total = 0
    for i in range(len(a)):
        total += a[i] * b[i]
    return total


print(dot([1, 2, 3], [4.0, 5.0, 6.0]))
`;

export const ask = `name = input('Your name? ')
print(f'Hello, {name}!')
raise SystemExit(3)
`;

export const endless = `import time

print('started', flush=True)
try:
    while True:
        time.sleep(0.05)
except KeyboardInterrupt:
    print('interrupted by the user')
`;
