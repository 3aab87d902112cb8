// The customer's seats, and one that is held: its time runs, until it is paid, let go, or over.

import { get, now, pause, post, remove } from '../api.js';
import { payingPause } from '../config.js';
import { action, facts, h, renew } from '../dom.js';
import { refreshBalance } from '../frame.js';
import { list } from '../lists.js';
import { attempt, ifPossible, quietly, tell, warn } from '../messages.js';
import { customerId, forgetQueueToken } from '../session.js';
import { clock, count, duration, t, won } from '../texts.js';

// Seconds left at which it is said aloud; every second would be noise.
const announcedAt = [120, 60, 30, 10];

export const reservations = async (_, signal) => ({
  title: t('reservations.title'),
  content: await list(`/customers/${customerId()}/reservations`, held => [
    h('a', { href: `#/reservations/${held.reservationId}` }, t('reservations.seat', { seat: held.seatId })),
    h('span', {}, won(held.price)),
    h('span', { class: 'state' }, t(`reservationStatus.${held.status}`)),
  ], t('reservations.none'), signal),
});

export async function reservation(reservationId, signal) {
  const path = `/reservations/${reservationId}`;
  const section = h('section', {});
  const announced = h('p', { class: 'heard', 'aria-live': 'polite' });
  let seat;
  let turn = new AbortController(); // what goes on until the state changes

  async function refresh() {
    const before = seat?.status;
    seat = await get(path, signal);
    turn.abort();
    turn = new AbortController();
    const left = h('span', { role: 'timer' });
    renew(section,
      facts([
        [t('reservations.status'), h('strong', { class: 'state' }, t(`reservationStatus.${seat.status}`))],
        [t('reservations.price'), won(seat.price)],
        [t('reservations.left'), seat.status === 'HELD' ? left : null],
      ]),
      seat.status === 'HELD' ? h('p', { class: 'actions' },
        action(t('reservations.pay', { amount: won(seat.price) }), pay, { class: 'main' }),
        action(t('reservations.letGo'), letGo)) : null);
    const until = AbortSignal.any([signal, turn.signal]);
    if (seat.status === 'HELD')
      quietly(() => countDown(left, until));
    if (seat.status === 'PAYING') // in another window
      quietly(() => pause(payingPause, until).then(refresh));
    if (before === 'HELD' && seat.status === 'EXPIRED')
      warn(t('reservations.over'));
  }

  async function countDown(left, until) {
    let before = Infinity;
    for (let seconds = secondsLeft(); seconds > 0; before = seconds, seconds = secondsLeft()) {
      left.textContent = clock(seconds);
      if (announcedAt.some(mark => seconds <= mark && mark < before)) // a window in the background skips some
        announced.textContent = t('reservations.hurry', { time: duration(seconds) });
      await pause(1_000, until);
    }
    await pause(payingPause, until); // two clocks are never quite the same
    await refresh();
  }

  const secondsLeft = () => Math.floor((Date.parse(seat.expiresAt) - now()) / 1_000);

  const pay = () => attempt(async () => {
    await post(`${path}/payment`);
    forgetQueueToken(`concert/${seat.concertId}`); // it is closed with the payment, so that the next one gets in
    tell(t('reservations.paid', { seat: count(seat.seatId) }));
    refreshBalance();
    await ifPossible(refresh);
  }, refresh);

  const letGo = () => attempt(async () => {
    await remove(path);
    tell(t('reservations.gone'));
    await ifPossible(refresh);
  }, refresh);

  // A computer that slept kept no time: the next answer tells it.
  document.addEventListener('visibilitychange', () => document.hidden || quietly(refresh), { signal });

  await refresh();
  return {
    title: t('reservations.seat', { seat: count(seat.seatId) }),
    content: [
      section, announced,
      h('p', { class: 'links' }, h('a', { href: `#/schedules/${seat.scheduleId}` }, t('reservations.map')), ' ',
        h('a', { href: '#/reservations' }, t('reservations.back'))),
    ],
  };
}
