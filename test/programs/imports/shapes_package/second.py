print('importing', __name__)
value = 'second value'
