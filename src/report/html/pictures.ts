import {formatClock, zoneLabel} from '../format.js';
import type {Report, TimelineEntry} from '../model.js';
import {phaseSentence} from '../summary.js';
import {TIMELINE_SOURCES} from '../words.js';
import {type Html, html, nothing} from './markup.js';

const STEP = 100;
const RADIUS = 13;

/** The phases as a line of stations: lying on a wide page, standing on a narrow one. Shapes say what colours say. */
export function phasePicture(report: Report): Html {
  if (report.phases.length === 0) return nothing;
  const label = `${phaseSentence(report)} ${report.phases.map(({phase, proven}) => `${phase}: ${proven ? 'proven' : 'not proven'}`).join(', ')}`;
  const count = report.phases.length;
  const lying = {width: count * STEP, height: 66};
  const standing = {width: 240, height: count * 40};
  return html`<svg class="wide" role="img" aria-label="${label}" viewBox="0 0 ${lying.width} ${lying.height}" width="${lying.width}" height="${lying.height}">
<path class="track" d="M ${STEP / 2} 20 H ${lying.width - STEP / 2}"/>
${report.phases.map((phase, index) => station(report, phase, index * STEP + STEP / 2, 20, {x: index * STEP + STEP / 2, y: 56, anchor: 'middle'}))}</svg>
<svg class="tall" role="img" aria-label="${label}" viewBox="0 0 ${standing.width} ${standing.height}" width="${standing.width}" height="${standing.height}">
<path class="track" d="M 20 20 V ${standing.height - 20}"/>
${report.phases.map((phase, index) => station(report, phase, 20, index * 40 + 20, {x: 46, y: index * 40 + 25, anchor: 'start'}))}</svg>`;
}

function station(
  report: Report,
  {phase, proven}: Report['phases'][number],
  x: number,
  y: number,
  text: {readonly x: number; readonly y: number; readonly anchor: string},
): Html {
  const died = !proven && phase === report.diedIn;
  const kind = proven ? 'yes' : died ? 'no' : 'open';
  const mark = {
    yes: `M ${x - 6} ${y} l 4 5 l 8 -9`,
    no: `M ${x - 5} ${y - 5} l 10 10 m 0 -10 l -10 10`,
    open: `M ${x - 1} ${y} h 2`,
  }[kind];
  return html`<g><circle class="node ${kind}" cx="${x}" cy="${y}" r="${RADIUS}"/><path class="mark ${kind}" d="${mark}"/><text class="${died ? 'strong' : ''}" x="${text.x}" y="${text.y}" text-anchor="${text.anchor}">${phase}</text></g>
`;
}

const WIDTH = 900;
const LEFT = 96;
const RIGHT = WIDTH - 24;
const LANE = 30;
const TOP = 34;

/** What happened inside the window, to scale, a lane for each source. Null where there is no extent to draw. */
export function timelinePicture(report: Report, zone: string): Html {
  const inWindow = report.timeline.filter((entry) => isInside(entry, report.window));
  const times = inWindow.map(({at}) => Date.parse(at)).filter((time) => !Number.isNaN(time));
  const from = Math.min(...times);
  const to = Math.max(...times);
  if (times.length < 2 || from === to) return nothing;

  const x = (time: number) => Math.round(LEFT + ((time - from) / (to - from)) * (RIGHT - LEFT));
  const lanes = [...new Set(inWindow.map(({source}) => source))];
  const height = TOP + lanes.length * LANE + 8;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => from + share * (to - from));
  return html`<div class="scroll"><svg class="picture" role="img" aria-label="The ${inWindow.length} entries of the timeline that lie in the window, to scale; the table below holds them as text." viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">
${span(report, x, from, to, height)}${ticks.map((time, index) => tick(time, x(time), index, ticks.length, height, zone))}${lanes.map((source, index) => lane(source, index))}
${inWindow.map((entry) => dot(entry, x, lanes.indexOf(entry.source), zone))}</svg></div>
<p class="soft">Each dot is an entry, each diamond one that matters; the band is the deployment.</p>`;
}

function isInside({at}: TimelineEntry, window: Report['window']): boolean {
  const time = Date.parse(at);
  if (Number.isNaN(time)) return false;
  return window === null || (time >= Date.parse(window.from) && time <= Date.parse(window.to));
}

/** The deployment itself, as a band behind the lanes. */
function span(report: Report, x: (time: number) => number, from: number, to: number, height: number): Html {
  const start = Date.parse(report.deployment?.startedAt ?? '');
  const end = Date.parse(report.deployment?.endedAt ?? '');
  if (Number.isNaN(start) || Number.isNaN(end)) return nothing;
  const left = x(Math.max(from, start));
  const right = x(Math.min(to, end));
  return right <= left
    ? nothing
    : html`<rect class="span" x="${left}" y="${TOP - 6}" width="${right - left}" height="${height - TOP + 2}"/>
`;
}

function tick(time: number, x: number, index: number, count: number, height: number, zone: string): Html {
  const iso = new Date(time).toISOString();
  const anchor = index === 0 ? 'start' : index === count - 1 ? 'end' : 'middle';
  const text = index === 0 ? `${formatClock(iso, zone)} ${zoneLabel(iso, zone)}` : formatClock(iso, zone);
  return html`<path class="track" d="M ${x} ${TOP - 6} V ${height - 4}"/><text class="small" x="${x}" y="16" text-anchor="${anchor}">${text}</text>
`;
}

function lane(source: TimelineEntry['source'], index: number): Html {
  const y = TOP + index * LANE + LANE / 2;
  return html`<text class="small" x="0" y="${y + 4}">${TIMELINE_SOURCES[source]}</text>
`;
}

/** A disc; what matters is a larger diamond. */
function dot(entry: TimelineEntry, x: (time: number) => number, lane: number, zone: string): Html {
  const cx = x(Date.parse(entry.at));
  const cy = TOP + lane * LANE + LANE / 2;
  const title = html`<title>${formatClock(entry.at, zone)} ${entry.text}</title>`;
  return entry.important === true
    ? html`<path class="alarm" d="M ${cx} ${cy - 9} l 9 9 l -9 9 l -9 -9 z">${title}</path>
`
    : html`<circle class="dot" cx="${cx}" cy="${cy}" r="5">${title}</circle>
`;
}
