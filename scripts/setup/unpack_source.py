"""CPython's source as Debian compiled it.

Maps from: a target folder, upstream's archive, Debian's archive of patches, the top folders that are wanted.
Maps to: TARGET/python/..., with those of Debian's patches applied that touch C code in the wanted folders.
Run by the runtime's own interpreter, so that the machine needs no xz, tar or patch. A patch that does not
apply exactly ends the program: objects compiled from half-patched source would not fit the static library.
"""

import os
import re
import sys
import tarfile

C_CODE = re.compile(r'\.(?:c|h)$')


def unpack(target, original, folders):
    with tarfile.open(original) as archive:
        members = []
        for member in archive:
            top, _, path = member.name.partition('/')
            if path.split('/')[0] in folders and (member.isdir() or C_CODE.search(path)):
                member.name = 'python/' + path
                members.append(member)
        archive.extractall(target, members)


def patches(debian):
    with tarfile.open(debian) as archive:
        def read(name):
            return archive.extractfile('debian/patches/' + name).read().decode('utf-8', 'surrogateescape')

        for line in read('series').splitlines():
            words = line.split()
            if words and not words[0].startswith('#'):
                yield words[0], read(words[0])


def files_of(patch):
    """Pairs of a path without its first folder, and the hunks that change it."""
    path, hunks = None, []
    lines = patch.split('\n')
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if line.startswith('+++ '):
            if path is not None:
                yield path, hunks
            path, hunks = line[4:].split('\t')[0].strip().partition('/')[2], []
            continue
        head = re.match(r'@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@', line)
        if head:
            start, before, after = int(head[1]), int(head[2] or 1), int(head[3] or 1)
            old, new = [], []
            while len(old) < before or len(new) < after:
                mark, text = lines[at][:1] or ' ', lines[at][1:]
                at += 1
                if mark in ' -':
                    old.append(text)
                if mark in ' +':
                    new.append(text)
            hunks.append((start, old, new))
    if path is not None:
        yield path, hunks


def apply(name, path, file, hunks):
    with open(file, encoding='utf-8', errors='surrogateescape') as stream:
        lines = stream.read().split('\n')
    moved = 0
    for start, old, new in hunks:
        places = [i for i in range(len(lines) - len(old) + 1) if lines[i:i + len(old)] == old]
        if not places:
            sys.exit(f"Debian's patch {name} does not fit {path}")
        place = min(places, key=lambda i: abs(i - (start - 1 + moved)))
        lines[place:place + len(old)] = new
        moved += len(new) - len(old)
    with open(file, 'w', encoding='utf-8', errors='surrogateescape') as stream:
        stream.write('\n'.join(lines))


def main(target, original, debian, *folders):
    unpack(target, original, folders)
    for name, patch in patches(debian):
        for path, hunks in files_of(patch):
            file = os.path.join(target, 'python', path)
            if path.split('/')[0] in folders and C_CODE.search(path) and os.path.exists(file):
                apply(name, path, file, hunks)


main(*sys.argv[1:])
