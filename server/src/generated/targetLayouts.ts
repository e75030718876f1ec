/** Generated from native/helper/layout.def, caches.def, counters.def, image.def, image_cache.def, profile.def and protocol.def by scripts/generate.mjs; do not edit. */

import type { Field } from './layout.js';

/** What a target has its own of. */
export interface TargetLayout {
  /** Structures of CPython and of the helper, by C's names. */
  readonly layout: {
    readonly GlobalCache: {
      readonly version: Field<4>;
      readonly builtins_version: Field<4>;
      readonly offset: Field<4>;
    };
    readonly AttributeCache: {
      readonly version: Field<4>;
      readonly offset: Field<4>;
      readonly shadowing: Field<4>;
      readonly keys_version: Field<4>;
      readonly slot_offset: Field<4>;
      readonly value: Field<'word'>;
      readonly slot_version: Field<4>;
    };
    readonly SuperCache: {
    };
    readonly CallCache: {
    };
    readonly PyObject: {
      readonly ob_refcnt: Field<'word'>;
      readonly ob_type: Field<'word'>;
    };
    readonly PyVarObject: {
      readonly ob_size: Field<'word'>;
    };
    readonly PyLongObject: {
      readonly ob_digit: Field<4>;
    };
    readonly PyFloatObject: {
      readonly ob_fval: Field<8>;
    };
    readonly PyListObject: {
      readonly ob_item: Field<'word'>;
    };
    readonly PyTupleObject: {
      readonly ob_item: Field<'word'>;
    };
    readonly PyCellObject: {
      readonly ob_ref: Field<'word'>;
    };
    readonly PyTypeObject: {
      readonly tp_flags: Field<'word'>;
      readonly tp_version_tag: Field<4>;
    };
    readonly PyHeapTypeObject: {
      readonly ht_cached_keys: Field<'word'>;
    };
    readonly PyDictObject: {
      readonly ma_keys: Field<'word'>;
    };
    readonly PyDictKeysObject: {
      readonly dk_version: Field<4>;
    };
    readonly PyGenObject: {
      readonly gi_frame_state: Field<1>;
      readonly gi_iframe: Field<'word'>;
    };
    readonly _PyInterpreterFrame: {
      readonly f_globals: Field<'word'>;
      readonly f_builtins: Field<'word'>;
      readonly prev_instr: Field<'word'>;
      readonly stacktop: Field<4>;
      readonly localsplus: Field<'word'>;
    };
    readonly PyThreadState: {
      readonly cframe: Field<'word'>;
      readonly curexc_type: Field<'word'>;
    };
    readonly _PyCFrame: {
      readonly use_tracing: Field<1>;
    };
    readonly listiterobject: {
      readonly it_index: Field<'word'>;
      readonly it_seq: Field<'word'>;
    };
    readonly tupleiterobject: {
      readonly it_index: Field<'word'>;
      readonly it_seq: Field<'word'>;
    };
    readonly rangeiterobject: {
      readonly index: Field<'word'>;
      readonly start: Field<'word'>;
      readonly step: Field<'word'>;
      readonly len: Field<'word'>;
    };
  };
  /** Sizes of the helper's structures in bytes. */
  readonly sizes: {
    readonly GlobalCache: number;
    readonly AttributeCache: number;
    readonly SuperCache: number;
    readonly CallCache: number;
  };
  readonly constants: {
    readonly managedValuesOffset: number;
  };
}

export const targetLayouts: Readonly<Record<'x86-32' | 'x86-64', TargetLayout>> = {
  'x86-32': {
    layout: {
      GlobalCache: {
        version: { offset: 0, width: 4 },
        builtins_version: { offset: 4, width: 4 },
        offset: { offset: 8, width: 4 },
      },
      AttributeCache: {
        version: { offset: 0, width: 4 },
        offset: { offset: 4, width: 4 },
        shadowing: { offset: 4, width: 4 },
        keys_version: { offset: 16, width: 4 },
        slot_offset: { offset: 20, width: 4 },
        value: { offset: 24, width: 'word' },
        slot_version: { offset: 32, width: 4 },
      },
      SuperCache: {
      },
      CallCache: {
      },
      PyObject: {
        ob_refcnt: { offset: 0, width: 'word' },
        ob_type: { offset: 4, width: 'word' },
      },
      PyVarObject: {
        ob_size: { offset: 8, width: 'word' },
      },
      PyLongObject: {
        ob_digit: { offset: 12, width: 4 },
      },
      PyFloatObject: {
        ob_fval: { offset: 8, width: 8 },
      },
      PyListObject: {
        ob_item: { offset: 12, width: 'word' },
      },
      PyTupleObject: {
        ob_item: { offset: 12, width: 'word' },
      },
      PyCellObject: {
        ob_ref: { offset: 8, width: 'word' },
      },
      PyTypeObject: {
        tp_flags: { offset: 84, width: 'word' },
        tp_version_tag: { offset: 192, width: 4 },
      },
      PyHeapTypeObject: {
        ht_cached_keys: { offset: 436, width: 'word' },
      },
      PyDictObject: {
        ma_keys: { offset: 20, width: 'word' },
      },
      PyDictKeysObject: {
        dk_version: { offset: 8, width: 4 },
      },
      PyGenObject: {
        gi_frame_state: { offset: 39, width: 1 },
        gi_iframe: { offset: 40, width: 'word' },
      },
      _PyInterpreterFrame: {
        f_globals: { offset: 4, width: 'word' },
        f_builtins: { offset: 8, width: 'word' },
        prev_instr: { offset: 28, width: 'word' },
        stacktop: { offset: 32, width: 4 },
        localsplus: { offset: 40, width: 'word' },
      },
      PyThreadState: {
        cframe: { offset: 40, width: 'word' },
        curexc_type: { offset: 60, width: 'word' },
      },
      _PyCFrame: {
        use_tracing: { offset: 0, width: 1 },
      },
      listiterobject: {
        it_index: { offset: 8, width: 'word' },
        it_seq: { offset: 12, width: 'word' },
      },
      tupleiterobject: {
        it_index: { offset: 8, width: 'word' },
        it_seq: { offset: 12, width: 'word' },
      },
      rangeiterobject: {
        index: { offset: 8, width: 'word' },
        start: { offset: 12, width: 'word' },
        step: { offset: 16, width: 'word' },
        len: { offset: 20, width: 'word' },
      },
    },
    sizes: {
      GlobalCache: 12,
      AttributeCache: 36,
      SuperCache: 12,
      CallCache: 20,
    },
    constants: {
      managedValuesOffset: -16,
    },
  },
  'x86-64': {
    layout: {
      GlobalCache: {
        version: { offset: 0, width: 4 },
        builtins_version: { offset: 4, width: 4 },
        offset: { offset: 8, width: 4 },
      },
      AttributeCache: {
        version: { offset: 0, width: 4 },
        offset: { offset: 4, width: 4 },
        shadowing: { offset: 4, width: 4 },
        keys_version: { offset: 16, width: 4 },
        slot_offset: { offset: 20, width: 4 },
        value: { offset: 24, width: 'word' },
        slot_version: { offset: 36, width: 4 },
      },
      SuperCache: {
      },
      CallCache: {
      },
      PyObject: {
        ob_refcnt: { offset: 0, width: 'word' },
        ob_type: { offset: 8, width: 'word' },
      },
      PyVarObject: {
        ob_size: { offset: 16, width: 'word' },
      },
      PyLongObject: {
        ob_digit: { offset: 24, width: 4 },
      },
      PyFloatObject: {
        ob_fval: { offset: 16, width: 8 },
      },
      PyListObject: {
        ob_item: { offset: 24, width: 'word' },
      },
      PyTupleObject: {
        ob_item: { offset: 24, width: 'word' },
      },
      PyCellObject: {
        ob_ref: { offset: 16, width: 'word' },
      },
      PyTypeObject: {
        tp_flags: { offset: 168, width: 'word' },
        tp_version_tag: { offset: 384, width: 4 },
      },
      PyHeapTypeObject: {
        ht_cached_keys: { offset: 872, width: 'word' },
      },
      PyDictObject: {
        ma_keys: { offset: 32, width: 'word' },
      },
      PyDictKeysObject: {
        dk_version: { offset: 12, width: 4 },
      },
      PyGenObject: {
        gi_frame_state: { offset: 75, width: 1 },
        gi_iframe: { offset: 80, width: 'word' },
      },
      _PyInterpreterFrame: {
        f_globals: { offset: 8, width: 'word' },
        f_builtins: { offset: 16, width: 'word' },
        prev_instr: { offset: 56, width: 'word' },
        stacktop: { offset: 64, width: 4 },
        localsplus: { offset: 72, width: 'word' },
      },
      PyThreadState: {
        cframe: { offset: 56, width: 'word' },
        curexc_type: { offset: 96, width: 'word' },
      },
      _PyCFrame: {
        use_tracing: { offset: 0, width: 1 },
      },
      listiterobject: {
        it_index: { offset: 16, width: 'word' },
        it_seq: { offset: 24, width: 'word' },
      },
      tupleiterobject: {
        it_index: { offset: 16, width: 'word' },
        it_seq: { offset: 24, width: 'word' },
      },
      rangeiterobject: {
        index: { offset: 16, width: 'word' },
        start: { offset: 24, width: 'word' },
        step: { offset: 32, width: 'word' },
        len: { offset: 40, width: 'word' },
      },
    },
    sizes: {
      GlobalCache: 12,
      AttributeCache: 40,
      SuperCache: 24,
      CallCache: 32,
    },
    constants: {
      managedValuesOffset: -32,
    },
  },
};
