"""if on a bit test."""

for flags in range(8):
    if flags & 4:
        print(flags, 'four', end=' ')
    elif not flags & 1:
        print(flags, 'even', end=' ')
    else:
        print(flags, 'odd', end=' ')
    if flags & 1 and flags & 2:
        print('both')
    else:
        print('not both')
