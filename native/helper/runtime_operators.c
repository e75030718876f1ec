/* Arithmetic and bitwise operators. Maps from: UNARY_*, BINARY_OP. Maps to: CPython's number
   protocol, after short cuts for the exact types int, float and str. Knows nothing of machine code.

   A short cut is taken only where the result cannot be told from the number protocol's: exact
   types, values for which the C operation is exact or rounds the same way, and no exception.
   Everything else, errors included, is left to the table that the interpreter itself uses. */
#include "runtime.h"
#include "ceval_access.h"
#include "runtime_values.h"

#include <float.h>
#include <opcode.h>

#define NOT_SHORT_CUT ((PyObject *)-1)

RT PyObject *rt_unary_positive(PyObject *value)
{
    PyObject *result = PyNumber_Positive(value);
    nc_drop(value);
    return result;
}

RT PyObject *rt_unary_negative(PyObject *value)
{
    PyObject *result;
    if (nc_is_int(value) && nc_is_short(value)) {
        result = rt_new_int(-nc_short_value(value));
    } else if (nc_is_float(value)) {
        if (Py_REFCNT(value) == 1) {
            ((PyFloatObject *)value)->ob_fval = -nc_float_value(value);
            return value;
        }
        result = rt_new_float(-nc_float_value(value));
    } else {
        result = PyNumber_Negative(value);
    }
    nc_drop(value);
    return result;
}

RT PyObject *rt_unary_invert(PyObject *value)
{
    PyObject *result;
    if (nc_is_int(value) && nc_is_short(value)) {
        result = rt_new_int(~nc_short_value(value));
    } else {
        result = PyNumber_Invert(value);
    }
    nc_drop(value);
    return result;
}

/* a ** b for b not negative, if it fits. */
static PyObject *power(long long a, long long b)
{
    long long result = 1;
    for (; b > 0; b--) {
        if (__builtin_mul_overflow(result, a, &result) || b > 64) {
            return NOT_SHORT_CUT;
        }
    }
    return nc_int_from_64(result);
}

/* Both operands are exact ints of at most two digits, or bools; the compiler has a copy for one
   digit, of 32 bits. */
#define DEFINE_INT_OPERATOR(name, Int, from_int)                                                  \
    static PyObject *name(Int a, Int b, int base)                                                 \
    {                                                                                             \
        long long result;                                                                         \
        switch (base) {                                                                           \
        case NB_ADD:                                                                              \
            return from_int(a + b);                                                               \
        case NB_SUBTRACT:                                                                         \
            return from_int(a - b);                                                               \
        case NB_MULTIPLY:                                                                         \
            return __builtin_mul_overflow(a, b, &result) ? NOT_SHORT_CUT                          \
                                                         : nc_int_from_64(result);                \
        case NB_FLOOR_DIVIDE: {                                                                   \
            if (b == 0) {                                                                         \
                break;                                                                            \
            }                                                                                     \
            Int quotient = a / b;                                                                 \
            return from_int(a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient);          \
        }                                                                                         \
        case NB_REMAINDER: {                                                                      \
            if (b == 0) {                                                                         \
                break;                                                                            \
            }                                                                                     \
            Int remainder = a % b;                                                                \
            bool is_other_side = remainder != 0 && (remainder < 0) != (b < 0);                    \
            return from_int(is_other_side ? remainder + b : remainder);                           \
        }                                                                                         \
        case NB_AND:                                                                              \
            return from_int(a & b);                                                               \
        case NB_OR:                                                                               \
            return from_int(a | b);                                                               \
        case NB_XOR:                                                                              \
            return from_int(a ^ b);                                                               \
        case NB_LSHIFT:                                                                           \
            if (b < 0 || b > 61 || __builtin_mul_overflow(a, 1LL << b, &result)) {                \
                break;                                                                            \
            }                                                                                     \
            return nc_int_from_64(result);                                                        \
        case NB_RSHIFT:                                                                           \
            if (b < 0) {                                                                          \
                break;                                                                            \
            }                                                                                     \
            return from_int(b >= (Int)(8 * sizeof a) ? (a < 0 ? -1 : 0) : a >> b);                \
        case NB_POWER:                                                                            \
            if (b < 0) {                                                                          \
                break;                                                                            \
            }                                                                                     \
            return power(a, b);                                                                   \
        case NB_TRUE_DIVIDE:                                                                      \
            if (b == 0 || !is_exact_double(a) || !is_exact_double(b)) {                           \
                break;                                                                            \
            }                                                                                     \
            return rt_new_float((double)a / (double)b);                                           \
        }                                                                                         \
        return NOT_SHORT_CUT;                                                                     \
    }

/* Whether a double holds the int as it is. */
static int is_exact_double(long long value)
{
    return value >= -(1LL << DBL_MANT_DIG) && value <= 1LL << DBL_MANT_DIG;
}

DEFINE_INT_OPERATOR(short_operator, int, rt_new_int)
DEFINE_INT_OPERATOR(wide_operator, long long, nc_int_from_64)

/* Both operands are exact ints. */
static PyObject *int_operator(PyObject *left, PyObject *right, int base)
{
    if (nc_is_short(left) && nc_is_short(right)) {
        return short_operator(nc_short_value(left), nc_short_value(right), base);
    }
    if (nc_is_wide(left) && nc_is_wide(right)) {
        PyObject *result = wide_operator(nc_wide_value(left), nc_wide_value(right), base);
        if (result != NOT_SHORT_CUT) {
            return result;
        }
    }
    switch (base) {
        case NB_ADD:
            return _PyLong_Add((PyLongObject *)left, (PyLongObject *)right);
        case NB_SUBTRACT:
            return _PyLong_Subtract((PyLongObject *)left, (PyLongObject *)right);
        case NB_MULTIPLY:
            return _PyLong_Multiply((PyLongObject *)left, (PyLongObject *)right);
    }
    return NOT_SHORT_CUT;
}

/* The value of an exact float, or of an exact int that a double holds exactly. */
static int exact_double(PyObject *number, double *value)
{
    if (nc_is_float(number)) {
        *value = nc_float_value(number);
        return 1;
    }
    if (nc_is_int(number) && nc_is_wide(number)) {
        long long integer = nc_wide_value(number);
        *value = (double)integer;
        return is_exact_double(integer);
    }
    return 0;
}

/* At least one operand is an exact float. Steals both unless it returns NOT_SHORT_CUT. */
static PyObject *float_operator(PyObject *left, PyObject *right, int base)
{
    double a, b;
    if (!exact_double(left, &a) || !exact_double(right, &b)) {
        return NOT_SHORT_CUT;
    }
    switch (base) {
        case NB_ADD:
            a += b;
            break;
        case NB_SUBTRACT:
            a -= b;
            break;
        case NB_MULTIPLY:
            a *= b;
            break;
        case NB_TRUE_DIVIDE:
            if (b == 0.0) {
                return NOT_SHORT_CUT;
            }
            a /= b;
            break;
        default:
            return NOT_SHORT_CUT;
    }
    /* A float that only we hold is about to die: it can hold the result. */
    if (nc_is_float(left) && Py_REFCNT(left) == 1) {
        ((PyFloatObject *)left)->ob_fval = a;
        nc_drop(right);
        return left;
    }
    if (nc_is_float(right) && Py_REFCNT(right) == 1) {
        ((PyFloatObject *)right)->ob_fval = a;
        nc_drop(left);
        return right;
    }
    PyObject *result = rt_new_float(a);
    nc_drop(left);
    nc_drop(right);
    return result;
}

/* The left operand is an exact str. Steals both unless it returns NOT_SHORT_CUT. */
static PyObject *str_operator(PyObject *left, PyObject *right, int base)
{
    PyObject *result;
    if (base == NB_ADD && nc_is_str(right)) {
        if (Py_REFCNT(left) == 1) {
            PyUnicode_Append(&left, right);
            nc_drop(right);
            return left;
        }
        result = PyUnicode_Concat(left, right);
    } else if (base == NB_REMAINDER && PyTuple_CheckExact(right)) {
        result = PyUnicode_Format(left, right);
    } else {
        return NOT_SHORT_CUT;
    }
    nc_drop(left);
    nc_drop(right);
    return result;
}

static int is_int_or_bool(PyObject *object)
{
    return nc_is_int(object) || Py_IS_TYPE(object, &PyBool_Type);
}

/* Beside an int a bool counts as one; of two, bits make another. */
static PyObject *bool_operator(PyObject *left, PyObject *right, int base)
{
    int areBits = base == NB_AND || base == NB_OR || base == NB_XOR;
    if ((areBits && !nc_is_int(left) && !nc_is_int(right)) || !nc_is_short(left)
        || !nc_is_short(right)) {
        return NOT_SHORT_CUT;
    }
    return short_operator(nc_short_value(left), nc_short_value(right), base);
}

RT PyObject *rt_binary_op(PyObject *left, PyObject *right, int operator_index)
{
    /* The exact types here have no in-place slots, so += and + are one. */
    int base = operator_index >= NB_INPLACE_ADD ? operator_index - NB_INPLACE_ADD : operator_index;
    PyObject *result;
    if (nc_is_int(left) && nc_is_int(right)) {
        result = int_operator(left, right, base);
        if (result != NOT_SHORT_CUT) {
            nc_drop(left);
            nc_drop(right);
            return result;
        }
    } else if (nc_is_float(left) || nc_is_float(right)) {
        result = float_operator(left, right, base);
        if (result != NOT_SHORT_CUT) {
            return result;
        }
    } else if (nc_is_str(left)) {
        result = str_operator(left, right, base);
        if (result != NOT_SHORT_CUT) {
            return result;
        }
    }
    result = is_int_or_bool(left) && is_int_or_bool(right) ? bool_operator(left, right, base)
                                                           : NOT_SHORT_CUT;
    if (result == NOT_SHORT_CUT) {
        result = nc_ceval_binary_ops[operator_index](left, right);
    }
    nc_drop(left);
    nc_drop(right);
    return result;
}

/* Whether `left`, whose references are the operand's and the local's, can take `right` at its end
   where it is: what PyUnicode_Append asks. That function itself would give up `left` when there is
   no memory, and the local with it. */
static int can_grow(PyObject *left, PyObject *right)
{
    return Py_REFCNT(left) == 2 && ((PyASCIIObject *)left)->hash == -1
           && !PyUnicode_CHECK_INTERNED(left) && PyUnicode_IS_READY(left)
           && PyUnicode_IS_READY(right) && PyUnicode_GET_LENGTH(left) > 0
           && PyUnicode_GET_LENGTH(right) > 0 && PyUnicode_KIND(right) <= PyUnicode_KIND(left)
           && (!PyUnicode_IS_ASCII(left) || PyUnicode_IS_ASCII(right))
           && PyUnicode_GET_LENGTH(left) <= PY_SSIZE_T_MAX - PyUnicode_GET_LENGTH(right);
}

RT PyObject *rt_add_into_local(PyObject *left, PyObject *right, PyObject **local)
{
    PyObject *result;
    if (!nc_is_str(left) || !nc_is_str(right) || *local != left) {
        /* The operator, + or +=, is in the instruction that the frame says is running. */
        Frame *frame = nc_tstate()->cframe->current_frame;
        return rt_binary_op(left, right, _Py_OPARG(*frame->prev_instr));
    }
    if (!can_grow(left, right)) {
        result = PyUnicode_Concat(left, right);
        nc_drop(left);
        nc_drop(right);
        return result;
    }
    Py_ssize_t left_length = PyUnicode_GET_LENGTH(left), right_length = PyUnicode_GET_LENGTH(right);
    nc_count_references(-1);
    left->ob_refcnt--;
    if (PyUnicode_Resize(local, left_length + right_length) != 0) {
        nc_drop(right);
        return NULL;
    }
    /* The store that follows gives it back to the local; nothing can look before then. */
    result = *local;
    *local = NULL;
    _PyUnicode_FastCopyCharacters(result, left_length, right, 0, right_length);
    nc_drop(right);
    return result;
}
