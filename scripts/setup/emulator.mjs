/**
 * The emulator that executes 32-bit code where the kernel does not: QEMU's user mode, one static
 * program.
 *
 * Maps from: Debian 12's archive. Maps to: `.runtime/emulator`, with the licence and the place of
 * the source beside the program. The backports have a version that is right about signals in
 * programs with threads; the release's own is not, and is taken only where there are no backports.
 */

import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PrivateApt } from './apt.mjs';
import { paths } from './paths.mjs';
import { run } from './run.mjs';

/** To be raised when another program is to be fetched than before. */
export const recipe = '2';

/** By preference: whether it is from the backports, and the package and its program. */
const candidates = [
  { backports: true, name: 'qemu-user', program: 'usr/bin/qemu-i386' },
  { backports: false, name: 'qemu-user-static', program: 'usr/bin/qemu-i386-static' },
];

/** @param {(note: string) => void} note */
export async function installEmulator(note) {
  let failure;
  for (const candidate of candidates) {
    try {
      await install(candidate, note);
      return;
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}

/**
 * @param {typeof candidates[number]} candidate
 * @param {(note: string) => void} note
 */
async function install({ backports, name, program }, note) {
  const apt = new PrivateApt(note, 'amd64');
  note('package lists');
  await apt.update(backports ? 'backports' : 'all');
  await apt.alone([name]);
  const file = readdirSync(apt.archives).find((entry) => entry.startsWith(`${name}_`));
  const archive = join(apt.archives, file ?? name);
  const version = (await run('dpkg-deb', ['--field', archive, 'Version'])).trim();
  note('unpacking');
  const target = dirname(paths.emulator);
  const unpacked = `${target}.unpacked`;
  const fresh = `${target}.new`;
  for (const folder of [unpacked, fresh]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  await run('dpkg-deb', ['--extract', archive, unpacked]);
  copyFileSync(join(unpacked, program), join(fresh, 'qemu-i386'));
  copyFileSync(join(unpacked, 'usr/share/doc', name, 'copyright'), join(fresh, 'copyright'));
  writeFileSync(
    join(fresh, 'SOURCE.txt'),
    [
      `qemu-i386 is the program of that name from Debian's package ${name}, version ${version}, unchanged.`,
      'It is under the GNU General Public License, version 2; the file copyright has all licences.',
      `Its source is Debian's source package "qemu" of version ${version}: "apt-get source qemu=${version}" with that`,
      "release's deb-src line; Debian's archive of snapshots keeps it after the release is " +
        'gone. On request the authors',
      'of this extension send it to you at no charge.',
      '',
    ].join('\n'),
  );
  writeFileSync(join(fresh, 'version'), version);
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
  rmSync(unpacked, { recursive: true, force: true });
  apt.clean();
}
