"""The sum of a range, by the builtin, by a for loop and by while loops."""

print(sum(range(10)))
total = 0
for i in range(10):
    total += i
print(total, i)
total = 0
while total < 45:
    total = total + 5
print(total)
n = 10
while n:
    n -= 1
    if n % 2:
        continue
    if n == 2:
        break
else:
    print('not here')
print(n)
