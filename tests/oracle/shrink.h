/* Makes a case that disagrees smaller, as long as it still compiles and disagrees. */
#ifndef ONUS_TESTS_ORACLE_SHRINK_H
#define ONUS_TESTS_ORACLE_SHRINK_H

#include "tests/oracle/run.h"

void shrink(struct arena *a, struct selection *s);

#endif
