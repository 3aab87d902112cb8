// What happened each second, from the sums that snapshots hold.

/** Turns the sums of one snapshot after the other into rates. Counting that began anew has no rate. */
export class Rates {
  #before;

  /** Rates a second by name; null where there is nothing to compare with. */
  next(snapshot) {
    const sums = {
      requests: snapshot.http.requests,
      calls: snapshot.calls,
      refused: total(snapshot.http.refusals),
      issued: snapshot.sale?.issued,
      placed: snapshot.sale?.ordered,
      paid: snapshot.sale?.paid,
      won: snapshot.sale?.won,
      admitted: snapshot.queue?.admitted,
      batches: snapshot.journal?.batches,
      events: snapshot.journal?.events,
    };
    const now = { sums, codes: snapshot.http.refusals, since: snapshot.since, at: Date.parse(snapshot.at) };
    const before = this.#before?.since === now.since ? this.#before : null;
    const seconds = before ? (now.at - before.at) / 1000 : 0;
    this.#before = now;
    const rate = (sum, earlier) => seconds > 0 && sum !== undefined ? Math.max(0, sum - (earlier ?? 0)) / seconds : null;
    return {
      ...Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, rate(sum, before?.sums[name])])),
      codes: Object.fromEntries(Object.entries(now.codes).map(([code, sum]) => [code, rate(sum, before?.codes[code])])),
    };
  }
}

const total = counts => Object.values(counts).reduce((sum, count) => sum + count, 0);
