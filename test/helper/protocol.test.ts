/** The protocol's codec, and what both sides make of packets that nobody meant. */

import { describe, expect, it } from 'vitest';
import {
  decodeHelperMessage,
  decodeHostMessage,
  encodeHelperMessage,
  encodeHostMessage,
  type HelperMessage,
  type HostMessage,
  type Packet,
  PacketSplitter,
  PROTOCOL_VERSION,
  ProtocolError,
  packetTypes,
} from '../../server/src/helper/protocol.js';
import { mutate, random, randomBytes } from './packetFuzz.js';
import { Service } from './rawService.js';

const bytes = (...values: number[]) => Uint8Array.from(values);

const helperMessages: readonly HelperMessage[] = [
  {
    kind: 'hello',
    version: PROTOCOL_VERSION,
    buildHash: 0xfedc_ba98,
    pid: 77,
    python: '3.11.2',
    emulated: true,
  },
  {
    kind: 'compileNative',
    code: bytes(1, 2, 3),
    wholeTree: true,
    reason: 'main program',
    filename: 'ü.py',
  },
  { kind: 'listing', code: bytes(), view: 'mixed', syntax: 'att' },
  { kind: 'stats', json: '{"nativeFrames":1}' },
  { kind: 'fault', text: 'SIGSEGV' },
  {
    kind: 'marshal',
    code: bytes(9),
    warnings: [{ category: 'SyntaxWarning', message: '"is" with a literal', line: 3 }],
  },
  {
    kind: 'syntaxError',
    text: '  File "ü.py", line 1\n',
    message: 'invalid syntax',
    line: 1,
    offset: 2,
    endLine: 1,
    endOffset: -1,
    warnings: [],
  },
  { kind: 'failed', message: 'no' },
];

const hostMessages: readonly HostMessage[] = [
  {
    kind: 'hello',
    version: PROTOCOL_VERSION,
    buildHash: 1,
    options: {
      mode: 'all',
      strict: true,
      interpret: false,
      stats: true,
      counters: 'off',
      without: ['BINARY_OP', 'FOR_ITER'],
    },
    counterBlock: '/tmp/counters',
    refusal: '',
    cacheFolder: '/home/me/.cache/nativecompile',
    cacheBasis: 'a1b2',
    profileFolder: '/tmp/profiles',
  },
  {
    kind: 'images',
    images: [
      { status: 'image', bytes: bytes(1, 2) },
      { status: 'refused', reason: 'too large' },
      { status: 'kept', reason: 'a comment' },
    ],
  },
  { kind: 'listingText', text: 'dot:\n  0000  55  push ebp\n' },
  { kind: 'compileSource', filename: '\udc80 \ud83d\ude00.py', source: bytes(0x70), flags: 0 },
  { kind: 'failed', message: '' },
];

function split(...packets: Uint8Array[]): Packet[] {
  return new PacketSplitter().feed(Buffer.concat(packets));
}

describe('codec', () => {
  it('reads what it writes', () => {
    for (const [index, message] of helperMessages.entries()) {
      const [packet] = split(encodeHelperMessage(index, message));
      expect(packet!.id).toBe(index);
      expect(decodeHelperMessage(packet!)).toEqual(message);
    }
    for (const [index, message] of hostMessages.entries()) {
      const [packet] = split(encodeHostMessage(index, message));
      expect(packet!.id).toBe(index);
      expect(decodeHostMessage(packet!)).toEqual(message);
    }
  });

  it('cuts a stream into packets wherever its chunks end', () => {
    const stream = Buffer.concat(hostMessages.map((message, id) => encodeHostMessage(id, message)));
    for (const size of [1, 3, 8, 9, 64, stream.length]) {
      const splitter = new PacketSplitter();
      const packets: Packet[] = [];
      for (let at = 0; at < stream.length; at += size) {
        packets.push(...splitter.feed(stream.subarray(at, at + size)));
      }
      expect(packets.map(decodeHostMessage)).toEqual(hostMessages);
      expect(splitter.pending).toBe(0);
    }
  });

  it('says that a stream makes no sense as soon as a length shows it', () => {
    for (const length of [0, 4, 0x1000_0001, 0xffff_ffff]) {
      const header = Buffer.alloc(4);
      header.writeUInt32LE(length);
      expect(() => new PacketSplitter().feed(header)).toThrow(ProtocolError);
    }
  });

  it('reads the hello of another version far enough to tell the version', () => {
    const hello = encodeHelperMessage(0, { ...helperMessages[0]!, version: 99 } as HelperMessage);
    const longer = Buffer.concat([hello, bytes(1, 2, 3)]);
    longer.writeUInt32LE(longer.length - 4, 0);
    expect(decodeHelperMessage(split(longer)[0]!)).toMatchObject({ kind: 'hello', version: 99 });
  });

  it('answers 10,000 random and mutated packets with a message or a ProtocolError', () => {
    const draw = random(311);
    const packets = [
      ...helperMessages.map((message, id) => encodeHelperMessage(id, message)),
      ...hostMessages.map((message, id) => encodeHostMessage(id, message)),
    ];
    let understood = 0;
    for (let round = 0; round < 10_000; round++) {
      const fuzzed =
        draw(4) === 0 ? randomBytes(draw, draw(64)) : mutate(draw, packets[draw(packets.length)]!);
      for (const decode of [decodeHelperMessage, decodeHostMessage]) {
        try {
          for (const packet of new PacketSplitter().feed(fuzzed)) {
            decode(packet);
            understood++;
          }
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }
    }
    expect(understood).toBeGreaterThan(100);
  });
});

describe('the compile service', () => {
  it('answers 10,000 random and mutated packets, and works afterwards', async () => {
    const service = await Service.start();
    const draw = random(86);
    const source = Buffer.from('def f(a, b):\n    return a + b\n');
    const request = (id: number) =>
      encodeHostMessage(id, { kind: 'compileSource', filename: 'fuzz.py', source, flags: 0 });
    try {
      const kinds = new Map<string, number>();
      for (let from = 1; from <= 10_000; from += 500) {
        const answers: Promise<Packet>[] = [];
        for (let id = from; id < from + 500; id++) {
          const packet = Buffer.from(mutate(draw, request(id)));
          // The frame stays whole: what becomes of a broken one is the next test's subject.
          const framed = packet.length < 9 ? Buffer.concat([packet, Buffer.alloc(9)]) : packet;
          framed.writeUInt32LE(framed.length - 4, 0);
          framed.writeUInt32LE(id, 4);
          answers.push(service.request(id, framed));
        }
        for (const packet of await Promise.all(answers)) {
          const { kind } = decodeHelperMessage(packet);
          kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        }
      }
      expect([...kinds.keys()].sort()).toEqual(['failed', 'marshal', 'syntaxError']);
      const answer = await service.request(20_000, request(20_000));
      expect(decodeHelperMessage(answer).kind).toBe('marshal');
      expect(await service.end()).toEqual({ status: 0, signal: null });
    } finally {
      service.kill();
    }
  });

  it('ends with an error when the stream makes no sense', async () => {
    const truncated = encodeHostMessage(1, hostMessages[3]!).subarray(0, 11);
    for (const garbage of [bytes(0xff, 0xff, 0xff, 0xff), bytes(1, 0, 0, 0, 7), truncated]) {
      const service = await Service.start();
      try {
        service.send(garbage);
        expect(await service.end()).toEqual({ status: 3, signal: null });
        expect(service.errors).toMatch(
          /^nativecompile: the connection to the compile host broke: /,
        );
      } finally {
        service.kill();
      }
    }
  });

  it('refuses a host of another protocol or build in one sentence', async () => {
    for (const [change, words] of [
      [{ version: 1 }, `it speaks protocol 1 and this helper ${PROTOCOL_VERSION}`],
      [{ buildHash: 0 }, 'it was built for helper 00000000 and this is helper'],
      [{ refusal: 'not today' }, 'not today'],
    ] as const) {
      const service = await Service.start(change);
      try {
        expect(await service.end()).toEqual({ status: 3, signal: null });
        expect(service.errors).toContain(words);
      } finally {
        service.kill();
      }
    }
  });

  it('has no type of packet that this side does not know', () => {
    expect(new Set(Object.values(packetTypes)).size).toBe(Object.keys(packetTypes).length);
  });
});
