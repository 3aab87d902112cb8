// What has no chart: refusals by code, silos, kinds of grains.

import { number, text } from './i18n.js';

const find = id => document.getElementById(id);

/** Shows refusals by code, the most frequent first. */
export function showRefusals({ http }, rates) {
  const codes = Object.entries(http.refusals).sort(([, one], [, other]) => other - one);
  fill(find('refusals'), codes.map(([code, sum]) =>
    [code, rates.codes[code] === null ? '–' : number(rates.codes[code], 1), number(sum)]), 3);
}

/** Shows the silos with their share of grains, and which grains there are most of. */
export function showSilos({ silos, grains }, rates) {
  find('calls').textContent = rates.calls === null ? '–' : number(Math.round(rates.calls));
  const all = silos.reduce((sum, silo) => sum + silo.grains, 0) || 1;
  fill(find('silos'), silos.map(silo => [
    silo.name, number(silo.grains), `${number(100 * silo.grains / all, 1)} %`, number(silo.receivedKiB, 1), `${number(silo.cpu, 1)} %`,
    number(Math.round(silo.memoryMiB)),
  ]), 6);
  fill(find('kinds'), grains.map(kind => [kind.type, number(kind.activations)]), 2);
}

function fill(body, rows, columns) {
  const cells = rows.length > 0 ? rows : [[text('none'), ...Array(columns - 1).fill('')]];
  while (body.rows.length > cells.length) body.deleteRow(-1);
  cells.forEach((row, at) => {
    const line = body.rows[at] ?? body.insertRow();
    row.forEach((words, column) => write(line.cells[column] ?? line.insertCell(), words));
  });
}

// Cells stay, for whoever is in the middle of reading them.
function write(cell, words) {
  if (cell.textContent !== words) cell.textContent = words;
}
