print('importing', __name__)
from .. import first
from ..first import where as first_where
from . import __name__ as package_name

LEAF = 'leaf'


def climb():
    from .. import first as again
    return again is first, first_where(), package_name


def too_far():
    from .... import anything
    return anything
