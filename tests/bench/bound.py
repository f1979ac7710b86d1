# SPDX-License-Identifier: MIT
"""The least that a change of the screen costs: the changed glyphs, the cheapest ways of the cursor between them, changes of
attributes, and erasing to the end of a line. What a terminal sends beyond that could be saved by nobody who draws the same."""

PLAIN = ("default", False, False, False)


def snapshot(screen):
    """[row][column] = (character, attributes) of a pyte screen."""
    return [[(cell.data, (cell.fg, cell.bold, cell.underscore, cell.reverse))
             for cell in (screen.buffer[y][x] for x in range(screen.columns))] for y in range(screen.lines)]


def _digits(number):
    return len(str(number))


def _move(at, to):
    """From one (row, column) to another: addressed as a whole, by row and by column, or by steps."""
    (y, x), (row, column) = at, to
    whole = 4 + _digits(row + 1) + _digits(column + 1)  # ESC [ r ; c H
    if to == (0, 0):
        whole = 3
    across = min(0 if column == x else 3 + _digits(column + 1),  # ESC [ c G
                 (3 + (_digits(column - x) if column - x > 1 else 0)) if column > x else 99,  # ESC [ n C
                 x - column if column <= x else 99,  # backspaces
                 1 + ((3 + _digits(column + 1)) if column else 0))  # carriage return
    down = 0 if row == y else min(3 + _digits(row + 1), row - y if row > y else 99)  # ESC [ r d, line feeds
    return min(whole, across + down)


def _attributes(old, new):
    if old == new:
        return 0
    colour, bold, underline, reverse = new
    marks = [bold and not old[1], underline and not old[2], reverse and not old[3]]
    add = [1] * sum(marks) + ([2] if colour != old[0] else [])
    if new == PLAIN:
        return 3  # ESC [ m
    fresh = [1] * sum((bold, underline, reverse)) + ([2] if colour != "default" else [])
    gone = (old[1] and not bold) or (old[2] and not underline) or (old[3] and not reverse)
    least = [1, *fresh] if gone else add  # 0; first, where a mark has to go
    return 3 + sum(least) + len(least) - 1


def _glyphs(cells):
    return sum(len(data.encode()) for data, _ in cells)


def _runs(old, new):
    """(runs of changed cells as [from, to), whether the rest of the line is erased)."""
    end = len(new)
    while end and new[end - 1] == (" ", PLAIN):
        end -= 1
    rest = sum(a != b for a, b in zip(old[end:], new[end:]))
    erases = rest > 3
    changed = [x for x in range(end if erases else len(new)) if old[x] != new[x]]
    runs = []
    for x in changed:
        if runs and _glyphs(new[runs[-1][1]:x]) <= 4 and len({style for _, style in new[runs[-1][0]:x + 1]}) == 1:
            runs[-1][1] = x + 1  # what lies between is cheaper than a move
        else:
            runs.append([x, x + 1])
    return runs, end if erases else None


def least_bytes(before, after, at, then):
    """at, then: where the cursor stands, and where it is to stand (None: nobody sees it)."""
    style, cost = PLAIN, 0
    for y, (old, new) in enumerate(zip(before, after)):
        runs, erased_from = _runs(old, new)
        for start, end in runs:
            cost += _move(at, (y, start))
            for data, attributes in new[start:end]:
                cost += _attributes(style, attributes) + len(data.encode())
                style = attributes
            at = (y, min(end, len(new) - 1))
        if erased_from is not None:
            cost += _move(at, (y, erased_from)) + _attributes(style, PLAIN) + 3
            style, at = PLAIN, (y, erased_from)
    cost += _attributes(style, PLAIN)
    return cost + (_move(at, then) if then else 0)
