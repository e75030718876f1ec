"""Plays tic-tac-toe against itself, perfectly: recursion with a cache.  The result is a draw."""

from functools import lru_cache

LINES = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]


def winner(board):
    for a, b, c in LINES:
        if board[a] == board[b] == board[c] != ' ':
            return board[a]
    return None


def moves(board):
    return [square for square, mark in enumerate(board) if mark == ' ']


def play(board, square, mark):
    return board[:square] + mark + board[square + 1:]


@lru_cache(maxsize=None)
def value(board, mark):
    """+1, 0 or -1 for the player to move, if both play as well as they can."""
    if winner(board):
        return -1
    if ' ' not in board:
        return 0
    other = 'O' if mark == 'X' else 'X'
    return max(-value(play(board, square, mark), other) for square in moves(board))


def best(board, mark):
    other = 'O' if mark == 'X' else 'X'
    return max(moves(board), key=lambda square: -value(play(board, square, mark), other))


def main():
    board, mark = ' ' * 9, 'X'
    while not winner(board) and ' ' in board:
        board = play(board, best(board, mark), mark)
        mark = 'O' if mark == 'X' else 'X'
    print('\n-+-+-\n'.join('|'.join(board[row:row + 3]) for row in (0, 3, 6)))
    print(f'{winner(board) or "nobody"} wins; {value.cache_info().currsize} positions were looked at')


if __name__ == '__main__':
    main()
