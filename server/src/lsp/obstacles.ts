/** Why a document's present text is not compiled, in words. */

import { messageOf } from '../helper/protocol.js';
import type { PythonDocument } from './documents.js';
import { fileNameOf } from './uris.js';

/** Without a full stop; empty when nothing stands in the way. */
export function obstacleText(document: PythonDocument): string {
  const { obstacle } = document;
  const name = fileNameOf(document.uri);
  switch (obstacle?.kind) {
    case 'syntaxError':
      return obstacle.error.line > 0
        ? `${name} has an error in line ${obstacle.error.line}: ${messageOf(obstacle.error)}`
        : `${name} does not compile: ${messageOf(obstacle.error)}`;
    case 'tooLarge':
      return `${name} has ${obstacle.bytes} bytes, more than compile.maxFileSize (${obstacle.limit})`;
    case 'excluded':
      return `${name} is excluded by compile.exclude`;
    case 'waiting':
      return `${name} is not compiled yet: compile.trigger is manual`;
    case 'unreadable':
      return `${name} cannot be read`;
    case 'helper':
      return `${name} could not be compiled: ${obstacle.problem}`;
    default:
      return '';
  }
}
