print('importing', __name__)
value = 'first value'


def where():
    return __name__, __package__
