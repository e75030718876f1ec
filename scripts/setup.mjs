/**
 * Sets everything up: npm packages, the private runtimes, the helpers of both targets, the
 * TypeScript.
 *
 *   npm run setup              what `npm start` needs
 *   npm run setup -- --tests   also CPython's own tests, and the emulator on every machine
 *
 * Every step that is already done is skipped, so a set-up that was interrupted continues where it
 * was. Uses nothing but Node.js itself, because no package is installed yet when it begins.
 */

import { pathToFileURL } from 'node:url';
import { executes32BitCode, judgeNode } from './checks.mjs';
import { explain, SetupFailure } from './setup/failure.mjs';
import { alone } from './setup/lock.mjs';
import { paths } from './setup/paths.mjs';
import { showStep } from './setup/progress.mjs';
import { stamps, stepsOf } from './setup/steps.mjs';

/** @param {import('./setup/steps.mjs').Step} step */
function isDone(step) {
  return step.isThere() && stamps.isCurrent(step.name, step.digest());
}

/**
 * The emulator comes where the kernel executes no 32-bit code, or where it is wanted all the same:
 * for tests and packages.
 * @param {{ tests?: boolean, emulator?: boolean }} wanted
 */
export async function setUp({ tests = false, emulator = tests }) {
  await ensure(stepsOf({ tests, emulator: emulator || !(await executes32BitCode()) }));
}

/**
 * Performs the steps that are not done, or were done with other inputs than there are now.
 * @param {readonly import('./setup/steps.mjs').Step[]} steps
 */
export async function ensure(steps) {
  if (steps.every(isDone)) {
    return;
  }
  try {
    await alone(paths.lock, async () => {
      for (const step of steps) {
        // Asked again: an earlier step, or another set-up that held the lock, may have changed the
        // answer.
        if (!isDone(step)) {
          await perform(step);
        }
      }
    });
  } catch (error) {
    throw explain(error, 'preparing the project folder');
  }
}

/** @param {import('./setup/steps.mjs').Step} step */
async function perform(step) {
  try {
    stamps.forget(step.name);
    const digest = step.digest();
    await showStep(step.title, step.work);
    stamps.record(step.name, digest);
  } catch (error) {
    throw explain(error, step.doing, step);
  }
}

/**
 * Runs a command of the project, and shows a failed set-up as its sentences alone.
 * @param {() => Promise<number>} command gives the exit status
 */
export async function command(command) {
  const node = judgeNode(process.versions.node);
  try {
    if ('problem' in node) {
      throw new SetupFailure(node.problem, node.remedy);
    }
    process.exitCode = await command();
  } catch (error) {
    if (!(error instanceof SetupFailure)) {
      throw error;
    }
    process.stderr.write(`${error.problem} ${error.remedy}\n`);
    if (error.detail) {
      process.stderr.write(`${error.detail.replace(/^/gm, '  | ')}\n`);
    }
    process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await command(async () => {
    await setUp({ tests: process.argv.includes('--tests') });
    return 0;
  });
}
