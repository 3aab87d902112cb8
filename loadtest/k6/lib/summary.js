// What a run prints and keeps.

import { RESULT_FILE } from './config.js';

export const summaryTrendStats = ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)'];

/** The end of every script: figures on the terminal, all of them as JSON in RESULT_FILE. */
export function handleSummary(data) {
  const { metrics } = data;
  const lines = [...routes(metrics), `failed     ${(100 * metrics.http_req_failed.values.rate).toFixed(2)}%`];
  if (metrics.dropped_iterations) {
    lines.push(`dropped    ${metrics.dropped_iterations.values.count} (the client had no VU free)`);
  }
  for (const [name, metric] of Object.entries(metrics)) {
    for (const [threshold, { ok }] of Object.entries(metric.thresholds || {})) {
      lines.push(`${ok ? 'met   ' : 'MISSED'}     ${name} ${threshold}${ok ? '' : `: ${JSON.stringify(metric.values)}`}`);
    }
  }
  const outputs = { stdout: `${lines.join('\n')}\n` };
  if (RESULT_FILE) {
    outputs[RESULT_FILE] = JSON.stringify(data, null, 2);
  }
  return outputs;
}

/** The routes under test, each by itself: setting up and closing the books are requests too. */
function* routes(metrics) {
  for (const [key, { values }] of Object.entries(metrics)) {
    const name = /^http_req_duration\{name:(.*)\}$/.exec(key)?.[1];
    if (name) {
      const requests = (metrics[`http_reqs{name:${name}}`] || metrics.http_reqs).values;
      yield `${name}: ${requests.count}, ${requests.rate.toFixed(0)}/s`;
      yield `latency    ${summaryTrendStats.map((stat) => `${stat} ${values[stat].toFixed(1)}`).join('  ')} ms`;
    }
  }
}
