// A concert of one's own with customers, and the proof afterwards that seats and money agree.

import { check } from 'k6';
import { Counter } from 'k6/metrics';
import { put, putAll, read, readAll } from './admin.js';

const OPENING = 1_000_000_000;
const PRICE = 1000;
const FRESH_IDS = 1_000_000_000;
const DAY = 24 * 60 * 60 * 1000;

/** Seats that clients were told are held or paid, less those that are: 0, or one was sold twice or lost. */
const seatBooks = new Counter('seat_books');

/** Won that clients were told they paid, less what balances have lost. */
const moneyBooks = new Counter('seat_money_books');

/** What holds for every profile, whatever the machine. */
export const agreement = {
  seat_books: ['count==0'],
  seat_money_books: ['count==0'],
  'checks{about:seats}': ['rate==1'],
};

/**
 * Makes a concert with one schedule, and customers, that nobody else uses.
 * @param {object} wanted
 * @param {number} wanted.seats How many.
 * @param {number} wanted.customers How many.
 */
export function openConcert({ seats, customers }) {
  const id = FRESH_IDS + (Date.now() % FRESH_IDS);
  put('/admin/concerts', id, {
    name: 'Load test',
    schedules: [{ scheduleId: id, startsAt: new Date(Date.now() + 30 * DAY).toISOString(), price: PRICE, seats }],
  });
  const concert = { concertId: id, scheduleId: id, seats, customers, firstCustomer: Date.now() * 1000 };
  putAll('/admin/customers', range(customers).map((c) => [concert.firstCustomer + c, { username: 'Load test', openingBalance: OPENING }]));
  return concert;
}

/** A client was told that it holds a seat. */
export function held() {
  seatBooks.add(1);
}

/** A client was told that it paid for the seat it held. */
export function paid(won) {
  moneyBooks.add(won);
}

/** Compares what clients were told with the seats and balances of now. */
export function closeConcert(concert, { allTaken = false } = {}) {
  const map = read('/schedules/{id}/seat-map', `/schedules/${concert.scheduleId}/seat-map`);
  seatBooks.add(-(map.held + map.sold));
  const spent = readAll('/v1/users/{id}/balance', range(concert.customers).map((c) => `/v1/users/${concert.firstCustomer + c}/balance`))
    .reduce((sum, account) => sum + OPENING - account.balance, 0);
  moneyBooks.add(-spent);
  check(map, {
    'every sold seat was paid': (m) => m.sold * PRICE === spent,
    'the map has every seat once': (m) => m.free + m.held + m.sold === concert.seats && m.seats.length === concert.seats,
    ...(allTaken ? { 'every seat is taken': (m) => m.free === 0 } : {}),
  }, { about: 'seats' });
  console.log(`schedule ${concert.scheduleId}: ${map.held} held, ${map.sold} sold, ${map.free} free; ${spent} won spent`);
}

function range(length) {
  return Array.from({ length }, (_, i) => i);
}
