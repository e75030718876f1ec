/** `Buffer` where there is no Node.js; the bundles for browsers have it as a global name. */

export { Buffer } from 'buffer/';
