import logging
import logging.config

old = logging.getLogger('old')
kept = logging.getLogger('app.kept')
logging.config.dictConfig({
    'version': 1,
    'formatters': {'brief': {'format': '%(levelname)s %(message)s'},
                   'braces': {'format': '{name}: {message}', 'style': '{'}},
    'filters': {'app': {'name': 'app'}},
    'handlers': {
        'console': {'class': 'logging.StreamHandler', 'formatter': 'brief', 'level': 'INFO', 'stream': 'ext://sys.stdout'},
        'other': {'()': 'logging.StreamHandler', 'stream': 'ext://sys.stdout', 'formatter': 'braces', 'filters': ['app']},
        'memory': {'class': 'logging.handlers.MemoryHandler', 'capacity': 2, 'target': 'other'}},
    'loggers': {'app': {'level': 'DEBUG', 'handlers': ['other'], 'propagate': True}, 'buffered': {'handlers': ['memory']}},
    'root': {'level': 'WARNING', 'handlers': ['console']},
})
logging.getLogger('app').debug('debug')
logging.getLogger('app').error('error')
kept.info('below app')
logging.getLogger('zzz').warning('to the root')
logging.getLogger('zzz').info('not heard')
old.error('disabled by default')
print(old.disabled, kept.disabled, [h.name for h in logging.root.handlers])
logging.getLogger('buffered').error('one')
logging.config.dictConfig({'version': 1, 'incremental': True, 'handlers': {'console': {'level': 'CRITICAL'}},
                           'root': {'level': 'DEBUG'}})
logging.warning('too low for the handler now')
logging.critical('critical')
for bad in ({}, {'version': 2}, {'version': 1, 'handlers': {'h': {'class': 'logging.Nothing'}}},
            {'version': 1, 'root': {'handlers': ['missing']}}, {'version': 1, 'root': {'level': 'LOUD'}},
            {'version': 1, 'formatters': {'f': {'format': 'nothing'}}},
            {'version': 1, 'handlers': {'h': {'class': 'logging.StreamHandler', 'formatter': 'f'}}},
            {'version': 1, 'incremental': True, 'handlers': {'nobody': {'level': 1}}}):
    try:
        logging.config.dictConfig(bad)
        print('accepted')
    except ValueError as e:
        print(e, '|', e.__cause__)
