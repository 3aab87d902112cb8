// Shows the view that the address names, and hands the focus on to it.

import { Refusal } from './api.js';
import { action, h, renew } from './dom.js';
import { markPlace, prepareFrame, refreshBalance } from './frame.js';
import { clear } from './messages.js';
import { followCustomer } from './session.js';
import { t, words } from './texts.js';
import { account } from './views/account.js';
import { checkout, products } from './views/products.js';
import { concerts, schedules } from './views/concerts.js';
import { coupons } from './views/coupons.js';
import { order, orders } from './views/orders.js';
import { reservation, reservations } from './views/reservations.js';
import { seats } from './views/seats.js';
import { waitingRoom } from './views/waiting.js';

/**
 * A view reads what it shows and returns it: `{ title, content }`. It is given what the address says after its name, and a signal
 * that ends when the visitor leaves; whatever it does in the background ends then.
 */
const views = [
  [/^$/, products],
  [/^products\/(\d+)$/, checkout],
  [/^coupons$/, coupons],
  [/^orders$/, orders],
  [/^orders\/([\da-f-]+)$/, order],
  [/^concerts$/, concerts],
  [/^concerts\/(\d+)$/, schedules],
  [/^wait\/((?:concert|coupon)\/\d+)$/, waitingRoom],
  [/^schedules\/(\d+)$/, seats],
  [/^reservations$/, reservations],
  [/^reservations\/([\da-f-]+)$/, reservation],
  [/^account$/, account],
];

const main = document.getElementById('main');
let visit = new AbortController();

async function show(movesFocus) {
  visit.abort();
  visit = new AbortController();
  const { signal } = visit;
  const path = location.hash.replace(/^#\/?/, '');
  markPlace(path);
  main.ariaBusy = 'true';
  const page = await read(path, signal);
  if (signal.aborted)
    return;
  const heading = h('h1', { tabindex: '-1' }, page.title);
  renew(main, heading, page.content);
  main.ariaBusy = null;
  document.title = `${page.title} – Orleans.Commerce`;
  if (movesFocus) {
    scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }
  refreshBalance();
}

async function read(path, signal) {
  for (const [form, view] of views) {
    const match = path.match(form);
    if (match)
      return view(match[1], signal).catch(failure => refused(failure, signal));
  }
  return { title: t('frame.notFound'), content: [] };
}

function refused(failure, signal) {
  if (!signal.aborted && !(failure instanceof Refusal))
    throw failure;
  return {
    title: t('frame.failed'),
    content: [h('p', {}, failure instanceof Refusal ? words(failure) : ''), action(t('frame.again'), () => show(true))],
  };
}

prepareFrame(() => show(false));
addEventListener('hashchange', () => {
  if (location.hash === '' || location.hash.startsWith('#/')) { // without any it is the first page
    clear();
    show(true);
  }
});
followCustomer(() => {
  clear();
  renew(main); // what is there is another customer's
  show(false);
});
show(false);
