'use strict';
// The charts of both pages, on Apache ECharts. Nothing here knows where the data comes from.
const charts = (() => {
  // Okabe and Ito's colours, which colour-blind readers can tell apart; darker or lighter for the ground they stand on. Grey is "others".
  const light = { series: ['#0072b2', '#e08a00', '#009371', '#c2669a', '#4aa5de', '#c94f00', '#7a68b8', '#8a7a00'], rest: '#98a3b3', ink: '#17212f', soft: '#536074',
    line: '#dde3ec', ground: '#ffffff', loss: '#b3261e', heat: ['#f1f5fa', '#c9dcef', '#8fb8de', '#4f8fc6', '#1f629f', '#0b3a6b'] };
  const dark = { series: ['#4ba3e3', '#f0a830', '#2bbd96', '#e08fc0', '#8fd0fb', '#f27a3a', '#a99be0', '#d6c83c'], rest: '#6d7b8c', ink: '#e7edf5', soft: '#a3b1c2',
    line: '#2b3846', ground: '#18212c', loss: '#ff8f86', heat: ['#1d2835', '#1f4266', '#2a6495', '#4a90c8', '#8cc2ee', '#e0f1ff'] };
  const live = new Set();
  let forced = null; // 'light' while printing

  const colours = () => (forced || document.documentElement.dataset.theme) === 'dark' ? dark : light;
  const font = () => getComputedStyle(document.body).fontFamily;

  // A tooltip made of elements: no markup from names, no style attributes, which the page's policy forbids.
  function tip(title, rows) {
    const box = document.createElement('div');
    box.className = 'tip';
    const heading = document.createElement('p');
    heading.textContent = title;
    const table = document.createElement('table');
    for (const [colour, name, value] of rows) {
      const row = table.insertRow();
      const cell = row.insertCell();
      if (colour) { const mark = document.createElement('i'); mark.style.backgroundColor = colour; cell.append(mark); }
      cell.append(name);
      row.insertCell().textContent = value;
    }
    box.append(heading, table);
    return box;
  }

  const base = () => {
    const c = colours();
    return {
      animation: false, backgroundColor: c.ground, textStyle: { fontFamily: font(), color: c.ink },
      tooltip: { confine: true, backgroundColor: '#ffffff', borderColor: '#dde3ec', textStyle: { color: '#17212f' }, extraCssText: '' },
    };
  };
  const axis = extra => {
    const c = colours();
    return { axisLine: { lineStyle: { color: c.line } }, axisTick: { show: false }, axisLabel: { color: c.soft, hideOverlap: true },
      splitLine: { lineStyle: { color: c.line } }, nameTextStyle: { color: c.soft }, ...extra };
  };
  const legend = extra => {
    const c = colours();
    return { type: 'scroll', top: 0, left: 0, right: 0, itemWidth: 14, itemHeight: 9, textStyle: { color: c.soft }, pageTextStyle: { color: c.soft }, pageIconColor: c.soft, pageIconInactiveColor: c.line, ...extra };
  };

  // A chart draws itself again whenever the theme changes: its option is made by a function.
  function create(element, option) {
    const chart = echarts.init(element, null, { renderer: 'canvas' });
    const draw = { chart, render: () => chart.setOption(option(), true) };
    live.add(draw);
    new ResizeObserver(() => chart.resize()).observe(element);
    draw.render();
    return draw;
  }

  // Series over time; a value that is null is a gap. view(): {bins, binNs, endNs, percent, unit, stacked, series: [{name, values, rest}], lost, when(ns), time(ns) where it isn't since the start}
  // Stacked series are added up here: ECharts adds the x values, too, where both axes have numbers.
  function timeline(element, view, onZoom) {
    const zoom = { start: 0, end: 100 };
    let hidden = new Set();
    const LOST = 'samples lost';

    const points = (v, values, own) => {
      const data = [];
      const add = (at, bin) => data.push([at, values[bin] || 0, own[bin] || 0]);
      for (let bin = 0; bin < v.bins; bin++) {
        if (values[bin] !== null) { add(bin * v.binNs, bin); continue; }
        if (bin > 0 && values[bin - 1] !== null) add(bin * v.binNs, bin - 1); // to the end of its step
        data.push([bin * v.binNs, null, null]);
      }
      if (values[v.bins - 1] !== null) add(v.endNs, v.bins - 1);
      return data;
    };
    function lines(v, c) {
      const shown = v.series.filter(s => !hidden.has(s.name)), sums = new Array(v.bins).fill(0);
      const all = v.series.map((s, i) => {
        const colour = s.rest ? c.rest : c.series[i % c.series.length];
        const values = v.stacked && shown.includes(s) ? s.values.map((value, bin) => value === null && v.series.length === 1 ? null : sums[bin] += value || 0) : s.values;
        return { name: s.name, type: 'line', step: 'end', symbol: 'none', itemStyle: { color: colour }, lineStyle: { width: v.stacked && v.series.length > 1 ? 0 : 1.6, color: colour },
          areaStyle: v.stacked ? { color: colour, opacity: v.series.length > 1 ? 1 : 0.25 } : undefined, z: 3 + (v.stacked ? v.series.length - i : 0), silent: true, data: points(v, [...values], s.values) };
      });
      return v.stacked ? all.reverse() : all;
    }
    const option = () => {
      const c = colours(), v = view(), losses = v.lost.some(n => n > 0), time = v.time ?? format.clock(v.endNs, v.endNs / 8), exact = v.time ?? format.clock(v.endNs, v.binNs);
      const left = 62, both = losses ? [0, 1] : [0];
      const rowsOf = at => {
        const bin = Math.min(v.bins - 1, Math.max(0, Math.floor(at / v.binNs)));
        const rows = v.series.map((s, i) => [s.rest ? c.rest : c.series[i % c.series.length], s.name, s.values[bin] || 0]).filter(row => row[2] > 0 && !hidden.has(row[1]))
          .map(([colour, name, value]) => [colour, name, v.percent ? format.percent(value) : format.rate(value) + ' ' + v.unit]);
        if (losses && v.lost[bin] > 0) rows.push([c.loss, LOST, format.number(v.lost[bin])]);
        return tip(v.when(bin * v.binNs), rows.length > 0 ? rows : [[null, 'none', '']]);
      };
      return { ...base(),
        legend: legend({ data: v.series.map(s => s.name).concat(losses ? [LOST] : []), icon: 'roundRect', selected: Object.fromEntries([...hidden].map(name => [name, false])) }),
        grid: [{ left, right: 20, top: 54, bottom: losses ? 112 : 80 }].concat(losses ? [{ left, right: 20, height: 24, bottom: 60 }] : []),
        xAxis: [axis({ type: 'value', min: 0, max: v.endNs, axisLabel: { color: c.soft, hideOverlap: true, showMaxLabel: false, formatter: time }, splitLine: { show: false } })]
          .concat(losses ? [{ type: 'value', gridIndex: 1, min: 0, max: v.endNs, show: false }] : []),
        yAxis: [axis({ type: 'value', name: v.unit, nameGap: 10, nameTextStyle: { color: c.soft, align: 'left', padding: [0, 0, 0, -left + 6] }, min: 0, axisLabel: { color: c.soft, formatter: value => v.percent ? Math.round(100 * value) + ' %' : format.short(value) } })]
          .concat(losses ? [{ type: 'value', gridIndex: 1, show: false, min: 0, max: Math.max(...v.lost) }] : []),
        tooltip: { ...base().tooltip, trigger: 'axis', axisPointer: { type: 'line', lineStyle: { color: c.soft } }, formatter: p => rowsOf(p[0].axisValue) },
        toolbox: { show: true, itemSize: 0, top: -200, feature: { dataZoom: { yAxisIndex: 'none' } } },
        dataZoom: [
          { type: 'slider', xAxisIndex: both, bottom: 8, height: 30, left, right: 20, borderColor: c.line, fillerColor: c === dark ? 'rgba(124,184,245,.18)' : 'rgba(11,92,173,.10)', handleStyle: { color: c.ground, borderColor: c.soft },
            moveHandleSize: 0, dataBackground: { lineStyle: { color: c.rest }, areaStyle: { color: c.line } }, selectedDataBackground: { lineStyle: { color: c.series[0] }, areaStyle: { color: c.line } },
            labelFormatter: exact, textStyle: { color: c.soft }, filterMode: 'none', start: zoom.start, end: zoom.end, brushSelect: false },
          { type: 'inside', xAxisIndex: both, zoomOnMouseWheel: 'ctrl', moveOnMouseMove: false, moveOnMouseWheel: false, filterMode: 'none' },
        ],
        series: lines(v, c).concat(losses ? [{ name: LOST, type: 'line', step: 'end', symbol: 'none', xAxisIndex: 1, yAxisIndex: 1, lineStyle: { width: 0 }, areaStyle: { color: c.loss, opacity: 0.8 }, itemStyle: { color: c.loss }, silent: true, data: points(v, v.lost, v.lost) }] : []) };
    };
    const draw = create(element, option);
    draw.chart.on('datazoom', () => {
      const now = draw.chart.getOption().dataZoom[0];
      zoom.start = now.start; zoom.end = now.end;
      onZoom(zoom);
    });
    draw.chart.on('legendselectchanged', event => {
      hidden = new Set(Object.keys(event.selected).filter(name => !event.selected[name]));
      draw.render();
    });
    const render = draw.render;
    draw.render = () => {
      render();
      draw.chart.dispatchAction({ type: 'takeGlobalCursor', key: 'dataZoomSelect', dataZoomSelectActive: true });
      onZoom(zoom);
    };
    draw.zoomTo = (start, end) => {
      const width = Math.min(100, Math.max(0.2, end - start)), from = Math.min(100 - width, Math.max(0, start));
      draw.chart.dispatchAction({ type: 'dataZoom', dataZoomIndex: 0, start: from, end: from + width });
    };
    draw.zoom = zoom;
    draw.render();
    return draw;
  }

  // Horizontal bars, parts of 100 %. rows: [{name, total, parts: Map(name -> count)}]
  function shares(element, view) {
    return create(element, () => {
      const c = colours(), v = view();
      return { ...base(), legend: legend(), grid: { left: 128, right: 24, top: 40, bottom: 26 },
        xAxis: axis({ type: 'value', max: 1, axisLabel: { color: c.soft, formatter: x => Math.round(100 * x) + ' %' } }),
        yAxis: axis({ type: 'category', inverse: true, data: v.rows.map(row => row.name), axisLabel: { color: c.ink, width: 120, overflow: 'truncate' } }),
        tooltip: { ...base().tooltip, trigger: 'axis', axisPointer: { type: 'shadow', shadowStyle: { opacity: 0.08 } }, formatter: points => {
          const row = v.rows[points[0].dataIndex];
          return tip(row.name + ': ' + format.number(row.total) + ' ' + v.what, points.filter(p => p.data > 0).map(p => [p.color, p.seriesName, format.number(row.parts.get(p.seriesName)) + ' (' + format.percent(p.data) + ')']));
        } },
        series: v.parts.map((part, i) => ({ name: part, type: 'bar', stack: 'all', barMaxWidth: 22, itemStyle: { color: v.rest.includes(part) ? c.rest : c.series[i % c.series.length] },
          data: v.rows.map(row => row.total === 0 ? 0 : (row.parts.get(part) || 0) / row.total) })) };
    });
  }

  // Upright bars: one count for each category.
  function histogram(element, view) {
    return create(element, () => {
      const c = colours(), v = view(), all = v.values.reduce((sum, n) => sum + n, 0);
      return { ...base(), grid: { left: 58, right: 16, top: 36, bottom: 48 },
        xAxis: axis({ type: 'category', data: v.names, name: v.across, nameLocation: 'middle', nameGap: 28, axisLabel: { color: c.soft } }),
        yAxis: axis({ type: 'value', name: v.what, nameTextStyle: { color: c.soft, align: 'left', padding: [0, 0, 0, -50] }, axisLabel: { color: c.soft, formatter: format.short } }),
        tooltip: { ...base().tooltip, trigger: 'axis', axisPointer: { type: 'shadow', shadowStyle: { opacity: 0.08 } }, formatter: points =>
          tip(v.titleOf(points[0].dataIndex), [[points[0].color, v.what, format.number(points[0].data) + ' (' + format.share(points[0].data, all) + ')']]) },
        series: [{ type: 'bar', barMaxWidth: 54, data: v.values, itemStyle: { color: c.series[0], borderRadius: [3, 3, 0, 0] },
          label: { show: v.names.length <= 10, position: 'top', color: c.soft, formatter: p => p.data === 0 ? '' : format.share(p.data, all) } }] };
    });
  }

  // Several distributions over the same bins, in parts of 100 %. view: {names, across, titleOf(i), sets: [{name, values, text(i)}]}
  function distribution(element, view) {
    return create(element, () => {
      const c = colours(), v = view(), part = set => { const all = set.values.reduce((sum, n) => sum + n, 0); return set.values.map(n => all === 0 ? 0 : n / all); };
      return { ...base(), legend: legend(), grid: { left: 58, right: 16, top: 40, bottom: 48 },
        xAxis: axis({ type: 'category', data: v.names, name: v.across, nameLocation: 'middle', nameGap: 28 }),
        yAxis: axis({ type: 'value', min: 0, axisLabel: { color: c.soft, formatter: value => Math.round(100 * value) + ' %' } }),
        tooltip: { ...base().tooltip, trigger: 'axis', axisPointer: { type: 'shadow', shadowStyle: { opacity: 0.08 } }, formatter: points =>
          tip(v.titleOf(points[0].dataIndex), points.map(p => [p.color, p.seriesName, v.sets[p.seriesIndex].text(p.dataIndex) + ' (' + format.percent(p.data) + ')'])) },
        series: v.sets.map((set, i) => ({ name: set.name, type: 'bar', barMaxWidth: 30, data: part(set), itemStyle: { color: c.series[i], borderRadius: [3, 3, 0, 0] } })) };
    });
  }

  // Rows over time. view: {rows: [{name, values}], columns, columnNs, when(ns), unit, percent, time(ns) where it isn't since the start}
  function heat(element, view) {
    const height = () => Math.max(140, 66 + 17 * view().rows.length);
    element.style.height = height() + 'px';
    return create(element, () => {
      const c = colours(), v = view(), data = [], time = v.time ?? format.clock(v.columns * v.columnNs, v.columns * v.columnNs / 8);
      const text = value => v.percent ? format.percent(value) : format.rate(value);
      element.style.height = height() + 'px';
      let most = 0;
      v.rows.forEach((row, y) => { for (let x = 0; x < v.columns; x++) { if (row.values[x] === null) continue; const value = row.values[x] || 0; most = Math.max(most, value); data.push([x, y, value]); } });
      return { ...base(), grid: { left: 132, right: 16, top: 6, bottom: 62 },
        xAxis: axis({ type: 'category', data: Array.from({ length: v.columns }, (_, x) => x * v.columnNs), splitLine: { show: false }, axisLabel: { color: c.soft, interval: Math.ceil(v.columns / 8) - 1, formatter: ns => time(+ns) } }),
        yAxis: axis({ type: 'category', inverse: true, data: v.rows.map(row => row.name), splitLine: { show: false }, axisLabel: { color: c.soft, fontSize: 11, interval: v.rows.length > 70 ? 'auto' : 0, width: 120, overflow: 'truncate' } }),
        visualMap: { min: 0, max: most || 1, calculable: false, orient: 'horizontal', left: 'center', bottom: 0, itemWidth: 12, itemHeight: 130, inRange: { color: c.heat }, textStyle: { color: c.soft }, text: [text(most) + ' ' + v.unit, '0'] },
        tooltip: { ...base().tooltip, formatter: p => tip(v.rows[p.data[1]].name, [[null, v.when(p.data[0] * v.columnNs), ''], [p.color, v.unit, text(p.data[2])]]) },
        series: [{ type: 'heatmap', data, progressive: 0, itemStyle: { borderWidth: 0 }, emphasis: { itemStyle: { borderColor: c.ink, borderWidth: 1 } } }] };
    });
  }

  const redraw = () => live.forEach(draw => draw.render());
  addEventListener('beforeprint', () => { forced = 'light'; redraw(); live.forEach(draw => draw.chart.resize()); });
  addEventListener('afterprint', () => { forced = null; redraw(); live.forEach(draw => draw.chart.resize()); });
  return { timeline, shares, histogram, distribution, heat, redraw, isLive: () => live.size };
})();
