'use strict';
// Numbers and times for people: the same words as Quantity.cs.
const format = {
  number: value => value.toLocaleString('en-US'),
  rate: value => value === 0 ? '0' : value < 10 ? value.toFixed(2) : value < 1000 ? value.toFixed(1) : Math.round(value).toLocaleString('en-US'),
  percent: value => (100 * value).toFixed(1) + ' %',
  share: (part, whole) => whole === 0 ? '–' : format.percent(part / whole),
  short: value => value >= 1e9 ? +(value / 1e9).toPrecision(3) + 'G' : value >= 1e6 ? +(value / 1e6).toPrecision(3) + 'M' : value >= 1e4 ? +(value / 1e3).toPrecision(3) + 'k' : String(+value.toPrecision(3)),
  duration: ns => {
    if (ns < 1e3) return ns.toFixed(0) + ' ns';
    if (ns < 1e6) return +(ns / 1e3).toPrecision(3) + ' µs';
    if (ns < 1e9) return +(ns / 1e6).toPrecision(3) + ' ms';
    if (ns < 120e9) return +(ns / 1e9).toPrecision(3) + ' s';
    if (ns < 7200e9) return Math.floor(ns / 60e9) + ' min ' + Math.floor(ns / 1e9 % 60) + ' s';
    return Math.floor(ns / 3600e9) + ' h ' + Math.floor(ns / 60e9 % 60) + ' min';
  },
  // A formatter of times since the first event: one unit for a span, decimals for steps.
  clock: (spanNs, stepNs) => {
    const [unit, ns] = spanNs < 2e6 ? ['µs', 1e3] : spanNs < 2e9 ? ['ms', 1e6] : spanNs < 600e9 ? ['s', 1e9] : ['min', 60e9];
    const decimals = Math.min(6, Math.max(0, Math.ceil(-Math.log10(Math.max(1, stepNs) / ns) - 0.01)));
    return time => (time / ns).toFixed(decimals) + ' ' + unit;
  },
  wall: ms => new Date(ms).toISOString().replace('T', ' ').replace('Z', ' UTC'),
};
