// The button that starts a rush, in Development, and what came of it.

import { number, text } from './i18n.js';

const form = document.getElementById('rush');
const result = document.getElementById('rush-result');
const said = document.getElementById('rush-said'); // read out: its start and its end, and not each second between

/** `onStarted` is called with the number of the rush's campaign. */
export class RushPanel {
  #started = null;

  constructor(onStarted) {
    form.addEventListener('submit', async event => {
      event.preventDefault();
      const [customers, pieces, seconds] = ['customers', 'pieces', 'seconds'].map(name => Number(form.elements[name].value));
      const answer = await fetch('/live/rush', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ customers, pieces, seconds }),
      }).catch(() => null);
      const body = await answer?.json().catch(() => null);
      if (answer?.ok && body) {
        this.#report(body);
      } else {
        this.#tell('failed', [text('rushFailed'), body?.message].filter(Boolean).join(': '));
        said.textContent = result.textContent;
      }
    });
    this.onStarted = onStarted;
  }

  show({ canRush, rush }) {
    form.hidden = !canRush;
    if (rush) this.#report(rush);
  }

  #report(rush) {
    form.querySelector('button').disabled = !rush.isDone;
    // Whoever looks when another one starts a rush sees it, too.
    if (!rush.isDone && this.#started !== rush.couponId) this.onStarted(this.#started = rush.couponId);
    const values = { ...rush, asked: rush.issued + rush.soldOut + rush.other, seconds: number(rush.seconds) };
    const wasUnderWay = result.dataset.state === 'under-way';
    this.#tell(rush.isDone ? 'done' : 'under-way', text(rush.isDone ? 'rushDone' : 'rushUnderWay', values));
    Object.assign(result.dataset, { issued: rush.issued, soldOut: rush.soldOut, other: rush.other });
    if (!rush.isDone && !wasUnderWay) said.textContent = text('rushStarted', values);
    if (rush.isDone && wasUnderWay) said.textContent = result.textContent;
  }

  #tell(state, words) {
    result.hidden = false;
    result.dataset.state = state;
    if (result.textContent !== words) result.textContent = words;
  }
}
