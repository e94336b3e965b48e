from abc import ABC, abstractmethod, ABCMeta
class Shape(ABC):
    @abstractmethod
    def area(self): ...
    @property
    @abstractmethod
    def name(self): ...
    def show(self): return f"{self.name} {self.area()}"
class Sq(Shape):
    name = "square"
    def area(self): return 4
print(Sq().show(), Shape.__abstractmethods__ == {"area", "name"}, issubclass(Sq, Shape), Sq.__abstractmethods__)
class Half(Shape):
    def area(self): return 1
for c in (Shape, Half):
    try:
        c()
    except TypeError as e:
        print(str(e).replace("area, name", "area, name"))
class Reg(metaclass=ABCMeta): pass
@Reg.register
class Other: pass
print(isinstance(Other(), Reg), issubclass(Other, Reg), Reg in Other.__mro__, isinstance(5, Reg))
class Hook(ABC):
    @classmethod
    def __subclasshook__(cls, C):
        return True if hasattr(C, "quack") else NotImplemented
class Duck:
    def quack(self): pass
print(issubclass(Duck, Hook), isinstance(Duck(), Hook), issubclass(int, Hook))
