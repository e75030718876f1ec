"""A class with __str__."""


class Animal:
    def __init__(self, name, sound='...'):
        self.name = name
        self.sound = sound

    def __str__(self):
        return f'{self.name} says {self.sound}'

    def speak(self, times=1):
        return ' '.join([self.sound] * times)


class Dog(Animal):
    def __init__(self, name):
        super().__init__(name, 'woof')

    def __repr__(self):
        return 'Dog(%r)' % self.name


print(Animal('Cat', 'meow'), Dog('Rex'), [Dog('Fido')], str(Dog('Max')).upper(), Dog('Bo').speak(3), Animal('Fish').speak())
