// Who the visitor is, and what this browser keeps for them.

import { firstCustomer } from './config.js';

const customerKey = 'shop.customer';
const languageKey = 'shop.language';

const [forEver, forTheTab] = ['localStorage', 'sessionStorage'].map(kept);

/** The access token of the visitor, with Auth:Mode Jwt. In memory only: what a page stores, every script of its origin can read. */
let accessToken = '';

// The one whom this page shows, and acts for, whatever other tabs of the browser do.
let customer = Number(forEver.get(customerKey) ?? firstCustomer);

export const token = () => accessToken;

/** The customer's id. With Auth:Mode Jwt it has to be the one that the token is of. */
export const customerId = () => customer;

export function become(newCustomer, newToken) {
  forEver.set(customerKey, String(newCustomer));
  [customer, accessToken] = [newCustomer, newToken];
}

/** Goes along when the visitor becomes another customer in another tab. A token is this tab's own, and so is its customer. */
export const followCustomer = onChange => addEventListener('storage', ({ key, newValue }) => {
  if (key !== customerKey || newValue === null || accessToken)
    return;
  customer = Number(newValue);
  onChange();
});

/** The language that was chosen; null when none was. */
export const chosenLanguage = () => forEver.get(languageKey);

export const chooseLanguage = language => forEver.set(languageKey, language);

// A queue is named as the waiting room's address names it: "concert/7001", "coupon/4004". Its token is this customer's alone.
const ticketKey = queue => `shop.queue.${customerId()}.${queue}`;
const untilKey = queue => `${ticketKey(queue)}.until`;

/** The token that lets the customer in, if there is one. It may be over by now: the API tells. */
export const queueToken = queue => forTheTab.get(ticketKey(queue)) ?? undefined;

/** When the token is over, as the API told it; undefined without one. */
export const insideUntil = queue => forTheTab.get(untilKey(queue)) ?? undefined;

export function keepQueueToken(queue, queueToken, expiresAt) {
  forTheTab.set(ticketKey(queue), queueToken);
  forTheTab.set(untilKey(queue), expiresAt);
}

export function forgetQueueToken(queue) {
  forTheTab.remove(ticketKey(queue));
  forTheTab.remove(untilKey(queue));
}

/** What a browser keeps. With one that may keep nothing it lasts as long as the page. */
function kept(area) {
  const memory = new Map();
  const ifAllowed = act => {
    try {
      return act(window[area]);
    } catch {
      return null;
    }
  };
  return {
    get: key => memory.get(key) ?? ifAllowed(storage => storage.getItem(key)),
    set: (key, value) => { memory.set(key, value); ifAllowed(storage => storage.setItem(key, value)); },
    remove: key => { memory.delete(key); ifAllowed(storage => storage.removeItem(key)); },
  };
}
