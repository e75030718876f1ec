from .module import f
