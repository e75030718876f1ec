/** How the server's helper is executed is told in its status, and why where it cannot be. */

import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { executes32BitCode } from '../../scripts/checks.mjs';
import { paths } from '../../scripts/setup/paths.mjs';
import { run } from '../../scripts/setup/run.mjs';
import { Method, type StatusParams } from '../../server/src/lsp/messages.js';
import { removeFolders, temporaryFolder, testEnvironment } from '../cli/command.js';
import { type RpcMessage, startClient, stopClients } from './rawClient.js';

afterEach(stopClients);
afterAll(removeFolders);

const isStatus = (state: StatusParams['state']) => (message: RpcMessage) =>
  message.method === Method.status && (message.params as StatusParams).state === state;

async function statusOf(env: NodeJS.ProcessEnv, state: StatusParams['state']) {
  const client = await startClient({ env: { ...testEnvironment(), ...env } });
  const status = (await client.waitFor(isStatus(state))).params as StatusParams;
  const check = await client.request<{ report: string }>('nativecompile/checkHelper');
  return { status, report: check.report };
}

it('an emulated helper is ready, and says that it is emulated', async () => {
  const { status, report } = await statusOf({ NATIVECOMPILE_EXECUTION: 'emulated' }, 'ready');
  expect(status).toMatchObject({ emulated: true, canRun: true });
  expect(status.detail).toMatch(/executes no 32-bit code: programs run natively in an emulator/);
  expect(report).toMatch(/^32-bit code is emulated/m);
});

it('one that the processor executes says nothing of emulators', async () => {
  const { status, report } = await statusOf({}, 'ready');
  const isDirect = await executes32BitCode();
  expect(status.emulated ?? false).toBe(!isDirect);
  expect(report).toMatch(isDirect ? /^32-bit code is executed directly/m : /is emulated/);
});

it('where there is no emulator and one is needed, the status says so', async () => {
  // As a folder that was set up on a machine that executes 32-bit code, and then moved to one that
  // does not.
  await run('make', ['-s', '-C', paths.launcherSource, 'packaged']);
  const helper = join(temporaryFolder(), 'nativecompile-helper');
  copyFileSync(join(paths.launcherSource, 'build', 'packaged', 'nativecompile-helper'), helper);
  copyFileSync(`${paths.helper}-x86-32`, `${helper}-x86-32`);
  const env = { NATIVECOMPILE_EXECUTION: 'emulated', NATIVECOMPILE_HELPER: helper };
  const { status, report } = await statusOf(env, 'failed');
  expect(status.detail).toMatch(/executes no 32-bit x86 code, and the emulator .* is not there/);
  expect(report).toMatch(/^MISSING: .*the emulator that does it is not there/m);
});
