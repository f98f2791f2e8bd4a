/* One fuzz target: a file that defines fuzz_one. The entry point is in main.c. */
#ifndef ONUS_TESTS_FUZZ_H
#define ONUS_TESTS_FUZZ_H

#include <stddef.h>

void fuzz_one(const char *bytes, size_t size);

#endif
