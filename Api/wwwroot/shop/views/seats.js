// The seats of a date: a map that follows what others do, and a seat that is held by choosing it.

import { getIfChanged, pause, post } from '../api.js';
import { seatMapPause, seatsPerBlock } from '../config.js';
import { field, h } from '../dom.js';
import { inside } from '../inside.js';
import { attempt, quietly, warn } from '../messages.js';
import { customerId, queueToken } from '../session.js';
import { seatGrid } from '../seatgrid.js';
import { count, moment, t, won } from '../texts.js';

const free = 'F';

export async function seats(scheduleId, signal) {
  let { body: map, tag } = await getIfChanged(`/schedules/${scheduleId}/seat-map`, null, signal);
  const queue = `concert/${map.concertId}`;
  const summary = h('p', {});
  const blocks = h('select', { onchange: () => showBlock() });
  const toQueue = h('p', { hidden: true }, h('a', { class: 'button', href: `#/wait/${queue}` }, t('seats.queue')));
  const grid = seatGrid(t('seats.map'), 'seat-help', number => hold(number));

  async function refresh() {
    const changed = await getIfChanged(`/schedules/${scheduleId}/seat-map`, tag, signal);
    if (changed !== null) {
      ({ body: map, tag } = changed);
      show();
    }
  }

  const hold = number => attempt(async () => {
    const { body } = await post('/reservations', { userId: customerId(), scheduleId: Number(scheduleId), seatId: number },
      queueToken(queue) ? { 'Queue-Token': queueToken(queue) } : {});
    if (!signal.aborted)
      location.hash = `#/reservations/${body.reservationId}`;
  }, async refusal => {
    if (refusal.code === 'SEAT_TAKEN')
      warn(t('seats.taken', { number }));
    toQueue.hidden = !refusal.code.startsWith('QUEUE_TOKEN');
    await refresh();
  });

  function show() {
    summary.textContent = t('seats.free', { free: count(map.free), all: count(map.seats.length) });
    [...blocks.options].forEach((option, index) => { option.textContent = blockText(index); });
    showBlock();
  }

  function showBlock() {
    const first = blocks.selectedIndex * seatsPerBlock;
    grid.show(first + 1, map.seats.slice(first, first + seatsPerBlock));
  }

  function blockText(index) {
    const first = index * seatsPerBlock + 1;
    const letters = map.seats.slice(first - 1, first - 1 + seatsPerBlock);
    return t('seats.blockOf', { first, last: first + letters.length - 1, free: letters.split(free).length - 1 });
  }

  async function watch() {
    let rest = seatMapPause;
    for (;;) {
      await pause(rest, signal);
      rest = seatMapPause;
      await quietly(refresh, refusal => { rest = Math.max(rest, refusal.retryAfter * 1_000); });
    }
  }

  for (let first = 0; first < map.seats.length; first += seatsPerBlock)
    blocks.append(h('option'));
  show();
  quietly(watch);
  return {
    title: t('concerts.seats', { time: moment(map.startsAt) }),
    content: [
      inside(queue, signal), summary, toQueue,
      map.seats.length > seatsPerBlock ? field(t('seats.block'), blocks) : null,
      h('p', { id: 'seat-help' }, t('seats.help')), grid.element, legend(),
      h('p', {}, t('concerts.price', { price: won(map.price), seats: count(map.seats.length) })),
      h('p', {}, h('a', { href: `#/concerts/${map.concertId}` }, t('seats.back'))),
    ],
  };
}

const legend = () => h('ul', { class: 'legend', 'aria-hidden': 'true' }, // every seat says it of itself
  ['F', 'H', 'S'].map(state => h('li', {}, h('span', { class: 'seat', 'data-state': state }, '1'), t(`seats.${state}`))));
