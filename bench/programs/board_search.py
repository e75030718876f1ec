"""A game of four in a row against itself: alpha-beta search, and territory counted with sets."""

import sys

WIDTH, HEIGHT = 7, 6
EMPTY, RED, YELLOW = range(3)
ORDER = sorted(range(WIDTH), key=lambda column: abs(column - WIDTH // 2))
DIRECTIONS = [(1, 0), (0, 1), (1, 1), (1, -1)]


class Board:
    def __init__(self):
        self.columns = [[] for _ in range(WIDTH)]
        self.turn = RED
        self.moves = []

    def possible(self):
        return [column for column in ORDER if len(self.columns[column]) < HEIGHT]

    def play(self, column):
        self.columns[column].append(self.turn)
        self.moves.append(column)
        self.turn = RED + YELLOW - self.turn

    def undo(self):
        self.columns[self.moves.pop()].pop()
        self.turn = RED + YELLOW - self.turn

    def at(self, x, y):
        if 0 <= x < WIDTH and 0 <= y < len(self.columns[x]):
            return self.columns[x][y]
        return EMPTY

    def has_won(self):
        """Whether the last move made four in a row."""
        x = self.moves[-1]
        y = len(self.columns[x]) - 1
        who = self.columns[x][y]
        for dx, dy in DIRECTIONS:
            count = 1
            for sign in (1, -1):
                i, j = x + sign * dx, y + sign * dy
                while self.at(i, j) == who:
                    count += 1
                    i += sign * dx
                    j += sign * dy
            if count >= 4:
                return True
        return False

    def value(self):
        """What the position is worth to whose turn it is: centre stones and open pairs."""
        total = 0
        for x, column in enumerate(self.columns):
            weight = 3 - abs(x - 3)
            for y, stone in enumerate(column):
                worth = weight + (1 if self.at(x + 1, y) == stone else 0)
                total += worth if stone == self.turn else -worth
        return total

    def key(self):
        return tuple(map(tuple, self.columns))


class Player:
    def __init__(self, depth):
        self.depth = depth
        self.seen = {}
        self.nodes = 0

    def search(self, board, depth, alpha, beta):
        self.nodes += 1
        if board.moves and board.has_won():
            return -1000 - depth
        if depth == 0:
            return board.value()
        key = (board.key(), depth)
        if key in self.seen:
            return self.seen[key]
        best = -10_000
        for column in board.possible():
            board.play(column)
            score = -self.search(board, depth - 1, -beta, -alpha)
            board.undo()
            if score > best:
                best = score
                alpha = max(alpha, score)
                if alpha >= beta:
                    break
        if best == -10_000:
            best = 0
        self.seen[key] = best
        return best

    def choose(self, board):
        scored = []
        for column in board.possible():
            board.play(column)
            scored.append((-self.search(board, self.depth - 1, -10_000, 10_000), -column))
            board.undo()
        return -max(scored)[1]


def regions(board, who):
    """The connected groups of one colour, as sets of places."""
    stones = {(x, y) for x in range(WIDTH) for y in range(HEIGHT) if board.at(x, y) == who}
    groups = []
    while stones:
        group = {stones.pop()}
        edge = set(group)
        while edge:
            near = {(x + dx, y + dy) for x, y in edge for dx, dy in DIRECTIONS}
            near |= {(x - dx, y - dy) for x, y in edge for dx, dy in DIRECTIONS}
            edge = near & stones
            stones -= edge
            group |= edge
        groups.append(group)
    return groups


def run(rounds: int = 320):
    """A round is one move; a game that ends is followed by another."""
    nodes = biggest = games = 0
    board, players, opening = Board(), [Player(3), Player(4)], 0
    for _ in range(rounds):
        if not board.moves:
            board.play(opening % WIDTH)
            board.play(opening * 3 % WIDTH)
        player = players[len(board.moves) % 2]
        before = player.nodes
        board.play(player.choose(board))
        nodes += player.nodes - before
        biggest += max(len(group) for who in (RED, YELLOW) for group in regions(board, who))
        if board.has_won() or not board.possible():
            games += 1
            board, players, opening = Board(), [Player(3), Player(4)], opening + 1
    return nodes, biggest, games


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
