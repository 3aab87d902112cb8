// What the customer is told beside the page: read out by screen readers, and seen wherever the page is scrolled to.

import { Refusal, retrying } from './api.js';
import { t, words } from './texts.js';

const [alert, status, again] = ['alert', 'status', 'retrying'].map(id => document.getElementById(id));

/** Something went well. */
export function tell(text) {
  clear();
  status.textContent = text;
}

/** Something did not, and why. */
export function warn(text) {
  clear();
  alert.textContent = text;
}

export function clear() {
  alert.textContent = '';
  status.textContent = '';
}

/** Does something; a refusal is told in words. What was left meanwhile is nobody's affair any more. */
export async function attempt(act, onRefused = () => {}) {
  clear();
  await quietly(act, onRefused);
}

/** As attempt, for what goes on in the background: it leaves standing what was told before. */
export async function quietly(act, onRefused = () => {}) {
  try {
    await act();
  } catch (failure) {
    if (failure.name === 'AbortError')
      return;
    if (!(failure instanceof Refusal))
      throw failure;
    warn(words(failure));
    await ifPossible(() => onRefused(failure));
  }
}

/** Does what nobody has to know the failure of: what is told stays told, and the page as it was. */
export async function ifPossible(act) {
  try {
    await act();
  } catch (failure) {
    if (failure.name !== 'AbortError' && !(failure instanceof Refusal))
      throw failure;
  }
}

// Beside what was told: requests of the background are sent again, too.
retrying.tell = seconds => {
  again.textContent = seconds > 0 ? t('frame.retrying', { seconds }) : '';
};
