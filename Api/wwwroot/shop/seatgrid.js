// A map of seats that mouse, finger and keyboard can use: one stop of the tab key, and arrow keys inside of it.

import { seatsPerRow } from './config.js';
import { action, h, setAttribute } from './dom.js';
import { t } from './texts.js';

const free = 'F';

/**
 * @param {string} label what it is called
 * @param {string} helpId the element that says how it is used
 * @param {(number: number) => Promise<void>} choose what is done with a free seat that was chosen
 * @returns {{element: Node, show: (first: number, letters: string) => void}} `show` takes the number of the first seat, and a letter a seat
 */
export function seatGrid(label, helpId, choose) {
  const element = h('div', { role: 'grid', 'aria-label': label, 'aria-describedby': helpId, class: 'seats', onkeydown: move });
  let seats = [];
  let firstNumber = 0;
  let isChoosing = false;

  // Seats that stay are changed, not made anew: whoever is at one of them with the keyboard stays there.
  function show(first, letters) {
    if (first !== firstNumber || letters.length !== seats.length)
      build(first, letters.length);
    seats.forEach((seat, index) => {
      seat.dataset.state = letters[index];
      seat.ariaLabel = t('seats.seat', { number: first + index, state: t(`seats.${letters[index]}`) });
      setAttribute(seat, 'aria-disabled', letters[index] === free ? null : 'true');
    });
  }

  function build(first, length) {
    firstNumber = first;
    seats = Array.from({ length }, (_, index) =>
      action(String(first + index), () => chooseOne(first + index), { class: 'seat', tabindex: index === 0 ? 0 : -1 }));
    const rows = [];
    for (let start = 0; start < length; start += seatsPerRow)
      rows.push(h('div', { role: 'row' }, seats.slice(start, start + seatsPerRow).map(seat => h('div', { role: 'gridcell' }, seat))));
    element.replaceChildren(...rows);
  }

  // One at a time, of the whole map: whoever clicks a second seat before the first is decided does not want two.
  async function chooseOne(number) {
    if (isChoosing)
      return;
    isChoosing = true;
    try {
      await choose(number);
    } finally {
      isChoosing = false;
    }
  }

  function move(event) {
    const at = seats.indexOf(document.activeElement);
    const to = targetOf(event, at, seats.length);
    if (at < 0 || to === undefined)
      return;
    event.preventDefault();
    seats[at].tabIndex = -1;
    seats[to].tabIndex = 0; // where the tab key comes back to
    seats[to].focus();
  }

  return { element, show };
}

function targetOf({ key, ctrlKey }, at, length) {
  const row = at - at % seatsPerRow;
  switch (key) {
    case 'ArrowRight': return Math.min(at + 1, length - 1);
    case 'ArrowLeft': return Math.max(at - 1, 0);
    case 'ArrowDown': return at + seatsPerRow < length ? at + seatsPerRow : at;
    case 'ArrowUp': return at >= seatsPerRow ? at - seatsPerRow : at;
    case 'Home': return ctrlKey ? 0 : row;
    case 'End': return ctrlKey ? length - 1 : Math.min(row + seatsPerRow, length) - 1;
    default: return undefined;
  }
}
