/**
 * Hot lines by counting instead of sampling: `node scripts/runTypeScript.mjs
 * scripts/bench/callgrind.ts [PROGRAM ROUNDS]…`
 *
 * Runs programs of bench/ under valgrind's callgrind and without it, and compares the order of
 * their hot lines: by the instructions that callgrind has counted in machine code and in the C
 * functions called from it, and by samples. Of an x86-64 run, since valgrind knows no emulator;
 * code is compiled before it runs, as callgrind knows nothing of what is interpreted.
 */

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeLocations } from '../../server/src/bytecode/locationTable.js';
import { unitAt } from '../../server/src/compiler/imagePositions.js';
import { helperPath, projectFolder } from '../../server/src/helper/helperProcess.js';
import { runProgram } from '../../server/src/helper/programRun.js';
import { noOptions } from '../../server/src/helper/runDefaults.js';
import { hotLines } from '../../server/src/language/hotLines.js';
import { readProfiles, resolveProfiles } from '../../server/src/run/profile.js';
import type { ProcessProfile, ProfiledMachineCode } from '../../server/src/run/profileFile.js';

const usual: readonly [string, number][] = [
  ['word_count', 60],
  ['int_loop', 60],
  ['edit_distance', 250],
  ['queens', 45],
  ['string_building', 150],
  ['unpacking', 20],
  ['relaxation', 20],
  ['fannkuch', 25],
  ['board_search', 20],
  ['text_report', 80],
];
/** So many times more rounds are sampled than counted. */
const SAMPLED = 30;
/**
 * Lines whose counts differ by less than this part are as hot as each other: instructions are no
 * time. Floats that wait for each other, and jumps that were not foreseen, take much longer than
 * they count.
 */
const AS_HOT = 0.5;
const MOST_LINES = 5;
const LEAST_SHARE = 0.04;

/** What callgrind has counted in a function. */
interface Counted {
  readonly isMachineCode: boolean;
  own: number;
  /** By address, of machine code. */
  readonly at: Map<number, number>;
  readonly calls: { readonly callee: string; readonly at: number; readonly cost: number }[];
}

/** By object and name; the format is in valgrind's manual, "Callgrind Format Specification". */
function parseCounts(text: string): Map<string, Counted> {
  const functions = new Map<string, Counted>();
  const names = { ob: new Map<string, string>(), fn: new Map<string, string>() };
  const named = (kind: 'ob' | 'fn', value: string): string => {
    const [, id = '', name = ''] = /^\((\d+)\)(?: (.*))?$/.exec(value) ?? [];
    if (name !== '') names[kind].set(id, name);
    return names[kind].get(id) ?? id;
  };
  let [object, callee, calleeObject] = ['', '', ''];
  let address = 0;
  let isCall = false;
  let current: Counted | undefined;
  const keyOf = (inObject: string, name: string): string => `${inObject}|${name}`;
  for (const line of text.split('\n')) {
    const [, word, value = ''] = /^(ob|fn|cob|cfn|calls)=(.*)$/.exec(line) ?? [];
    if (word === 'ob') object = named('ob', value);
    else if (word === 'cob') calleeObject = named('ob', value);
    else if (word === 'fn') {
      const key = keyOf(object, named('fn', value));
      current = functions.get(key) ?? {
        isMachineCode: object === '???' && key.includes('0x'),
        own: 0,
        at: new Map(),
        calls: [],
      };
      functions.set(key, current);
      calleeObject = object;
    } else if (word === 'cfn') {
      callee = keyOf(calleeObject, named('fn', value));
      calleeObject = object;
    } else if (word === 'calls') isCall = true;
    else {
      const [, place = '', cost] = /^(\*|[+-]\d+|0x[0-9a-f]+) \S+ (\d+)$/.exec(line) ?? [];
      if (cost === undefined || current === undefined) continue;
      if (place.startsWith('0x')) address = Number(place);
      else if (place !== '*') address += Number(place);
      if (isCall) current.calls.push({ callee, at: address, cost: Number(cost) });
      else {
        current.own += Number(cost);
        if (current.isMachineCode) {
          current.at.set(address, (current.at.get(address) ?? 0) + Number(cost));
        }
      }
      isCall = false;
    }
  }
  return functions;
}

/** Which part of what a C function counts is not in Python code that it has called. */
function ownParts(functions: ReadonlyMap<string, Counted>): (name: string) => number {
  const known = new Map<string, number>();
  const partOf = (name: string): number => {
    const found = functions.get(name);
    if (found === undefined) return 1;
    if (found.isMachineCode) return 0;
    const before = known.get(name);
    if (before !== undefined) return before;
    known.set(name, 1);
    let [all, own] = [found.own, found.own];
    for (const { callee, cost } of found.calls) {
      all += cost;
      own += cost * partOf(callee);
    }
    const part = all === 0 ? 1 : own / all;
    known.set(name, part);
    return part;
  };
  return partOf;
}

function instructionsByLine(
  functions: ReadonlyMap<string, Counted>,
  codes: readonly ProfiledMachineCode[],
  file: string,
): Map<number, number> {
  const sorted = [...codes].sort((a, b) => Number(a.address - b.address));
  const partOf = ownParts(functions);
  const lines = new Map<number, number>();
  const locations = new Map(
    sorted.map(({ code }) => [
      code,
      decodeLocations({
        code: new Uint8Array(2 * code.units),
        linetable: code.lineTable,
        firstlineno: code.firstLine,
      }),
    ]),
  );
  const add = (address: number, cost: number): void => {
    const found = sorted.findLast((code) => Number(code.address) <= address);
    if (found === undefined || found.code.file !== file) return;
    let unit = unitAt(found.positions, address - Number(found.address));
    const table = locations.get(found.code) ?? [];
    while (unit > 0 && table[unit]?.line == null) unit -= 1;
    const line = table[unit]?.line ?? found.code.firstLine;
    lines.set(line, (lines.get(line) ?? 0) + cost);
  };
  for (const { isMachineCode, at, calls } of functions.values()) {
    if (!isMachineCode) continue;
    for (const [address, cost] of at) add(address, cost);
    for (const { callee, at: address, cost } of calls) add(address, cost * partOf(callee));
  }
  return lines;
}

async function compare(program: string, rounds: number, folder: string): Promise<boolean> {
  const file = join(projectFolder(), 'bench', 'programs', `${program}.py`);
  const output = join(folder, 'counts');
  const helper = join(folder, 'helper');
  const real = `${helperPath('x86-64')}-x86-64`;
  writeFileSync(
    helper,
    `#!/bin/sh\nexec valgrind --tool=callgrind --dump-instr=yes --separate-callers=3 --quiet --callgrind-out-file='${output}.%p' '${real}' "$@"\n`,
  );
  chmodSync(helper, 0o755);
  const counted = await profileOf(helper, file, rounds, folder);
  const counts = readFileSync(`${output}.${counted.pid}`, 'utf8');
  const byInstructions = instructionsByLine(parseCounts(counts), counted.machineCode, file);
  // Valgrind lets signals in at certain places only, so that its samples are no samples.
  const sampled = await profileOf(helperPath('x86-64'), file, SAMPLED * rounds, folder);
  const byTime = new Map(
    hotLines(resolveProfiles([sampled]))
      .lines.filter((line) => line.file === file)
      .map(({ line, nanoseconds }) => [line, nanoseconds]),
  );
  return report(program, byTime, byInstructions);
}

async function profileOf(
  helper: string,
  file: string,
  rounds: number,
  folder: string,
): Promise<ProcessProfile> {
  const profileFolder = mkdtempSync(join(folder, 'profile-'));
  await runProgram({
    target: 'x86-64',
    helper,
    args: [file, String(rounds)],
    env: process.env,
    options: { ...noOptions, mode: 'main' },
    cache: null,
    stdio: 'capture',
    profileFolder,
    helloTimeout: 300_000,
  });
  const [profile] = readProfiles(profileFolder);
  if (profile === undefined) throw new Error('there is no profile');
  return profile;
}

function report(
  program: string,
  byTime: ReadonlyMap<number, number>,
  byInstructions: ReadonlyMap<number, number>,
): boolean {
  const shares = (of: ReadonlyMap<number, number>): Map<number, number> => {
    const total = [...of.values()].reduce((sum, value) => sum + value, 0);
    return new Map([...of].map(([line, value]) => [line, value / total]));
  };
  const [time, instructions] = [shares(byTime), shares(byInstructions)];
  const hottest = [...instructions].sort((a, b) => b[1] - a[1]).slice(0, MOST_LINES);
  const wrong: string[] = [];
  for (const [line, share] of hottest) {
    for (const [other, less] of instructions) {
      if (share < LEAST_SHARE || share * (1 - AS_HOT) <= less) continue;
      if ((time.get(line) ?? 0) < (time.get(other) ?? 0)) wrong.push(`${line} after ${other}`);
    }
  }
  const percent = (part: number | undefined): string => `${Math.round(100 * (part ?? 0))} %`;
  const rows = hottest.map(
    ([line, share]) =>
      `line ${line}: ${percent(share)} of instructions, ${percent(time.get(line))} of time`,
  );
  console.log(
    `${program}: ${wrong.length === 0 ? 'the same order' : `NOT the same order: ${wrong.join(', ')}`}`,
  );
  for (const row of rows) console.log(`    ${row}`);
  return wrong.length === 0;
}

if (spawnSync('valgrind', ['--version']).status !== 0) {
  console.error('callgrind.ts: valgrind is not installed (apt-get install valgrind)');
  process.exit(2);
}
const words = process.argv.slice(2);
const chosen =
  words.length === 0
    ? usual
    : words.flatMap((word, at): [string, number][] =>
        at % 2 === 0 ? [[word, Number(words[at + 1] ?? 1)]] : [],
      );
let isSame = true;
for (const [program, rounds] of chosen) {
  const folder = mkdtempSync(join(tmpdir(), 'nativecompile-callgrind-'));
  try {
    isSame = (await compare(program, rounds, folder)) && isSame;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
process.exit(isSame ? 0 : 1);
