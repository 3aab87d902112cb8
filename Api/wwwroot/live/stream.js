// The stream of snapshots: what is watched is part of its address, so that choosing something else is another stream.

const again = 3000; // milliseconds until a stream that was refused is asked for again

/** Follows the process. `onSnapshot` is called with each snapshot, `onState` with 'connecting', 'live' or 'closed'. */
export class Stream {
  #source;
  #timer;
  #watched = {};

  constructor(onSnapshot, onState) {
    this.onSnapshot = onSnapshot;
    this.onState = onState;
  }

  /** Watches something, beside what is watched of other kinds: { coupon, product, schedule }. */
  watch(what) {
    this.#watched = { ...this.#watched, ...what };
    this.open();
  }

  open() {
    clearTimeout(this.#timer);
    this.#source?.close();
    const query = new URLSearchParams(Object.entries(this.#watched).filter(([, id]) => id));
    const source = new EventSource(`/live/stream?${query}`);
    source.addEventListener('snapshot', event => {
      this.onState('live');
      this.onSnapshot(JSON.parse(event.data));
    });
    source.addEventListener('error', () => {
      // A stream that was cut is asked for again by the browser; one that was refused is not.
      const refused = source.readyState === EventSource.CLOSED;
      this.onState(refused ? 'closed' : 'connecting');
      if (refused) this.#timer = setTimeout(() => this.open(), again);
    });
    this.#source = source;
  }
}
