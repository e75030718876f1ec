/* Takes back the words of shared_declare.h, or those that layout.c has in their place. */
#undef STRUCT
#undef END_STRUCT
#undef WIRE
#undef END_WIRE
#undef FIELD
#undef OWN
#undef SPARE
#undef UNION
#undef END_UNION
#undef ENUM
#undef VALUE
#undef END_ENUM
#undef NUMBER
