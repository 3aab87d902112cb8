#!/usr/bin/env python3
"""Prints, as a Markdown table, what is promised of each profile's routes and what the last runs gave: results/PROFILE-STORAGE.json.

usage: table.py [STORAGE...]      sqlite and mysql unless named; sqlite-small, given-medium and the like are those of runs within limits
"""

import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROUTE = re.compile(r'^http_req_duration\{name:(.*)\}$')
WITHIN = re.compile(r'^p\((\d+)\)<([\d.]+)$')
NAMES = {'sqlite': 'SQLite', 'mysql': 'MariaDB'}


def profiles():
    """The names in the order in which run.sh runs them."""
    return re.search(r'PROFILES="([^"]*)"', (HERE / 'run.sh').read_text()).group(1).split()


def load(profile, storage):
    file = HERE / 'results' / f'{profile}-{storage}.json'
    return json.loads(file.read_text())['metrics'] if file.exists() else {}


def routes(metrics):
    """Each route under test, and the share of its answers that must come within so many milliseconds."""
    for name, metric in metrics.items():
        route = ROUTE.match(name)
        if route:
            yield route.group(1), next((WITHIN.match(goal).groups() for goal in metric.get('thresholds', {})), None)


def milliseconds(value):
    return f'{value:,.0f}' if value >= 20 else f'{value:.1f}'


def cell(metrics, route):
    """How many answers a second, and within how many milliseconds nine of ten and 95% of them came; in bold a missed threshold."""
    latency = metrics.get(f'http_req_duration{{name:{route}}}')
    if latency is None:
        return ''
    requests = (metrics.get(f'http_reqs{{name:{route}}}') or metrics['http_reqs'])['values']
    p90, p95 = (milliseconds(latency['values'][f'p({share})']) for share in (90, 95))
    met = all(goal['ok'] for goal in latency.get('thresholds', {}).values())
    text = f'{requests["rate"]:,.0f}/s; {p90} / {p95}'
    return text if met else f'**{text}**'


def troubles(metrics):
    """What went wrong besides slowness, if anything did."""
    values = {name: metric['values'] for name, metric in metrics.items()}
    if not values:
        return ''
    said = []
    if values['http_req_failed']['passes']:
        said.append(f'{values["http_req_failed"]["passes"]:,} failed')
    if values.get('dropped_iterations', {}).get('count'):
        said.append(f'{values["dropped_iterations"]["count"]:,.0f} not sent')
    said += [f'{name} {metric["values"]["count"]:,.0f}' for name, metric in metrics.items()
             if name.endswith('_books') and metric['values']['count']]
    return ', '.join(said)


def main(storages):
    print(f'| profile | route | within, ms | {" | ".join(NAMES.get(storage, storage) for storage in storages)} |')
    print('|---' * (3 + len(storages)) + '|')
    for profile in profiles():
        runs = [load(profile, storage) for storage in storages]
        first = profile
        for route, goal in routes(next((run for run in runs if run), {})):
            within = f'{goal[0]}%: {float(goal[1]):g}' if goal else ''
            print(f'| {f"`{first}`" if first else ""} | {route} | {within} | {" | ".join(cell(run, route) for run in runs)} |')
            first = ''
        if any(map(troubles, runs)):
            print(f'| | | | {" | ".join(map(troubles, runs))} |')


if __name__ == '__main__':
    main(sys.argv[1:] or ['sqlite', 'mysql'])
