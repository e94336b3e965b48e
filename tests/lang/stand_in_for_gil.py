# examples/compat/gil.py takes the place of the module gil where there is none: it answers to everything that gilvm's own answers to.
import os
import types

here = os.path.dirname(os.path.abspath(__file__))
stand_in = types.ModuleType('gil')
with open(os.path.join(here, '../../examples/compat/gil.py')) as file:
    exec(file.read(), stand_in.__dict__)
try:
    import gil
except ImportError:
    gil = stand_in

names = [name for name in dir(gil) if not name.startswith('_')]
print('missing:', [name for name in names if not callable(getattr(stand_in, name, None))])

before = stand_in.policy()
print(before, stand_in.set_policy('fifo:7'), stand_in.policy())
for function, argument in ((stand_in.set_policy, 3), (gil.set_policy, 3)):
    try:
        function(argument)
    except TypeError as error:
        print(error)
print(stand_in.policy(), stand_in.mark('text'), stand_in.stats().get('switches'), stand_in.steps())
print([len(row) == 3 and all(isinstance(word, str) for word in row) for row in stand_in.policies()])
