/**
 * Profiles as other programs read them.
 *
 * Maps from: a profile. Maps to: JSON for speedscope (https://www.speedscope.app, its file format
 * 0.0.1), JSON for Chrome's and VS Code's viewers (`.cpuprofile`, the DevTools protocol's
 * Profiler.Profile), or folded stacks, one a line, as flame graph tools take them. Times are
 * processor times in microseconds, added up by stack: their order in time is not known.
 */

import { pathToFileURL } from 'node:url';
import {
  cName,
  eachStack,
  type PlacedFrame,
  type Profile,
  type ProfiledProcess,
  type TimedFrame,
} from '../language/profile.js';

export const profileFormats = ['table', 'speedscope', 'cpuprofile', 'folded'] as const;
export type ProfileFormat = (typeof profileFormats)[number];

/** Some text, with its last line end. */
export function formatProfile(
  profile: Profile,
  format: Exclude<ProfileFormat, 'table'>,
  name: string,
): string {
  switch (format) {
    case 'speedscope':
      return `${JSON.stringify(speedscope(profile, name))}\n`;
    case 'cpuprofile':
      return `${JSON.stringify(cpuProfile(profile))}\n`;
    case 'folded':
      return folded(profile);
  }
}

const microseconds = (nanoseconds: number): number => Math.round(nanoseconds / 1000);

function frameName(frame: PlacedFrame): string {
  switch (frame.kind) {
    case 'thread':
      return frame.number === 1 ? 'main thread' : `thread ${frame.number}`;
    case 'cut':
      return '(frames that are left out)';
    case 'python':
      return frame.isNative ? frame.name : `${frame.name} (interpreted)`;
    case 'c':
      return cName(frame);
  }
}

const threadName = (process: ProfiledProcess, thread: TimedFrame, profile: Profile): string =>
  profile.processes.length === 1
    ? frameName(thread.frame)
    : `process ${process.pid}, ${frameName(thread.frame)}`;

/* -- speedscope -- */

function speedscope(profile: Profile, name: string): object {
  const frames: object[] = [];
  const indices = new Map<string, number>();
  const indexOf = (frame: PlacedFrame): number => {
    const entry =
      frame.kind === 'python'
        ? { name: frameName(frame), file: frame.file, line: frame.line }
        : frame.kind === 'c' && frame.library !== ''
          ? { name: frameName(frame), file: frame.library }
          : { name: frameName(frame) };
    const key = JSON.stringify(entry);
    const known = indices.get(key);
    if (known !== undefined) return known;
    frames.push(entry);
    indices.set(key, frames.length - 1);
    return frames.length - 1;
  };
  const profiles = profile.processes.flatMap((process) =>
    process.threads.map((thread) => {
      const samples: number[][] = [];
      const weights: number[] = [];
      eachStack([thread], (stack, leaf) => {
        samples.push(stack.slice(1).map(indexOf));
        weights.push(microseconds(leaf.nanoseconds));
      });
      return {
        type: 'sampled',
        name: threadName(process, thread, profile),
        unit: 'microseconds',
        startValue: 0,
        endValue: weights.reduce((sum, weight) => sum + weight, 0),
        samples,
        weights,
      };
    }),
  );
  return {
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter: 'nativecompile',
    name,
    activeProfileIndex: 0,
    shared: { frames },
    profiles,
  };
}

/* -- cpuprofile -- */

interface CpuNode {
  readonly id: number;
  readonly callFrame: object;
  readonly hitCount: number;
  readonly children?: readonly number[];
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

/** Its lines are from 0 in call frames, and from 1 in ticks. */
function cpuProfile(profile: Profile): object {
  const nodes: CpuNode[] = [];
  const samples: number[] = [];
  const timeDeltas: number[] = [];
  let nextId = 1;
  const add = (callFrame: object, parts: readonly TimedFrame[], line: number | null): number => {
    const id = nextId++;
    const own = parts.reduce((sum, { nanoseconds }) => sum + nanoseconds, 0);
    const hits = parts.reduce((sum, one) => sum + one.samples, 0);
    const children = parts.flatMap((part) => part.children).map(addFrame);
    nodes.push({
      id,
      callFrame,
      hitCount: hits,
      ...(children.length > 0 && { children }),
      ...(line !== null && hits > 0 && { positionTicks: [{ line, ticks: hits }] }),
    });
    if (own > 0) {
      samples.push(id);
      timeDeltas.push(microseconds(own));
    }
    return id;
  };
  const addFrame = (node: TimedFrame): number => {
    const { frame } = node;
    const line = frame.kind === 'python' ? frame.line : null;
    return add(callFrameOf(frame), [node], line);
  };
  const children = profile.processes.flatMap((process) =>
    process.threads.map((thread) =>
      add(systemFrame(threadName(process, thread, profile)), [thread], null),
    ),
  );
  nodes.push({ id: nextId, callFrame: systemFrame('(root)'), hitCount: 0, children });
  nodes.reverse();
  const endTime = timeDeltas.reduce((sum, delta) => sum + delta, 0);
  return { nodes, startTime: 0, endTime, samples, timeDeltas };
}

const systemFrame = (functionName: string): object => ({
  functionName,
  scriptId: '0',
  url: '',
  lineNumber: -1,
  columnNumber: -1,
});

function callFrameOf(frame: PlacedFrame): object {
  if (frame.kind !== 'python') return systemFrame(frameName(frame));
  const isFile = frame.file.startsWith('/');
  return {
    functionName: frameName(frame),
    scriptId: '0',
    url: isFile ? pathToFileURL(frame.file).href : frame.file,
    lineNumber: frame.line - 1,
    columnNumber: frame.range?.column ?? 0,
  };
}

/* -- folded stacks -- */

function folded(profile: Profile): string {
  const lines = new Map<string, number>();
  for (const process of profile.processes) {
    for (const thread of process.threads) {
      eachStack([thread], (stack, leaf) => {
        const words = [threadName(process, thread, profile), ...stack.slice(1).map(foldedName)];
        const key = words.map((word) => word.replace(/[;\n]/g, ',')).join(';');
        lines.set(key, (lines.get(key) ?? 0) + microseconds(leaf.nanoseconds));
      });
    }
  }
  return [...lines].map(([stack, weight]) => `${stack} ${weight}\n`).join('');
}

function foldedName(frame: PlacedFrame): string {
  if (frame.kind !== 'python') return frameName(frame);
  return `${frameName(frame)} (${frame.file.split('/').at(-1) ?? ''}:${frame.line})`;
}
