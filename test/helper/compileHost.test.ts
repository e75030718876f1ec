/** The compile host: what it keeps of one target it does not hand to another. */

import { afterAll, expect, it } from 'vitest';
import type { TargetName } from '../../server/src/compiler/index.js';
import { CompileHost } from '../../server/src/helper/compileHost.js';
import { makeCompileService } from '../../server/src/helper/compilers.js';
import { ImageCache } from '../../server/src/helper/imageCache.js';
import { noOptions } from '../../server/src/helper/runDefaults.js';
import { removeFolders, temporaryFolder } from '../cli/command.js';

const service = makeCompileService();
afterAll(() => {
  service.stop();
  removeFolders();
});

it('the cache has images of each target', async () => {
  const answer = await service.compile('a.py', Buffer.from('def f(x):\n    return x\n'));
  if (answer.kind !== 'marshal') throw new Error('the source does not compile');
  const { code } = answer;
  const request = {
    kind: 'compileNative',
    code,
    wholeTree: true,
    reason: 'test',
    filename: 'a.py',
  } as const;
  const cache = new ImageCache({ folder: temporaryFolder() });
  const packetOf = async (target: TargetName): Promise<string> => {
    const host = new CompileHost({ target, options: noOptions, cache, buildHash: 1 });
    const packet = await host.compile(1, request, 1);
    host.flush();
    return Buffer.from(packet).toString('hex');
  };
  const first = await packetOf('x86-32');
  await packetOf('x86-64');
  expect(cache.counts).toMatchObject({ hits: 0, misses: 2, writes: 2 });
  expect(await packetOf('x86-32')).toBe(first);
  expect(cache.counts).toMatchObject({ hits: 1, misses: 2, writes: 2 });
});
