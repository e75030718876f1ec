"""A suite of which a part fails on purpose; the report is what is tested."""
import sys
import warnings

import pytest


def area(width, height):
    if width < 0:
        raise ValueError(f'width {width}')
    return width * height


@pytest.fixture(params=[1, 2])
def width(request):
    yield request.param
    warnings.warn('a fixture ends')


def test_area(width):
    assert area(width, 3) == width * 3


@pytest.mark.parametrize('height, expected', [(1, 2), (2, 5), (3, 6)])
def test_heights(height, expected):
    assert area(2, height) == expected


def test_raises():
    with pytest.raises(ValueError, match='width -1'):
        area(-1, 2)


def test_not_raised():
    with pytest.raises(ValueError):
        area(1, 2)


def test_error_in_a_call():
    numbers = {'a': [1, 2, {'deep': area(2, 2)}]}
    assert numbers == {'a': [1, 2, {'deep': 5}], 'b': None}


def test_traceback():
    def inner(n):
        return area(n, n) if n < 0 else inner(n - 1)

    inner(3)


def test_output(capsys):
    print('to standard output')
    print('to standard error', file=sys.stderr)
    assert capsys.readouterr().out == 'to standard output\n'
    print('left')
    assert not [n for n in range(5) if n % 2 and area(n, n) > 3]


@pytest.mark.skip(reason='for another day')
def test_skipped():
    assert False


@pytest.mark.xfail
def test_expected_to_fail():
    assert area(1, 1) == 2


class TestWithState:
    def setup_method(self):
        self.items = []

    def test_monkeypatch(self, monkeypatch, tmp_path):
        monkeypatch.setattr(sys.modules[__name__], 'area', lambda *args: args)
        assert area(3, 4) == (3, 4)
        (tmp_path / 'file').write_text('text')
        assert [p.name for p in tmp_path.iterdir()] == ['file'] and self.items == []

    def test_is_patched_back(self):
        assert area(3, 4) == 12
