// The stream of snapshots: what is watched is part of its address, so that choosing something else is another stream.

const again = 3000; // milliseconds until a stream that was refused is asked for again, unless it was told when
const opening = 10_000; // milliseconds in which a stream that was opened has to bring a snapshot
const silentPeriods = 3; // after so many without a snapshot nothing more is expected of a stream

/**
 * Follows the process, while the page is seen. `onSnapshot` is called with each snapshot, `onState` with 'connecting', 'live', 'silent',
 * 'closed', 'full' or 'paused'.
 */
export class Stream {
  #source;
  #timer;
  #watched = {};
  #isPaused = false;

  constructor(onSnapshot, onState) {
    this.onSnapshot = onSnapshot;
    this.onState = onState;
    document.addEventListener('visibilitychange', () => this.#open());
  }

  /** Watches something, beside what is watched of other kinds: { coupon, product, schedule }. */
  watch(what) {
    this.#watched = { ...this.#watched, ...what };
    this.#open();
  }

  get isPaused() {
    return this.#isPaused;
  }

  /** Stops, or goes on. */
  set isPaused(isPaused) {
    this.#isPaused = isPaused;
    this.onState(isPaused ? 'paused' : 'connecting');
    this.#open();
  }

  #open() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
    if (this.#isPaused || document.hidden) return;
    const query = new URLSearchParams(Object.entries(this.#watched).filter(([, id]) => id));
    const source = this.#source = new EventSource(`/live/stream?${query}`);
    this.#expect(opening);
    source.addEventListener('snapshot', event => {
      const snapshot = JSON.parse(event.data);
      this.#expect(silentPeriods * Math.max(1, snapshot.seconds) * 1000);
      this.onSnapshot(snapshot);
      this.onState('live');
    });
    source.addEventListener('error', () => {
      // A stream that was cut is asked for again by the browser; one that was refused is not.
      if (source.readyState === EventSource.CLOSED) {
        this.#comeBack(source);
      } else {
        this.#expect(opening);
        this.onState('connecting');
      }
    });
  }

  // A server that hangs cuts nothing: only its silence tells.
  #expect(within) {
    this.#later(within, () => {
      this.onState('silent');
      this.#open();
    });
  }

  // Why it was refused, and when to come again, a stream does not tell: the same is asked in a way that does.
  async #comeBack(source) {
    clearTimeout(this.#timer);
    const asking = new AbortController();
    const signal = AbortSignal.any([asking.signal, AbortSignal.timeout(opening)]);
    const answer = await fetch(source.url, { signal }).catch(() => null);
    const problem = answer && !answer.ok ? await answer.json().catch(() => null) : null;
    asking.abort(); // by now it may be let in
    if (source !== this.#source) return;
    this.onState(problem?.code === 'LIVE_FULL' ? 'full' : 'closed');
    this.#later(Number(answer?.headers.get('Retry-After')) * 1000 || again, () => this.#open());
  }

  #later(milliseconds, act) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, milliseconds);
  }
}
