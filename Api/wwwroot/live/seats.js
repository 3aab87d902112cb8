// Seats on a map, from the public read of all seats: asked for when the stream says that some have changed, and only while they are seen.

import { read } from './read.js';

const form = document.getElementById('choose-schedule');
const canvas = document.getElementById('seat-map');
const find = id => document.getElementById(id);
const most = 2000; // milliseconds between two reads at the least

export class Seats {
  #shown = null;
  #readAt = 0;
  #isSeen = false;
  #letters = '';

  constructor(onChoice) {
    form.addEventListener('submit', event => event.preventDefault());
    form.elements.schedule.addEventListener('change', event => {
      this.#clear();
      onChoice({ schedule: event.target.value });
    });
    new IntersectionObserver(([entry]) => { this.#isSeen = entry.isIntersecting; }).observe(canvas);
    new ResizeObserver(() => this.#draw()).observe(canvas.parentElement);
    this.#list(onChoice);
  }

  async show({ schedules }) {
    const id = Number(form.elements.schedule.value);
    const schedule = schedules.find(one => one.scheduleId === id);
    if (!schedule) return;
    for (const status of ['free', 'held', 'sold']) find(`seats-${status}`).textContent = schedule[status];
    const version = `${id} ${schedule.version}`;
    if (!this.#isSeen || document.hidden || version === this.#shown || Date.now() - this.#readAt < most) return;
    this.#readAt = Date.now();
    const map = await read(`/schedules/${id}/seat-map`);
    if (!map || Number(form.elements.schedule.value) !== id) return;
    [this.#shown, this.#letters] = [version, map.seats];
    this.#draw();
  }

  #clear() {
    for (const status of ['free', 'held', 'sold']) find(`seats-${status}`).textContent = '–';
    [this.#shown, this.#readAt, this.#letters] = [null, 0, ''];
    canvas.getContext('2d').reset(); // nothing is seen of the schedule before
  }

  async #list(onChoice) {
    const concerts = await items('/concerts?limit=20');
    for (const concert of concerts) {
      for (const schedule of await items(`/concerts/${concert.concertId}/schedules`)) {
        form.elements.schedule.append(Object.assign(document.createElement('option'),
          { value: schedule.scheduleId, textContent: `${schedule.scheduleId} · ${concert.name}` }));
      }
    }
    if (form.elements.schedule.value) onChoice({ schedule: form.elements.schedule.value });
  }

  // A square a seat; how it is filled tells as much as its colour does.
  #draw() {
    const count = this.#letters.length;
    if (count === 0) return;
    const width = canvas.parentElement.clientWidth - 32;
    const columns = Math.max(1, Math.min(count, Math.ceil(Math.sqrt(count * 2.2)), Math.floor(width / 4)));
    const size = Math.min(24, width / columns);
    const height = Math.ceil(count / columns) * size;
    const scale = devicePixelRatio;
    [canvas.width, canvas.height] = [width * scale, height * scale];
    canvas.style.height = `${height}px`;
    const style = getComputedStyle(document.querySelector('.key .free'));
    const [soft, held, sold] = ['.free', '.held', '.sold'].map(kind =>
      getComputedStyle(document.querySelector(`.key ${kind}`), '::before').borderTopColor || style.color);
    const brush = canvas.getContext('2d');
    brush.scale(scale, scale);
    const gap = size > 8 ? 2 : 0.5;
    [...this.#letters].forEach((letter, seat) => {
      const [x, y, side] = [(seat % columns) * size, Math.floor(seat / columns) * size, size - gap];
      if (letter === 'F') {
        brush.strokeStyle = soft;
        brush.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
      } else {
        brush.fillStyle = letter === 'H' ? held : sold;
        brush.fillRect(x, letter === 'H' ? y + side / 2 : y, side, letter === 'H' ? side / 2 : side);
      }
    });
  }
}

const items = async path => (await read(path))?.items ?? [];
