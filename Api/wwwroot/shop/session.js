// Who the visitor is, and what this browser keeps for them.

import { firstCustomer } from './config.js';

const customerKey = 'shop.customer';
const languageKey = 'shop.language';

/** The access token of the visitor, with Auth:Mode Jwt. In memory only: what a page stores, every script of its origin can read. */
let accessToken = '';

export const token = () => accessToken;

/** The customer's id. With Auth:Mode Jwt it has to be the one that the token is of. */
export const customerId = () => Number(localStorage.getItem(customerKey) ?? firstCustomer);

export function become(customer, newToken) {
  localStorage.setItem(customerKey, String(customer));
  accessToken = newToken;
}

/** The language that was chosen; null when none was. */
export const chosenLanguage = () => localStorage.getItem(languageKey);

export const chooseLanguage = language => localStorage.setItem(languageKey, language);

// A queue is named as the waiting room's address names it: "concert/7001", "coupon/4004". Its token is this customer's alone.
const ticketKey = queue => `shop.queue.${customerId()}.${queue}`;

/** The token that lets the customer in, if there is one. It may be over by now: the API tells. */
export const queueToken = queue => sessionStorage.getItem(ticketKey(queue)) ?? undefined;

export const keepQueueToken = (queue, queueToken) => sessionStorage.setItem(ticketKey(queue), queueToken);

export const forgetQueueToken = queue => sessionStorage.removeItem(ticketKey(queue));
