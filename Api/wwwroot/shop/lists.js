// Lists of the API: late by moments, and in pages.

import { follow, get } from './api.js';
import { action, h } from './dom.js';
import { attempt, quietly } from './messages.js';
import { t } from './texts.js';

/**
 * A list as it fills: the first page at once, again while it is late, and more when asked for.
 * @param {string} path of the list
 * @param {(item: object) => Promise<Node> | Node} row
 * @param {string} none what it says when there is nothing
 * @param {AbortSignal} signal
 * @returns {Promise<Node[]>}
 */
export async function list(path, row, none, signal) {
  const rows = h('ul', { class: 'rows' });
  const empty = h('p', { hidden: true }, none);
  const more = action(t('frame.more'), () => attempt(async () => show(await get(`${path}?after=${next}`, signal), true)));
  let next;

  async function show(page, isMore) {
    const items = await Promise.all(page.items.map(async item => h('li', {}, await row(item))));
    if (isMore)
      rows.append(...items);
    else
      rows.replaceChildren(...items);
    next = page.next;
    more.hidden = !next;
    empty.hidden = rows.childElementCount > 0;
    if (isMore)
      items[0]?.querySelector('a, button')?.focus(); // on from where the list ended
  }

  const pages = follow(path, signal);
  await show((await pages.next()).value, false);
  quietly(async () => {
    for await (const page of pages)
      await show(page, false);
  });
  return [rows, empty, more];
}
