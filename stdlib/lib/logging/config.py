"""Loggers, handlers and formatters out of one dict: dictConfig()."""

import logging
import logging.handlers


def dictConfig(config):
    """Configure logging as the dict says."""
    dictConfigClass(config).configure()


def _resolve(name):
    """The object that a dotted name stands for."""
    parts = name.split('.')
    found, path = __import__(parts[0]), parts[0]
    for part in parts[1:]:
        path += '.' + part
        try:
            found = getattr(found, part)
        except AttributeError:
            __import__(path)
            found = getattr(found, part)
    return found


class BaseConfigurator:
    """Values of a configuration: 'ext://sys.stderr' is an object of a module, 'cfg://a.b[c]' another part of the dict."""

    def __init__(self, config):
        self.config = config

    def resolve(self, s):
        try:
            return _resolve(s)
        except ImportError as e:
            raise ValueError(f'Cannot resolve {s!r}: {e}') from e

    def convert(self, value):
        if isinstance(value, dict):
            return {key: self.convert(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)) and not hasattr(value, '_fields'):
            return type(value)(self.convert(item) for item in value)
        if isinstance(value, str):
            kind, found, rest = value.partition('://')
            if found and kind == 'ext':
                return self.resolve(rest)
            if found and kind == 'cfg':
                return self.convert(self._part(rest))
        return value

    def _part(self, path):
        found = self.config
        for key in path.replace('[', '.').replace(']', '').split('.'):
            number = isinstance(found, (list, tuple)) or (key not in found and key.isdigit())
            found = found[int(key) if number else key]
        return found

    @staticmethod
    def _keywords(config):
        for key in config:
            if not key.isidentifier():
                raise ValueError(f'Not a valid Python identifier: {key!r}')
        return config

    def configure_custom(self, config):
        """What the factory under '()' makes of the other values; those under '.' become attributes."""
        factory = config.pop('()')
        if not callable(factory):
            factory = self.resolve(factory)
        attributes = config.pop('.', None)
        made = factory(**self._keywords(config))
        for name, value in (attributes or {}).items():
            setattr(made, name, value)
        return made


class DictConfigurator(BaseConfigurator):
    """What dictConfig() does."""

    def configure(self):
        config = self.config
        if 'version' not in config:
            raise ValueError("dictionary doesn't specify a version")
        if config['version'] != 1:
            raise ValueError(f"Unsupported version: {config['version']}")
        with logging._lock:
            if config.get('incremental', False):
                self._change_levels()
            else:
                self._replace()

    def _change_levels(self):
        for name, part in self.config.get('handlers', {}).items():
            if name not in logging._handlers:
                raise ValueError(f'No handler found with name {name!r}')
            try:
                if part.get('level'):
                    logging._handlers[name].setLevel(logging._checkLevel(part['level']))
            except Exception as e:
                raise ValueError(f'Unable to configure handler {name!r}') from e
        for name, part in self.config.get('loggers', {}).items():
            self._configure(self.configure_logger, 'logger', name, part, True)
        if self.config.get('root'):
            self._configure(self.configure_root, 'root logger', None, self.config['root'], True)

    def _configure(self, method, what, name, *args):
        try:
            return method(*args) if name is None or what != 'logger' else method(name, *args)
        except Exception as e:
            raise ValueError(f'Unable to configure {what}' + (f' {name!r}' if name is not None else '')) from e

    def _replace(self):
        config = {key: self.convert(part) if isinstance(part, str) else part for key, part in self.config.items()}
        disable = config.get('disable_existing_loggers', True)
        logging._handlers.clear()
        logging.shutdown(logging._handlerList[:])
        del logging._handlerList[:]
        self.formatters = {name: self._configure(self.configure_formatter, 'formatter', name, part)
                           for name, part in config.get('formatters', {}).items()}
        self.filters = {name: self._configure(self.configure_filter, 'filter', name, part)
                        for name, part in config.get('filters', {}).items()}
        self.handlers = {}
        parts = {name: self.convert(part) for name, part in sorted(config.get('handlers', {}).items())}
        while parts:                     # a handler may need another one (its target) made before it
            name = next((n for n, part in parts.items() if part.get('target') not in parts), next(iter(parts)))
            handler = self._configure(self.configure_handler, 'handler', name, parts.pop(name))
            handler.name = name
            self.handlers[name] = handler
        loggers = config.get('loggers', {})
        for name, part in loggers.items():
            self._configure(self.configure_logger, 'logger', name, part)
        for name, logger in list(logging.root.manager.loggerDict.items()):
            if name not in loggers and isinstance(logger, logging.Logger):
                if any(name.startswith(other + '.') for other in loggers):
                    logger.setLevel(logging.NOTSET)
                    logger.handlers = []
                    logger.propagate = True
                else:
                    logger.disabled = disable
        if config.get('root'):
            self._configure(self.configure_root, 'root logger', None, config['root'])

    def configure_formatter(self, config):
        config = self.convert(config)
        if '()' in config:
            try:
                return self.configure_custom(dict(config))
            except TypeError as e:       # a Formatter calls it `fmt`
                if "'format'" not in str(e):
                    raise
            config['fmt'] = config.pop('format')
            return self.configure_custom(config)
        cls = config.get('class')
        cls = logging.Formatter if not cls else cls if callable(cls) else self.resolve(cls)
        validate = [config['validate']] if 'validate' in config else []
        extra = {'defaults': config['defaults']} if 'defaults' in config else {}
        return cls(config.get('format'), config.get('datefmt'), config.get('style', '%'), *validate, **extra)

    def configure_filter(self, config):
        config = self.convert(config)
        return self.configure_custom(config) if '()' in config else logging.Filter(config.get('name', ''))

    def add_filters(self, filterer, filters):
        for f in filters:
            try:
                filterer.addFilter(f if callable(f) or hasattr(f, 'filter') else self.filters[f])
            except Exception as e:
                raise ValueError(f'Unable to add filter {f!r}') from e

    def configure_handler(self, config):
        config = self.convert(config)
        formatter, level, filters = (config.pop(key, None) for key in ('formatter', 'level', 'filters'))
        if formatter:
            try:
                formatter = self.formatters[formatter]
            except Exception as e:
                raise ValueError(f'Unable to set formatter {formatter!r}') from e
        if '()' in config:
            handler = self.configure_custom(config)
        else:
            cls = config.pop('class')
            cls = cls if callable(cls) else self.resolve(cls)
            if issubclass(cls, logging.handlers.MemoryHandler) and 'target' in config:
                try:
                    config['target'] = self.handlers[config['target']]
                except Exception as e:
                    raise ValueError(f"Unable to set target handler {config['target']!r}") from e
            attributes = config.pop('.', None)
            handler = cls(**self._keywords(config))
            for name, value in (attributes or {}).items():
                setattr(handler, name, value)
        if formatter:
            handler.setFormatter(formatter)
        if level is not None:
            handler.setLevel(logging._checkLevel(level))
        if filters:
            self.add_filters(handler, filters)
        return handler

    def add_handlers(self, logger, handlers):
        for name in handlers:
            try:
                logger.addHandler(self.handlers[name])
            except Exception as e:
                raise ValueError(f'Unable to add handler {name!r}') from e

    def common_logger_config(self, logger, config, incremental=False):
        level = config.get('level')
        if level is not None:
            logger.setLevel(logging._checkLevel(level))
        if not incremental:
            for handler in logger.handlers[:]:
                logger.removeHandler(handler)
            if config.get('handlers'):
                self.add_handlers(logger, config['handlers'])
            if config.get('filters'):
                self.add_filters(logger, config['filters'])

    def configure_logger(self, name, config, incremental=False):
        logger = logging.getLogger(name)
        self.common_logger_config(logger, config, incremental)
        logger.disabled = False
        if config.get('propagate') is not None:
            logger.propagate = config['propagate']

    def configure_root(self, config, incremental=False):
        self.common_logger_config(logging.getLogger(), config, incremental)


dictConfigClass = DictConfigurator
