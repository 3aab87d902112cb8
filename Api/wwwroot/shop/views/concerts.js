// Concerts, and the dates of one: behind its waiting room, if it has one.

import { get, remove } from '../api.js';
import { action, buttonLink, h } from '../dom.js';
import { inside } from '../inside.js';
import { list } from '../lists.js';
import { attempt } from '../messages.js';
import { forgetQueueToken, queueToken } from '../session.js';
import { count, moment, t, won } from '../texts.js';

export const concerts = async (_, signal) => ({
  title: t('concerts.title'),
  content: await list('/concerts', concert => [
    h('span', {}, concert.name),
    buttonLink(t('concerts.enter'), concert.name, `#/wait/concert/${concert.concertId}`),
  ], '', signal),
});

export async function schedules(concertId, signal) {
  const queue = `concert/${concertId}`;
  const ticket = queueToken(queue);
  const { items } = await get(`/concerts/${concertId}/schedules`, signal);
  const leave = () => attempt(async () => {
    await remove(`/queue/tokens/${ticket}`);
    forgetQueueToken(queue);
    if (!signal.aborted)
      location.hash = '#/concerts';
  });
  return {
    title: t('concerts.schedules'),
    content: [
      inside(queue, signal),
      h('ul', { class: 'rows' }, items.map(schedule => h('li', {},
        h('span', {}, t('concerts.price', { price: won(schedule.price), seats: count(schedule.seats) })),
        h('a', { class: 'button', href: `#/schedules/${schedule.scheduleId}` },
          t('concerts.seats', { time: moment(schedule.startsAt) }))))),
      h('p', {}, ticket ? action(t('concerts.leave'), leave) : h('a', { href: '#/concerts' }, t('concerts.back'))),
    ],
  };
}
