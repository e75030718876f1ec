"""A string's method and __class__.__name__."""

text = 'nativecompile'
print(text.upper(), text.replace('native', 'just in time '), 'x'.join(['1', '2']), text.__class__.__name__, text.__class__.__class__.__name__)
print((5).__class__.__name__, None.__class__.__name__, [].__class__.__mro__[-1].__name__, text.split('c')[0].title().center(20, '.'))
