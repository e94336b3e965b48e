"""Checks the reports of one run against the formats' descriptions and against each other: check_reports.py DIR, where DIR has
run.trace, run.sums (of check_trace --sums, which has its own books), run.json, run.speedscope.json, run.metrics.json, run.csv,
run.folded and run.txt. Runs under gilvm. Prints "ok", or fails with the first thing that is wrong.

Trace Event Format: the document "Trace Event Format" linked from https://chromium.googlesource.com/catapult (docs);
speedscope: https://www.speedscope.app/file-format-schema.json.
"""
import json
import sys

folder = sys.argv[1]


def load(name):
    with open(f'{folder}/run.{name}', encoding='utf-8') as f:
        return f.read()


def need(condition, what):
    if not condition:
        raise SystemExit(f'wrong: {what}')


# --- the checker's own sums ---
sums, own = {}, {}
for line in load('sums').splitlines():
    words = line.split()
    if words[0] == 'thread':
        own[int(words[1])] = {words[i]: int(words[i + 1]) for i in range(2, len(words), 2)}
    else:
        sums[words[0]] = int(words[1])

# --- metrics ---
m = json.loads(load('metrics.json'))
need(m['wall_ns'] == sums['wall'] and m['lock']['held_ns'] == sums['held'] and m['lock']['free_ns'] == sums['free'], 'sums of the lock')
need(m['lock']['held_ns'] + m['lock']['free_ns'] == m['wall_ns'], 'held + free == wall')
need([t['id'] for t in m['threads']] == sorted(own), 'threads')
STATES = ['holding', 'wanting', 'lock', 'notify', 'join', 'sleep', 'fd', 'call', 'other']
for t in m['threads']:
    o = own[t['id']]
    need(t['holding_ns'] == o['held'] and t['wanting_ns'] == o['waited'] and t['waits'] == o['waits'], f'sums of thread {t["id"]}')
    need(t['forced'] == o['forced'] and t['kept'] == o['kept'], f'drops of thread {t["id"]}')
    need(sum(t[s + '_ns'] for s in STATES[2:]) == o['blocked'], f'blocked time of thread {t["id"]}')
    need(sum(t[s + '_ns'] for s in STATES) == t['life_ns'], f'states of thread {t["id"]} come to its life')
    need(t['wait_p50_ns'] <= t['wait_p99_ns'] <= t['wait_max_ns'] <= t['wait_total_ns'], f'percentiles of thread {t["id"]}')
    need(t['wait_total_ns'] == t['wanting_ns'] and t['turns'] >= t['switches'], f'waits of thread {t["id"]}')
need(sum(t['holding_ns'] for t in m['threads']) == m['lock']['held_ns'], 'all turns together')
need(sum(t['switches'] for t in m['threads']) == m['lock']['hand_overs'], 'hand-overs')
waited = m['lock']['wait_total_ns'] + sum(k['wait_total_ns'] for k in m['script_locks'])
need(sum(t['lock_ns'] for t in m['threads']) == sum(k['wait_total_ns'] for k in m['script_locks']), 'waits for script locks')
need(sum(b['ns'] for b in m['blame']) == waited, 'the sum of blame is the sum of waits')
need(all(b['ns'] > 0 and b['pieces'] > 0 for b in m['blame']), 'empty blame')

# --- folded stacks: frames between semicolons, a space, a number ---
total = 0
for line in load('folded').splitlines():
    stack, number = line.rsplit(' ', 1)
    need(all(stack.split(';')), f'an empty frame: {line}')
    total += int(number)
need(total == waited, 'folded stacks come to the waits')

# --- CSV ---
rows = [line.split(',') for line in load('csv').splitlines()]
need(len(rows) == len(m['threads']) + 1, 'lines of the CSV')
for row, t in zip(rows[1:], m['threads']):
    d = dict(zip(rows[0], row))
    need(len(row) == len(rows[0]) and int(d['id']) == t['id'], 'a line of the CSV')
    for key in rows[0]:
        if key not in ('id', 'name'):
            need(int(d[key]) == t[key], f'{key} of the CSV')

# --- speedscope ---
s = json.loads(load('speedscope.json'))
need(s['$schema'] == 'https://www.speedscope.app/file-format-schema.json', 'schema')
frames = s['shared']['frames']
need(all(isinstance(f['name'], str) and f['name'] and set(f) <= {'name', 'file', 'line', 'col'} for f in frames), 'frames')
need(len(s['profiles']) == len(m['threads']) and 0 <= s['activeProfileIndex'] < len(s['profiles']), 'profiles')
for p, t in zip(s['profiles'], m['threads']):
    need(p['type'] == 'evented' and p['unit'] == 'nanoseconds' and p['name'] == t['name'], 'a profile')
    need(p['endValue'] - p['startValue'] == t['life_ns'], 'length of a profile')
    stack, last, spent = [], p['startValue'], 0
    for e in p['events']:
        need(last <= e['at'] <= p['endValue'] and 0 <= e['frame'] < len(frames), 'an event in order')
        if len(stack) == 2:
            spent += e['at'] - last
        last = e['at']
        if e['type'] == 'O':
            stack.append(e['frame'])
        else:
            need(e['type'] == 'C' and stack.pop() == e['frame'], 'frames that nest')
    need(not stack and spent == t['life_ns'], 'a profile that is closed and covers its life')

# --- Trace Event Format ---
c = json.loads(load('json'))
events = c['traceEvents']
need(c['displayTimeUnit'] in ('ms', 'ns'), 'displayTimeUnit')
names, order, flows, slices = {}, {}, {}, {}
NEEDED = {'X': {'ts', 'dur', 'cat'}, 'M': {'args'}, 's': {'ts', 'id', 'cat'}, 'f': {'ts', 'id', 'cat', 'bp'}, 'i': {'ts', 's', 'cat'}, 'C': {'ts', 'args'}}
KNOWN = {'name', 'ph', 'cat', 'pid', 'tid', 'ts', 'dur', 'args', 'id', 'bp', 's'}
for e in events:
    need(isinstance(e.get('name'), str) and e['name'], f'a row without a name: {e}')
    need(e['pid'] == 1 and 0 <= e['tid'] <= 2 * len(m['threads']), f'ids: {e}')
    need(e['ph'] in NEEDED, f'phase: {e}')
    need(NEEDED[e['ph']] <= set(e) <= KNOWN, f'keys: {e}')
    need(all(type(e[k]) is int for k in ('pid', 'tid')) and all(type(e[k]) in (int, float) for k in ('ts', 'dur') if k in e), f'numbers: {e}')
    need(all(isinstance(e[k], str) for k in ('cat', 'bp', 's') if k in e) and isinstance(e.get('args', {}), dict), f'texts: {e}')
    need(e.get('s', 't') in ('g', 'p', 't') and type(e.get('id', 0)) in (int, str), f'scope, id: {e}')
    if e['ph'] == 'M':
        if e['name'] == 'thread_name':
            names[e['tid']] = e['args']['name']
        elif e['name'] == 'thread_sort_index':
            order[e['tid']] = e['args']['sort_index']
        continue
    need(0 <= e['ts'] * 1000 <= m['wall_ns'] + 0.5, f'time: {e}')
    if e['ph'] == 'X':
        need(e['dur'] >= 0, f'length: {e}')
        slices.setdefault(e['tid'], []).append((round(e['ts'] * 1000), -round(e['dur'] * 1000)))
    elif e['ph'] in 'sf':
        flows.setdefault(e['id'], []).append(e)
    elif e['ph'] == 'C':
        need(all(isinstance(v, (int, float)) for v in e['args'].values()), f'a counter: {e}')
need(sorted(names) == sorted(order) == list(range(1, 2 * len(m['threads']) + 1)), 'every track has a name and a place')
need([names[i] for i in sorted(names)][::2] == [t['name'] for t in m['threads']], 'names')
need(all(a['name'] == b['name'] and a['cat'] == b['cat'] and a['id'] == b['id'] for a, b in flows.values()), 'both ends of an arrow have its name')
need(len(flows) == m['lock']['hand_overs'], 'an arrow for each hand-over')
for pair in flows.values():
    need([e['ph'] for e in pair] == ['s', 'f'] and pair[0]['ts'] <= pair[1]['ts'] and pair[0]['tid'] != pair[1]['tid'], f'an arrow: {pair}')
    need(pair[1]['bp'] == 'e', 'an arrow ends in the slice around it')
    for e in pair:
        at = round(e['ts'] * 1000)
        need(any(start <= at <= start - length for start, length in slices[e['tid']]), f'an arrow from or to nothing: {e}')
for track in slices.values():
    ends = []
    for start, length in sorted(track):
        while ends and ends[-1] <= start:
            ends.pop()
        need(not ends or start - length <= ends[-1], 'slices of a track that do not nest')
        ends.append(start - length)

need('Where the time went' in load('txt') and '\x1b' not in load('txt'), 'the text report')
print('ok')
