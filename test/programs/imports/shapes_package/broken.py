print('importing', __name__)
before = 1
1 / 0
