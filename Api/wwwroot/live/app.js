// The page: every part is shown each snapshot.

import { Chart } from './charts.js';
import { number, switchLanguage, text, translate } from './i18n.js';
import { Rates } from './rates.js';
import { RushPanel } from './rush.js';
import { Sale } from './sale.js';
import { Seats } from './seats.js';
import { Stream } from './stream.js';
import { showRefusals, showSilos } from './tables.js';

const find = id => document.getElementById(id);
const place = find('charts');

const charts = {
  drain: new Chart(place, 'drain', [{ name: 'left', colour: 'blue', style: 'solid', test: 'now-left' }]),
  traffic: new Chart(place, 'traffic', [
    { name: 'issued', colour: 'green', style: 'solid', test: 'rate-issued' },
    { name: 'answered', colour: 'blue', style: 'dashed', test: 'rate-answered' },
    { name: 'refused', colour: 'red', style: 'dotted', test: 'rate-refused' },
  ]),
  latency: new Chart(place, 'latency', [
    { plain: 'p50', colour: 'green', style: 'solid', test: 'latency-p50' },
    { plain: 'p95', colour: 'blue', style: 'dashed', test: 'latency-p95' },
    { plain: 'p99', colour: 'red', style: 'dotted', test: 'latency-p99' },
  ]),
  money: new Chart(place, 'money', [
    { name: 'placed', colour: 'blue', style: 'dashed', test: 'rate-placed' },
    { name: 'orders', colour: 'green', style: 'solid', test: 'rate-paid' },
    { name: 'won', colour: 'amber', style: 'dotted', right: true, test: 'rate-won' },
  ]),
  queue: new Chart(place, 'queue', [
    { name: 'waiting', colour: 'amber', style: 'solid', test: 'queue-waiting' },
    { name: 'inside', colour: 'blue', style: 'dashed', test: 'queue-active' },
    { name: 'admitted', colour: 'green', style: 'dotted', right: true, test: 'rate-admitted' },
  ]),
  journal: new Chart(place, 'journal', [
    { name: 'batch', colour: 'blue', style: 'solid', test: 'journal-batch' },
    { name: 'batchTime', colour: 'red', style: 'dotted', right: true, test: 'journal-p95' },
  ]),
  outbox: new Chart(place, 'outbox', [
    { name: 'lag', colour: 'red', style: 'solid', test: 'outbox-lag' },
    { name: 'backlog', colour: 'amber', style: 'dashed', right: true, test: 'outbox-backlog' },
  ]),
};

const rates = new Rates();
const stream = new Stream(show, state => tell(state));
const sale = new Sale(what => {
  charts.drain.clear();
  stream.watch(what);
});
const seats = new Seats(what => stream.watch(what));
const rush = new RushPanel(couponId => sale.choose('coupon', couponId));

let isFrontEnd = false;

function show(snapshot) {
  const rate = rates.next(snapshot);
  const { http, queue, journal } = snapshot;
  const at = Date.parse(snapshot.at) / 1000;
  isFrontEnd = !snapshot.sale;
  rush.show(snapshot);
  charts.drain.add(at, [sale.show(snapshot)]);
  charts.traffic.add(at, [rate.issued, rate.requests, rate.refused]);
  charts.latency.add(at, [http.p50 ?? null, http.p95 ?? null, http.p99 ?? null]);
  // A front-end has no grains: what they decide is measured in the silos.
  for (const chart of [charts.money, charts.queue, charts.journal, charts.outbox]) chart.figure.hidden = isFrontEnd;
  if (!isFrontEnd) {
    charts.money.add(at, [rate.placed, rate.paid, rate.won === null ? null : rate.won / 1000]);
    charts.queue.add(at, [queue.waiting, queue.active, rate.admitted]);
    charts.journal.add(at, [rate.batches ? rate.events / rate.batches : null, journal.p95 ?? null]);
    charts.outbox.add(at, [journal.outboxLag, journal.outboxBacklog]);
  }
  showRefusals(snapshot, rate);
  showSilos(snapshot, rate);
  seats.show(snapshot);
  find('shop').hidden = !snapshot.canRush; // the sample shop is there in Development, as the rush is
  find('viewers').textContent = number(snapshot.viewers);
  find('sequence').textContent = snapshot.sequence;
}

let state = 'connecting';

function tell(next) {
  state = next;
  const words = text(next === 'live' && isFrontEnd ? 'frontEnd' : next);
  const status = find('status');
  status.dataset.state = next;
  if (status.textContent !== words) status.textContent = words;
}

find('pause').addEventListener('click', ({ target }) => {
  stream.isPaused = !stream.isPaused;
  target.dataset.text = stream.isPaused ? 'goOn' : 'pause';
  target.textContent = text(target.dataset.text);
});

find('language').addEventListener('click', () => {
  switchLanguage();
  tell(state);
});

translate();
tell('connecting');
sale.choose('coupon', 4001);
