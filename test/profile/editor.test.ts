/**
 * What the language server makes of a profile: hot lines, hints by time, the list of problems,
 * files.
 */

import { afterAll, afterEach, expect, it } from 'vitest';
import type { ProfileFileResult, ProfileParams } from '../../server/src/lsp/messages.js';
import {
  finding,
  type Opened,
  opened,
  removePrograms,
  start,
  stopPrograms,
} from '../counters/editorRun.js';
import { testTarget } from '../harness/target.js';
import { patience } from '../harness/patience.mjs';

afterEach(stopPrograms);
afterAll(removePrograms);

const INFORMATION = 3;
const source = `def seldom(items):
    for item in items:
        print(item, end='')

def often(count):
    total = 0
    for number in range(count):
        total += len(str(number))
    return total

seldom('ab')
print(often(3_000_000))
`;

async function profileOf({ client }: Opened, wanted = true): Promise<ProfileParams> {
  const message = await client.waitFor(({ method, params }) => {
    const { lines } = params as ProfileParams;
    return method === 'nativecompile/profile' && lines.length > 0 === wanted;
  }, 0);
  return message.params as ProfileParams;
}

it(
  'tells hot lines, ranks hints by time and puts them among the problems when asked',
  async () => {
    const document = await opened(source, {
      target: testTarget,
      hints: { enable: true, inProblems: true },
    });
    const { client, uri } = document;
    const before = await finding(document, 'NC202', 0);
    expect(before.severity).toBe(INFORMATION);
    const from = client.received.length;
    const { run, ended } = await start(document, { profile: true });
    expect(run.args).toContain('profile');
    expect(await ended).toBe('ab19888890\n');
    const { lines, program, runId, total } = await profileOf(document);
    expect(runId).toBe(run.runId);
    expect(program).toBe(document.path);
    const [hottest] = lines;
    expect(hottest).toMatchObject({
      uri,
      line: 7,
      source: '        total += len(str(number))',
      function: 'often',
    });
    expect(hottest!.nanoseconds).toBeGreaterThan(total / 2);
    const ranked = await finding(document, 'NC202', from);
    expect(ranked.message).toMatch(/ Its line took \d\d % of the time of the last profile: /);
    expect(ranked.range.start.line).toBe(7);
    const { text } = await client.request<ProfileFileResult>('nativecompile/profileFile', {
      format: 'folded',
    });
    expect(text).toMatch(/often[^;]* \(program\w+\.py:8\)/);
    await client.request('nativecompile/clearProfile', null);
    await profileOf(document, false);
    const gone = await client.request<ProfileFileResult>('nativecompile/profileFile', {
      format: 'cpuprofile',
    });
    expect(gone.text).toBeNull();
  },
  patience(120),
);
