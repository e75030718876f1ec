"""Models, validators, errors, generics, schemas."""
import datetime
import json
from typing import Generic, List, Literal, Optional, TypeVar, Union

from pydantic import BaseModel, Field, ValidationError, conint, root_validator, validate_arguments, validator
from pydantic.generics import GenericModel


class Address(BaseModel):
    street: str
    number: conint(gt=0) = 1


class Person(BaseModel):
    name: str = Field(..., min_length=2, alias='fullName')
    born: datetime.date
    homes: List[Address] = []
    kind: Literal['a', 'b'] = 'a'
    either: Union[int, str, None] = None
    parent: Optional['Person'] = None

    @validator('name')
    def title(cls, value):
        if value.startswith('!'):
            raise ValueError('no names like that')
        return value.title()

    @root_validator
    def consistent(cls, values):
        if values.get('kind') == 'b' and not values.get('homes'):
            raise ValueError('b needs a home')
        return values

    class Config:
        json_encoders = {datetime.date: lambda day: day.strftime('%d.%m.%Y')}
        validate_assignment = True


Person.update_forward_refs()
ann = Person(fullName='ann', born='1990-02-03', homes=[{'street': 'x', 'number': '4'}], either='7')
print(repr(ann), ann.dict(), ann.json(by_alias=True), ann.copy(update={'kind': 'b'}) == ann, sep='\n')
for wrong in ({}, {'fullName': 'a', 'born': 'x'}, {'fullName': '!x', 'born': 0, 'homes': [{'number': 0}]},
              {'fullName': 'bb', 'born': 0, 'kind': 'b'}, {'fullName': 'bb', 'born': 0, 'parent': {'fullName': 1}}):
    try:
        Person(**wrong)
    except ValidationError as error:
        print(error, json.dumps(error.errors()), sep='\n')
try:
    ann.kind = 'c'
except ValidationError as error:
    print(error)
T = TypeVar('T')


class Box(GenericModel, Generic[T]):
    inside: T


print(Box[int](inside='3'), Box[Address](inside={'street': 's'}), Box[List[int]].__name__)


@validate_arguments
def power(base: float, exponent: int = 2, *rest: int, key: str = 'k'):
    return base ** exponent, rest, key


print(power('3'), power(2, '3', '4', key=5))
try:
    power('x', rest=3)
except ValidationError as error:
    print(error)
print(json.dumps(Person.schema(), sort_keys=True))
